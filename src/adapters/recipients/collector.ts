import {
  PACKED_USER_ID_BYTES,
  packUserIdBytes,
  packUserIdText,
  unpackUserId,
} from '../../domain/broadcast/user-id-bytes.js';
import { USER_ID_LENGTH } from '../../domain/ids.js';
import type { RecipientList } from '../../ports/recipients.js';
import { CollectedRecipients } from './collected-recipients.js';
import { DistinctUserIds, USER_ID_WORDS } from './distinct-user-ids.js';
import { FirstSamples } from './samples.js';
import { SpilledUserIds } from './spilled-user-ids.js';

/** Enough of a line to show, in bytes. */
const SHOWN_BYTES = 240;

/** Takes what a source holds one by one, counts it, and becomes the list. */
export class RecipientCollector {
  readonly #folder: string;
  readonly #maxInMemory: number;
  readonly #malformedSamples = new FirstSamples();
  readonly #duplicateSamples = new FirstSamples();
  readonly #idBytes = new Uint8Array(PACKED_USER_ID_BYTES);
  readonly #idWords = new Uint32Array(this.#idBytes.buffer);
  #memory: DistinctUserIds | null = new DistinctUserIds();
  #spilled: SpilledUserIds | null = null;
  #valid = 0;
  #duplicates = 0;
  #malformed = 0;

  /** Lists of more than `maxInMemory` different IDs go on in temporary files in `folder`. */
  constructor(folder: string, maxInMemory: number) {
    this.#folder = folder;
    this.#maxInMemory = maxInMemory;
  }

  get valid(): number {
    return this.#valid;
  }

  get malformed(): number {
    return this.#malformed;
  }

  get firstMalformed(): { readonly line: number; readonly text: string } | null {
    return this.#malformedSamples.list()[0] ?? null;
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

  /** The list of all that was taken; the collector is used up. */
  async finish(): Promise<RecipientList> {
    if (this.#spilled !== null) {
      this.#duplicates += await this.#spilled.findDuplicates((record, line) => this.#showDuplicate(record, line));
    }
    return new CollectedRecipients(this.#memory ?? this.#spilled, {
      total: this.#valid + this.#malformed,
      unique: this.#valid - this.#duplicates,
      duplicates: this.#duplicates,
      malformed: this.#malformed,
      malformedSamples: this.#malformedSamples.list(),
      duplicateSamples: this.#duplicateSamples.list(),
    });
  }

  /** Leaves nothing behind when reading failed. */
  discard(): void {
    this.#spilled?.close();
  }

  #addValid(line: number): void {
    this.#valid++;
    const word0 = this.#idWords[0] ?? 0;
    const word1 = this.#idWords[1] ?? 0;
    const word2 = this.#idWords[2] ?? 0;
    const word3 = this.#idWords[3] ?? 0;
    if (this.#memory === null) {
      this.#spilled?.add(word0, word1, word2, word3, line);
      return;
    }
    if (!this.#memory.add(word0, word1, word2, word3)) {
      this.#duplicates++;
      this.#showDuplicate(this.#idWords, line);
      return;
    }
    if (this.#maxInMemory < this.#memory.count) this.#spill(this.#memory);
  }

  #spill(memory: DistinctUserIds): void {
    const spilled = new SpilledUserIds(this.#folder);
    this.#spilled = spilled;
    this.#memory = null;
    const words = memory.words();
    for (let at = 0; at < words.length; at += USER_ID_WORDS) {
      // The line is told of repetitions only, and these are all first occurrences.
      spilled.add(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0, 0);
    }
  }

  #showDuplicate(words: Uint32Array, line: number): void {
    if (!this.#duplicateSamples.wants(line)) return;
    const packed = new Uint8Array(words.buffer, words.byteOffset, PACKED_USER_ID_BYTES);
    this.#duplicateSamples.add(line, unpackUserId(packed));
  }
}
