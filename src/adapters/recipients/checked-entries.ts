import { malformedKindOf, withoutBlanksAround } from '../../domain/broadcast/planning/malformed.js';
import {
  PACKED_USER_ID_BYTES,
  packUserIdBytes,
  packUserIdText,
} from '../../domain/broadcast/planning/user-id-bytes.js';
import type { MalformedGroup, MalformedKind } from '../../domain/failure/facts.js';
import { USER_ID_LENGTH } from '../../domain/line/ids.js';
import type { MalformedEntry } from '../../ports/broadcast/recipients.js';
import { FirstSamples } from './first-samples.js';

/** Enough of an entry to show and to keep, in bytes: more than any ID, and not a file that has no line ends. */
const KEPT_BYTES = 4096;
/** Lines that are named for each kind. */
const NAMED_LINES = 5;

/** Takes what a source holds one by one, counts it, and hands on what is a user ID. */
export abstract class CheckedEntries {
  readonly #onMalformed: (entry: MalformedEntry) => void;
  readonly #malformedSamples = new FirstSamples<MalformedEntry>();
  readonly #kinds = new Map<MalformedKind, { count: number; readonly lines: number[] }>();
  readonly #idBytes = new Uint8Array(PACKED_USER_ID_BYTES);
  readonly #idWords = new Uint32Array(this.#idBytes.buffer);
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #valid = 0;
  #malformed = 0;
  #lastMalformedLine = 0;

  constructor(onMalformed: (entry: MalformedEntry) => void = () => {}) {
    this.#onMalformed = onMalformed;
  }

  /** Takes the four words of one ID; they are good during the call only. */
  protected abstract take(words: Uint32Array, line: number): void;

  get valid(): number {
    return this.#valid;
  }

  get malformed(): number {
    return this.#malformed;
  }

  /** 0 where nothing is malformed. */
  get lastMalformedLine(): number {
    return this.#lastMalformedLine;
  }

  /** The first ones by line. */
  malformedSamples(): readonly MalformedEntry[] {
    return this.#malformedSamples.list();
  }

  /** Most frequent first. */
  malformedKinds(): readonly MalformedGroup[] {
    return [...this.#kinds]
      .map(([kind, { count, lines }]) => ({ kind, count, lines: [...lines] }))
      .sort((one, other) => other.count - one.count);
  }

  /** Takes these bytes if they are exactly a user ID, and says whether they were. */
  addUserId(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    if (end - start !== USER_ID_LENGTH || !packUserIdBytes(bytes, start, this.#idBytes, 0)) return false;
    this.#addValid(line);
    return true;
  }

  /** Takes these bytes as one entry: a user ID, or malformed. */
  addBytes(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (!this.addUserId(bytes, start, end, line)) this.addText(this.textOf(bytes, start, end), line);
  }

  /** Takes this text as one entry: a user ID, where nothing but blanks and invisible characters are around it, or malformed. */
  addText(text: string, line: number): void {
    const isUserId =
      packUserIdText(text, this.#idBytes, 0) || packUserIdText(withoutBlanksAround(text), this.#idBytes, 0);
    if (isUserId) this.#addValid(line);
    else this.addMalformed(text, line);
  }

  /** Takes the packed user ID that starts at `at`. */
  addPacked(packed: Uint8Array, at: number, line: number): void {
    for (let index = 0; index < PACKED_USER_ID_BYTES; index++) this.#idBytes[index] = packed[at + index] ?? 0;
    this.#addValid(line);
  }

  addMalformed(whole: string, line: number): void {
    const text = whole.slice(0, KEPT_BYTES);
    this.#malformed++;
    this.#lastMalformedLine = line;
    const kind = malformedKindOf(text);
    const group = this.#kinds.get(kind) ?? { count: 0, lines: [] };
    this.#kinds.set(kind, group);
    group.count++;
    if (group.lines.length < NAMED_LINES) group.lines.push(line);
    const entry = { line, text, kind };
    this.#malformedSamples.add(entry);
    this.#onMalformed(entry);
  }

  /** The text of these bytes, or the beginning of a very long one. */
  textOf(bytes: Uint8Array, start: number, end: number): string {
    return this.#decoder.decode(bytes.subarray(start, Math.min(end, start + KEPT_BYTES)));
  }

  #addValid(line: number): void {
    this.#valid++;
    this.take(this.#idWords, line);
  }
}
