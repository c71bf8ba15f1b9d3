import { PACKED_USER_ID_BYTES } from '../../domain/broadcast/planning/user-id-bytes.js';
import type { RecipientList } from '../../ports/broadcast/recipients.js';

/** Where the recipients are kept; blocks of words in order of first occurrence. */
export interface KeptUserIds {
  kept(): Iterable<Uint32Array>;
  heldOut(): Iterable<Uint32Array>;
  close(): void;
}

/** What a list says of itself beside its recipients. */
export type RecipientCounts = Omit<RecipientList, 'batches' | 'heldOutIds' | 'close'>;

/** Held-out IDs handed out at once. */
const HELD_OUT_AT_ONCE = 500;

/** The finished list, over the place where its recipients are kept. */
export class CollectedRecipients implements RecipientList {
  readonly total: number;
  readonly unique: number;
  readonly duplicates: number;
  readonly malformed: number;
  readonly excluded: number;
  readonly heldOut: number;
  readonly malformedSamples: RecipientList['malformedSamples'];
  readonly malformedKinds: RecipientList['malformedKinds'];
  readonly duplicateSamples: RecipientList['duplicateSamples'];
  readonly readAs: RecipientList['readAs'];
  readonly shortLists: RecipientList['shortLists'];
  #store: KeptUserIds | null;

  constructor(store: KeptUserIds | null, counts: RecipientCounts) {
    this.total = counts.total;
    this.unique = counts.unique;
    this.duplicates = counts.duplicates;
    this.malformed = counts.malformed;
    this.excluded = counts.excluded;
    this.heldOut = counts.heldOut;
    this.malformedSamples = counts.malformedSamples;
    this.malformedKinds = counts.malformedKinds;
    this.duplicateSamples = counts.duplicateSamples;
    this.readAs = counts.readAs;
    this.shortLists = counts.shortLists;
    this.#store = store;
  }

  batches(sizes: number | Iterable<number>): Iterable<Uint8Array> {
    return { [Symbol.iterator]: () => cutBatches(this.#open().kept(), sizes, this.unique) };
  }

  heldOutIds(): Iterable<Uint8Array> {
    return { [Symbol.iterator]: () => cutBatches(this.#open().heldOut(), HELD_OUT_AT_ONCE, this.heldOut) };
  }

  close(): void {
    this.#store?.close();
    this.#store = null;
  }

  #open(): KeptUserIds {
    if (this.#store === null) throw new Error('The recipient list is closed.');
    return this.#store;
  }
}

/** Cuts blocks of IDs into batches of the wanted sizes, each a copy. */
function* cutBatches(
  blocks: Iterable<Uint32Array>,
  sizes: number | Iterable<number>,
  count: number,
): Generator<Uint8Array, undefined> {
  const iterator = blocks[Symbol.iterator]();
  let block: Uint8Array = new Uint8Array(0);
  let remaining = count;
  for (const size of typeof sizes === 'number' ? repeated(sizes) : sizes) {
    if (!(Number.isInteger(size) && 1 <= size)) throw new RangeError(`a batch cannot have ${size} recipients`);
    const wanted = Math.min(size, remaining);
    if (wanted === 0) return;
    const batch = new Uint8Array(wanted * PACKED_USER_ID_BYTES);
    for (let filled = 0; filled < batch.length; ) {
      if (block.length === 0) {
        const next = iterator.next();
        if (next.done === true) throw new Error('The recipient list holds fewer recipients than were counted.');
        block = new Uint8Array(next.value.buffer, next.value.byteOffset, next.value.byteLength);
      }
      const part = block.subarray(0, batch.length - filled);
      batch.set(part, filled);
      filled += part.length;
      block = block.subarray(part.length);
    }
    remaining -= wanted;
    yield batch;
  }
}

function* repeated(size: number): Generator<number> {
  while (true) yield size;
}
