import { PACKED_USER_ID_BYTES } from '../../../domain/broadcast/planning/user-id-bytes.js';
import { DistinctUserIds, USER_ID_WORDS } from './distinct-user-ids.js';
import { Marks, selectUserIds } from './marked-positions.js';

/** IDs of a copy that may be overwritten. */
const BLOCK_WORDS = 16_384 * USER_ID_WORDS;

/** A list short enough for memory. What is left out of it is marked; nothing moves. */
export class RememberedUserIds {
  readonly #ids = new DistinctUserIds();
  #excluded: Marks | null = null;
  #heldOut: Marks | null = null;
  #times: Uint8Array | null = null;

  get count(): number {
    return this.#ids.count;
  }

  /** Adds the ID of these four words and says whether it was new. Not after `exclude`. */
  add(word0: number, word1: number, word2: number, word3: number): boolean {
    return this.#ids.add(word0, word1, word2, word3);
  }

  /** Leaves the ID out, where it is in the list, and says whether it was and nothing had left it out before. */
  exclude(word0: number, word1: number, word2: number, word3: number): boolean {
    const position = this.#ids.positionOf(word0, word1, word2, word3);
    if (position === -1) return false;
    this.#excluded ??= new Marks(this.#ids.count);
    if (this.#excluded.has(position)) return false;
    this.#excluded.set(position);
    return true;
  }

  /** Counts one more time that the ID was reached, and says whether it is left out for that, at so many `times`. */
  reached(word0: number, word1: number, word2: number, word3: number, times: number): boolean {
    const position = this.#ids.positionOf(word0, word1, word2, word3);
    if (position === -1) return false;
    this.#times ??= new Uint8Array(this.#ids.count);
    const count = Math.min(times, (this.#times[position] ?? 0) + 1);
    this.#times[position] = count;
    this.#excluded ??= new Marks(this.#ids.count);
    if (count < times || this.#excluded.has(position)) return false;
    this.#excluded.set(position);
    return true;
  }

  /** Holds out whom the rule names among those who are not excluded, and says how many they are. */
  holdOut(isHeldOut: (packed: Uint8Array, at: number) => boolean): number {
    const marks = new Marks(this.#ids.count);
    const words = this.#ids.words();
    const packed = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    let count = 0;
    for (let position = 0; position < this.#ids.count; position++) {
      if (this.#excluded?.has(position) === true || !isHeldOut(packed, position * PACKED_USER_ID_BYTES)) continue;
      marks.set(position);
      count++;
    }
    this.#heldOut = marks;
    return count;
  }

  /** All IDs in order of first occurrence: a view, good until the next `add`. */
  words(): Uint32Array {
    return this.#ids.words();
  }

  kept(): Iterable<Uint32Array> {
    const [excluded, heldOut] = [this.#excluded, this.#heldOut];
    if (excluded === null && heldOut === null) return [this.#ids.words()];
    return selectUserIds(
      this.#copies(),
      (position) => excluded?.has(position) !== true && heldOut?.has(position) !== true,
    );
  }

  heldOut(): Iterable<Uint32Array> {
    const heldOut = this.#heldOut;
    return heldOut === null ? [] : selectUserIds(this.#copies(), (position) => heldOut.has(position));
  }

  close(): void {
    // Memory goes with the last reference.
  }

  *#copies(): Generator<Uint32Array> {
    const words = this.#ids.words();
    for (let at = 0; at < words.length; at += BLOCK_WORDS) yield words.slice(at, at + BLOCK_WORDS);
  }
}
