import { type UserWords, WORDS_PER_ID } from '../bot/user-words.js';
import { mix32 } from '../seeded-hash.js';

const FIRST_CAPACITY = 1024;
const MAX_FILL = 0.6;

/** Counts per user ID for IDs that cannot be computed: 20 bytes an entry, no object per user. */
export class UserTable {
  #ids = new Uint32Array(FIRST_CAPACITY * WORDS_PER_ID);
  #counts = new Uint32Array(FIRST_CAPACITY);
  #size = 0;

  /** How many different users were counted. */
  get size(): number {
    return this.#size;
  }

  /** Counts so many more for the user. */
  add(words: UserWords, times = 1): void {
    if (this.#counts.length * MAX_FILL <= this.#size) this.#grow();
    const slot = this.#slotOf(words);
    if (this.#counts[slot] === 0) {
      this.#ids.set(words, slot * WORDS_PER_ID);
      this.#size += 1;
    }
    this.#counts[slot] = (this.#counts[slot] ?? 0) + times;
  }

  /** How often the user was counted. */
  count(words: UserWords): number {
    return this.#counts[this.#slotOf(words)] ?? 0;
  }

  /** Forgets the user; answers how often it was counted. */
  take(words: UserWords): number {
    const mask = this.#counts.length - 1;
    const slot = this.#slotOf(words);
    const taken = this.#counts[slot] ?? 0;
    if (taken === 0) return 0;
    this.#empty(slot);
    // Those behind it may have been put there because the slot was full.
    for (let next = (slot + 1) & mask; this.#counts[next] !== 0; next = (next + 1) & mask) {
      const moved = this.#ids.slice(next * WORDS_PER_ID, (next + 1) * WORDS_PER_ID);
      this.add(moved, this.#empty(next));
    }
    return taken;
  }

  #empty(slot: number): number {
    const count = this.#counts[slot] ?? 0;
    this.#counts[slot] = 0;
    this.#size -= 1;
    return count;
  }

  /** Every user ID with its count. */
  entries(): readonly (readonly [userId: string, count: number])[] {
    const data = this.toData();
    return Array.from({ length: this.#size }, (_, user) => {
      const at = user * (WORDS_PER_ID + 1);
      const digits = Array.from(data.subarray(at, at + WORDS_PER_ID), (word) => word.toString(16).padStart(8, '0'));
      return [`U${digits.join('')}`, data[at + WORDS_PER_ID] ?? 0];
    });
  }

  /** Every user with its count, five numbers each, for the state file. */
  toData(): Uint32Array {
    const data = new Uint32Array(this.#size * (WORDS_PER_ID + 1));
    let at = 0;
    for (const [slot, count] of this.#counts.entries()) {
      if (count === 0) continue;
      data.set(this.#ids.subarray(slot * WORDS_PER_ID, (slot + 1) * WORDS_PER_ID), at);
      data[at + WORDS_PER_ID] = count;
      at += WORDS_PER_ID + 1;
    }
    return data;
  }

  /** Takes over the data of an earlier run. */
  restore(data: Uint32Array): void {
    for (let at = 0; at + WORDS_PER_ID < data.length; at += WORDS_PER_ID + 1) {
      this.add(data.subarray(at, at + WORDS_PER_ID), data[at + WORDS_PER_ID]);
    }
  }

  #slotOf(words: UserWords): number {
    const mask = this.#counts.length - 1;
    let slot = mix32((words[0] ?? 0) ^ mix32((words[1] ?? 0) ^ mix32((words[2] ?? 0) ^ (words[3] ?? 0)))) & mask;
    while (this.#counts[slot] !== 0 && !this.#holds(slot, words)) slot = (slot + 1) & mask;
    return slot;
  }

  #holds(slot: number, words: UserWords): boolean {
    const start = slot * WORDS_PER_ID;
    for (let word = 0; word < WORDS_PER_ID; word++) if (this.#ids[start + word] !== words[word]) return false;
    return true;
  }

  #grow(): void {
    const [ids, counts] = [this.#ids, this.#counts];
    this.#ids = new Uint32Array(ids.length * 2);
    this.#counts = new Uint32Array(counts.length * 2);
    for (let slot = 0; slot < counts.length; slot++) {
      const count = counts[slot] ?? 0;
      if (count === 0) continue;
      const words = ids.subarray(slot * WORDS_PER_ID, (slot + 1) * WORDS_PER_ID);
      const target = this.#slotOf(words);
      this.#ids.set(words, target * WORDS_PER_ID);
      this.#counts[target] = count;
    }
  }
}
