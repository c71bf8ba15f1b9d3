import { USER_ID_WORDS } from './distinct-user-ids.js';

/** One bit for each position of a list. */
export class Marks {
  readonly #bits: Uint8Array;

  constructor(positions: number) {
    this.#bits = new Uint8Array(Math.ceil(positions / 8));
  }

  has(position: number): boolean {
    return (((this.#bits[position >>> 3] ?? 0) >>> (position & 7)) & 1) === 1;
  }

  set(position: number): void {
    this.#bits[position >>> 3] = (this.#bits[position >>> 3] ?? 0) | (1 << (position & 7));
  }
}

/** The IDs at the wanted positions, a block at a time. Overwrites the blocks; each is good until the next. */
export function* selectUserIds(
  blocks: Iterable<Uint32Array>,
  isWanted: (position: number) => boolean,
): Generator<Uint32Array> {
  let position = 0;
  for (const block of blocks) {
    let kept = 0;
    for (let at = 0; at < block.length; at += USER_ID_WORDS) {
      if (!isWanted(position++)) continue;
      if (kept !== at) block.copyWithin(kept, at, at + USER_ID_WORDS);
      kept += USER_ID_WORDS;
    }
    if (kept > 0) yield block.subarray(0, kept);
  }
}
