import { unitAt } from '../seeded-hash.js';

const GROWS_BY = 1024;

/** A set of followers by index: one bit each. */
export class FollowerSet {
  #bits: Uint8Array;
  #capacity: number;
  #size = 0;

  /** @param bits an earlier set's `bytes()`, to take it over. */
  constructor(capacity: number, bits: Uint8Array | null = null) {
    this.#capacity = capacity;
    this.#bits = new Uint8Array(Math.ceil(capacity / 8));
    if (bits === null) return;
    this.#bits.set(bits.subarray(0, this.#bits.length));
    for (let index = 0; index < capacity; index++) if (this.has(index)) this.#size += 1;
  }

  /** One more than the largest index that fits without growing. */
  get capacity(): number {
    return this.#capacity;
  }

  get size(): number {
    return this.#size;
  }

  has(index: number): boolean {
    return (((this.#bits[index >>> 3] ?? 0) >>> (index & 7)) & 1) === 1;
  }

  add(index: number): void {
    if (this.has(index)) return;
    if (this.#capacity <= index) this.#grow(index);
    this.#bits[index >>> 3] = (this.#bits[index >>> 3] ?? 0) | (1 << (index & 7));
    this.#size += 1;
  }

  delete(index: number): void {
    if (!this.has(index)) return;
    this.#bits[index >>> 3] = (this.#bits[index >>> 3] ?? 0) & ~(1 << (index & 7));
    this.#size -= 1;
  }

  /** For whoever came after the start. */
  #grow(index: number): void {
    this.#capacity = index + GROWS_BY;
    const bits = new Uint8Array(Math.ceil(this.#capacity / 8));
    bits.set(this.#bits);
    this.#bits = bits;
  }

  /** The followers in this set that satisfy the condition. */
  filter(condition: (index: number) => boolean): FollowerSet {
    const kept = new FollowerSet(this.capacity);
    this.forEach((index) => {
      if (condition(index)) kept.add(index);
    });
    return kept;
  }

  /** At most `count` followers of this set, drawn at random but repeatably from the seed. */
  sample(count: number, seed: number, stream: number): FollowerSet {
    if (this.size <= count) return this;
    let [wanted, remaining] = [count, this.size];
    return this.filter((index) => {
      const isDrawn = unitAt(seed, stream, index) * remaining < wanted;
      remaining -= 1;
      if (isDrawn) wanted -= 1;
      return isDrawn;
    });
  }

  forEach(visit: (index: number) => void): void {
    for (let index = 0; index < this.capacity; index++) if (this.has(index)) visit(index);
  }

  /** The bits, least significant first, for the state file; a view, not a copy. */
  bytes(): Uint8Array {
    return this.#bits;
  }
}
