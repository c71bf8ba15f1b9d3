import { type HoldOut, holdOutRule } from '../../domain/broadcast/planning/hold-out.js';
import { PACKED_USER_ID_BYTES, unpackUserId } from '../../domain/broadcast/planning/user-id-bytes.js';
import type { MalformedEntry, RecipientList, RecipientSample } from '../../ports/broadcast/recipients.js';
import { CheckedEntries } from './checked-entries.js';
import { collectedRecipients } from './collected-recipients.js';
import { FirstSamples } from './first-samples.js';
import { USER_ID_WORDS } from './id-set/distinct-user-ids.js';
import { RememberedUserIds } from './id-set/remembered-user-ids.js';
import { type LeftOut, SpilledUserIds } from './id-set/spilled-user-ids.js';

/** Takes the recipients, then whom to leave out, and becomes the list. */
export class RecipientCollector extends CheckedEntries {
  readonly #folder: string;
  readonly #maxInMemory: number;
  readonly #duplicateSamples = new FirstSamples<RecipientSample>();
  #memory: RememberedUserIds | null = new RememberedUserIds();
  #spilled: SpilledUserIds | null = null;
  #duplicates = 0;
  readonly #exclusions: Exclusions[] = [];
  #times = 1;
  #reachedOften = 0;

  /** Lists of more than `maxInMemory` different IDs go on in temporary files in `folder`. */
  constructor(folder: string, maxInMemory: number, onMalformed: (entry: MalformedEntry) => void) {
    super(onMalformed);
    this.#folder = folder;
    this.#maxInMemory = maxInMemory;
  }

  /** Whoever is found in it is left out; to be filled, one list after the other, when all recipients are taken. */
  exclusions(): CheckedEntries {
    const list = new Exclusions(this.#exclusions.length, this.#memory, this.#spilled);
    this.#exclusions.push(list);
    return list;
  }

  /** Counts one more time that each of these packed IDs was reached; who is at so many `times` is left out. */
  reached(packed: Uint8Array, times: number): void {
    this.#times = times;
    // A copy is aligned.
    const words = new Uint32Array(new Uint8Array(packed).buffer);
    for (let at = 0; at < words.length; at += USER_ID_WORDS) {
      const [word0 = 0, word1 = 0, word2 = 0, word3 = 0] = [words[at], words[at + 1], words[at + 2], words[at + 3]];
      if (this.#memory?.reached(word0, word1, word2, word3, times) === true) this.#reachedOften++;
      this.#spilled?.reached(word0, word1, word2, word3);
    }
  }

  /** The list of all that was taken; the collector is used up. */
  async finish(holdOut: HoldOut | null, read: Pick<RecipientList, 'readAs' | 'shortLists'>): Promise<RecipientList> {
    const { duplicates, excludedBy, reachedOften, heldOut } = await this.#settle(holdOut);
    const excluded = excludedBy.reduce((sum, taken) => sum + taken, reachedOften);
    return collectedRecipients(this.#memory ?? this.#spilled, {
      total: this.valid + this.malformed,
      unique: this.valid - duplicates - excluded - heldOut,
      duplicates,
      malformed: this.malformed,
      excluded,
      heldOut,
      excludedBy,
      reachedOften,
      malformedSamples: this.malformedSamples(),
      malformedKinds: this.malformedKinds(),
      duplicateSamples: this.#duplicateSamples.list(),
      ...read,
    });
  }

  /** Leaves nothing behind when reading failed. */
  discard(): void {
    this.#spilled?.close();
  }

  protected override take(words: Uint32Array, line: number): void {
    const word0 = words[0] ?? 0;
    const word1 = words[1] ?? 0;
    const word2 = words[2] ?? 0;
    const word3 = words[3] ?? 0;
    if (this.#memory === null) {
      this.#spilled?.add(word0, word1, word2, word3, line);
      return;
    }
    if (!this.#memory.add(word0, word1, word2, word3)) {
      this.#duplicates++;
      this.#showDuplicate(words, line);
      return;
    }
    if (this.#maxInMemory < this.#memory.count) this.#spill(this.#memory);
  }

  async #settle(holdOut: HoldOut | null): Promise<LeftOut> {
    const isHeldOut = holdOut === null ? null : holdOutRule(holdOut);
    if (this.#spilled !== null) {
      const found = await this.#spilled.settle(
        isHeldOut,
        { lists: this.#exclusions.length, times: this.#times },
        (record, line) => this.#showDuplicate(record, line),
      );
      return { ...found, duplicates: this.#duplicates + found.duplicates };
    }
    const heldOut = isHeldOut === null ? 0 : (this.#memory?.holdOut(isHeldOut) ?? 0);
    const excludedBy = this.#exclusions.map(({ taken }) => taken);
    return { duplicates: this.#duplicates, excludedBy, reachedOften: this.#reachedOften, heldOut };
  }

  #spill(memory: RememberedUserIds): void {
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
    this.#duplicateSamples.add({ line, text: unpackUserId(packed) });
  }
}

/** Takes whom to leave out. It keeps none of them itself, so that it may be longer than the list. */
class Exclusions extends CheckedEntries {
  /** Who was in the recipients and in no list before it; known here where all recipients are in memory. */
  taken = 0;

  constructor(
    readonly list: number,
    readonly memory: RememberedUserIds | null,
    readonly spilled: SpilledUserIds | null,
  ) {
    super();
  }

  protected override take(words: Uint32Array): void {
    const word0 = words[0] ?? 0;
    const word1 = words[1] ?? 0;
    const word2 = words[2] ?? 0;
    const word3 = words[3] ?? 0;
    if (this.memory?.exclude(word0, word1, word2, word3) === true) this.taken += 1;
    this.spilled?.exclude(word0, word1, word2, word3, this.list);
  }
}
