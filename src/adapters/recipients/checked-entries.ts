import { PACKED_USER_ID_BYTES, packUserIdBytes, packUserIdText } from '../../domain/broadcast/user-id-bytes.js';
import { USER_ID_LENGTH } from '../../domain/ids.js';
import type { RecipientSample } from '../../ports/recipients.js';
import { FirstSamples } from './samples.js';

/** Enough of a line to show, in bytes. */
const SHOWN_BYTES = 240;

/** Takes what a source holds one by one, counts it, and hands on what is a user ID. */
export abstract class CheckedEntries {
  readonly #malformedSamples = new FirstSamples();
  readonly #idBytes = new Uint8Array(PACKED_USER_ID_BYTES);
  readonly #idWords = new Uint32Array(this.#idBytes.buffer);
  #valid = 0;
  #malformed = 0;

  /** Takes the four words of one ID; they are good during the call only. */
  protected abstract take(words: Uint32Array, line: number): void;

  get valid(): number {
    return this.#valid;
  }

  get malformed(): number {
    return this.#malformed;
  }

  /** The first ones by line. */
  malformedSamples(): readonly RecipientSample[] {
    return this.#malformedSamples.list();
  }

  /** Takes these bytes as one entry: a user ID, or malformed. */
  addBytes(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (end - start === USER_ID_LENGTH && packUserIdBytes(bytes, start, this.#idBytes, 0)) this.#addValid(line);
    else this.addMalformedBytes(bytes, start, end, line);
  }

  /** Takes this text as one entry: a user ID, or malformed. */
  addText(text: string, line: number): void {
    if (packUserIdText(text, this.#idBytes, 0)) this.#addValid(line);
    else this.addMalformedText(text, line);
  }

  /** Takes the packed user ID that starts at `at`. */
  addPacked(packed: Uint8Array, at: number, line: number): void {
    for (let index = 0; index < PACKED_USER_ID_BYTES; index++) this.#idBytes[index] = packed[at + index] ?? 0;
    this.#addValid(line);
  }

  addMalformedText(text: string, line: number): void {
    this.#malformed++;
    if (this.#malformedSamples.wants(line)) this.#malformedSamples.add(line, text);
  }

  addMalformedBytes(bytes: Uint8Array, start: number, end: number, line: number): void {
    this.#malformed++;
    if (!this.#malformedSamples.wants(line)) return;
    const shown = bytes.subarray(start, Math.min(end, start + SHOWN_BYTES));
    this.#malformedSamples.add(line, new TextDecoder().decode(shown));
  }

  #addValid(line: number): void {
    this.#valid++;
    this.take(this.#idWords, line);
  }
}
