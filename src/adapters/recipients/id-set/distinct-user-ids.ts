import { PACKED_USER_ID_BYTES } from '../../../domain/broadcast/planning/user-id-bytes.js';

/** 32-bit words of a packed user ID. */
export const USER_ID_WORDS = PACKED_USER_ID_BYTES / Uint32Array.BYTES_PER_ELEMENT;

/**
 * Spreads a user ID over 32 bits. IDs look random, but lists made for tests count upwards, and a table must bear them.
 * The high bits choose a partition, the low ones a slot, so that the two stay independent.
 */
export function hashUserId(word0: number, word1: number, word2: number, word3: number): number {
  let hash = Math.imul(word0 ^ (word0 >>> 15), 0x85ebca6b) ^ word1;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ word2;
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f) ^ word3;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A set of packed user IDs that remembers the order of first occurrence: an open-addressing table over one flat array,
 * at most half full. Starts small and doubles, so that a short list costs next to nothing.
 */
export class DistinctUserIds {
  #words: Uint32Array;
  /** Position of the ID plus one; 0 marks a free slot. */
  #slots: Uint32Array;
  #count = 0;

  constructor(capacity = 512) {
    this.#words = new Uint32Array(capacity * USER_ID_WORDS);
    this.#slots = new Uint32Array(slotsFor(capacity));
  }

  get count(): number {
    return this.#count;
  }

  /** Adds the ID of these four words and says whether it was new. */
  add(word0: number, word1: number, word2: number, word3: number): boolean {
    const slot = this.#slotOf(word0, word1, word2, word3);
    if (this.#slots[slot] !== 0) return false;
    const words = this.#words;
    const at = this.#count * USER_ID_WORDS;
    words[at] = word0;
    words[at + 1] = word1;
    words[at + 2] = word2;
    words[at + 3] = word3;
    this.#count++;
    this.#slots[slot] = this.#count;
    if (this.#count * USER_ID_WORDS === words.length) this.#grow();
    return true;
  }

  /** Position of the ID in the order of first occurrence, or -1. */
  positionOf(word0: number, word1: number, word2: number, word3: number): number {
    return (this.#slots[this.#slotOf(word0, word1, word2, word3)] ?? 0) - 1;
  }

  /** The words of all IDs in order of first occurrence: a view, good until the next `add` or `clear`. */
  words(): Uint32Array {
    return this.#words.subarray(0, this.#count * USER_ID_WORDS);
  }

  /** Empties the set and keeps its room. */
  clear(): void {
    this.#slots.fill(0);
    this.#count = 0;
  }

  /** The slot that holds the ID, or the free one where it would go. */
  #slotOf(word0: number, word1: number, word2: number, word3: number): number {
    const words = this.#words;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashUserId(word0, word1, word2, word3) & mask;
    for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
      const at = (entry - 1) * USER_ID_WORDS;
      const isSame =
        words[at] === word0 && words[at + 1] === word1 && words[at + 2] === word2 && words[at + 3] === word3;
      if (isSame) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const words = new Uint32Array(this.#words.length * 2);
    words.set(this.#words);
    const slots = new Uint32Array(slotsFor(words.length / USER_ID_WORDS));
    const mask = slots.length - 1;
    for (let position = 0; position < this.#count; position++) {
      const at = position * USER_ID_WORDS;
      let slot = hashUserId(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = position + 1;
    }
    this.#words = words;
    this.#slots = slots;
  }
}

/** A power of two, so that a mask finds the slot, and at least twice the entries, so that chains stay short. */
function slotsFor(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, capacity) * 2));
}
