import { PACKED_USER_ID_BYTES } from '../../domain/broadcast/user-id-bytes.js';
import type { RecipientList } from '../../ports/recipients.js';
import type { DistinctUserIds } from './distinct-user-ids.js';
import { SpilledUserIds } from './spilled-user-ids.js';

/** What a list says of itself beside its recipients. */
export type RecipientCounts = Pick<
  RecipientList,
  'total' | 'unique' | 'duplicates' | 'malformed' | 'malformedSamples' | 'duplicateSamples'
>;

/** The finished list, over the place where its recipients are kept. */
export class CollectedRecipients implements RecipientList {
  readonly total: number;
  readonly unique: number;
  readonly duplicates: number;
  readonly malformed: number;
  readonly malformedSamples: RecipientList['malformedSamples'];
  readonly duplicateSamples: RecipientList['duplicateSamples'];
  #store: DistinctUserIds | SpilledUserIds | null;

  constructor(store: DistinctUserIds | SpilledUserIds | null, counts: RecipientCounts) {
    this.total = counts.total;
    this.unique = counts.unique;
    this.duplicates = counts.duplicates;
    this.malformed = counts.malformed;
    this.malformedSamples = counts.malformedSamples;
    this.duplicateSamples = counts.duplicateSamples;
    this.#store = store;
  }

  batches(sizes: number | Iterable<number>): Iterable<Uint8Array> {
    return { [Symbol.iterator]: () => cutBatches(this.#blocks(), sizes, this.unique) };
  }

  close(): void {
    if (this.#store instanceof SpilledUserIds) this.#store.close();
    this.#store = null;
  }

  #blocks(): Iterable<Uint32Array> {
    if (this.#store === null) throw new Error('The recipient list is closed.');
    return this.#store instanceof SpilledUserIds ? this.#store.blocks() : [this.#store.words()];
  }
}

/** Cuts blocks of IDs into batches of the wanted sizes, each a copy. */
function* cutBatches(
  blocks: Iterable<Uint32Array>,
  sizes: number | Iterable<number>,
  unique: number,
): Generator<Uint8Array, undefined> {
  const iterator = blocks[Symbol.iterator]();
  let block: Uint8Array = new Uint8Array(0);
  let remaining = unique;
  for (const size of typeof sizes === 'number' ? repeated(sizes) : sizes) {
    if (!(Number.isInteger(size) && 1 <= size)) throw new RangeError(`a batch cannot have ${size} recipients`);
    const count = Math.min(size, remaining);
    if (count === 0) return;
    const batch = new Uint8Array(count * PACKED_USER_ID_BYTES);
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
    remaining -= count;
    yield batch;
  }
}

function* repeated(size: number): Generator<number> {
  while (true) yield size;
}
