import { setImmediate } from 'node:timers/promises';
import type { PackedUserIds } from '../../../ports/broadcast/recipients.js';
import { DistinctUserIds, USER_ID_WORDS } from './distinct-user-ids.js';

/** IDs held in memory at once, about 90 MB with their table. */
const MAX_IN_MEMORY = 3_400_000;

/** Parts are never quite of one size. */
const SPARE = 1.1;

/**
 * How many user IDs are in both lists, each of which holds an ID once; counting ends at `enough`. In bounded memory:
 * long lists are read several times, and a part of their IDs compared each time.
 */
export async function countSharedUserIds(
  one: PackedUserIds,
  other: PackedUserIds,
  enough: number,
  maxInMemory = MAX_IN_MEMORY,
): Promise<number> {
  if (Math.min(one.count, other.count) < enough) return 0;
  // The same list once more, the most frequent case, is seen without a table.
  if (enough <= countInPlace(one, other, enough)) return enough;
  const [kept, asked] = one.count <= other.count ? [one, other] : [other, one];
  const parts = Math.max(1, Math.ceil(kept.count / maxInMemory));
  const set = new DistinctUserIds(Math.ceil((kept.count / parts) * SPARE));
  let shared = 0;
  for (let part = 0; part < parts && shared < enough; part += 1) {
    set.clear();
    for (const block of wordBlocks(kept)) {
      for (let at = 0; at < block.length; at += USER_ID_WORDS) {
        const word0 = block[at] ?? 0;
        const word1 = block[at + 1] ?? 0;
        const word2 = block[at + 2] ?? 0;
        const word3 = block[at + 3] ?? 0;
        if (partOf(word0 ^ word1 ^ word2 ^ word3, parts) === part) set.add(word0, word1, word2, word3);
      }
    }
    await setImmediate();
    for (const block of wordBlocks(asked)) {
      for (let at = 0; at < block.length && shared < enough; at += USER_ID_WORDS) {
        const word0 = block[at] ?? 0;
        const word1 = block[at + 1] ?? 0;
        const word2 = block[at + 2] ?? 0;
        const word3 = block[at + 3] ?? 0;
        if (partOf(word0 ^ word1 ^ word2 ^ word3, parts) === part && set.positionOf(word0, word1, word2, word3) !== -1)
          shared += 1;
      }
      if (shared === enough) return enough;
    }
    await setImmediate();
  }
  return shared;
}

/** Cheaper than the hash of the set, and independent of it: it is asked of every ID in every part. */
function partOf(mixed: number, parts: number): number {
  return Math.floor((Math.imul(mixed, 0x9e3779b1) >>> 0) * (parts / 2 ** 32));
}

/** How many IDs stand at the same place in both lists. */
function countInPlace(one: PackedUserIds, other: PackedUserIds, enough: number): number {
  const others = wordBlocks(other);
  let block: Uint32Array = new Uint32Array(0);
  let at = 0;
  let same = 0;
  try {
    for (const own of wordBlocks(one)) {
      for (let ownAt = 0; ownAt < own.length; ownAt += USER_ID_WORDS, at += USER_ID_WORDS) {
        if (at === block.length) {
          const next = others.next();
          if (next.done) return same;
          block = next.value;
          at = 0;
        }
        const isSame =
          own[ownAt] === block[at] &&
          own[ownAt + 1] === block[at + 1] &&
          own[ownAt + 2] === block[at + 2] &&
          own[ownAt + 3] === block[at + 3];
        if (isSame) same += 1;
      }
      if (enough <= same) return enough;
    }
    return same;
  } finally {
    others.return(undefined);
  }
}

function* wordBlocks({ blocks }: PackedUserIds): Generator<Uint32Array, undefined, undefined> {
  for (const block of blocks()) {
    if (block.length === 0) continue;
    const isAligned = block.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0;
    const aligned = isAligned ? block : new Uint8Array(block);
    yield new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / Uint32Array.BYTES_PER_ELEMENT);
  }
}
