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
  if (enough <= (await countInPlace(one, other, enough))) return enough;
  const [kept, asked] = one.count <= other.count ? [one, other] : [other, one];
  const parts = Math.max(1, Math.ceil(kept.count / maxInMemory));
  const set = new DistinctUserIds(Math.ceil((kept.count / parts) * SPARE));
  let shared = 0;
  for (let part = 0; part < parts && shared < enough; part += 1) {
    set.clear();
    await keepPart(set, kept, part, parts);
    await setImmediate();
    shared += await countPart(set, asked, part, parts, enough - shared);
    await setImmediate();
  }
  return shared;
}

/** Adds the IDs of one part to the set. */
async function keepPart(set: DistinctUserIds, list: PackedUserIds, part: number, parts: number): Promise<void> {
  for await (const block of wordBlocks(list)) {
    for (let at = 0; at < block.length; at += USER_ID_WORDS) {
      const word0 = block[at] ?? 0;
      const word1 = block[at + 1] ?? 0;
      const word2 = block[at + 2] ?? 0;
      const word3 = block[at + 3] ?? 0;
      if (partOf(word0 ^ word1 ^ word2 ^ word3, parts) === part) set.add(word0, word1, word2, word3);
    }
  }
}

/** How many IDs of one part are in the set; counting ends at `enough`. */
async function countPart(
  set: DistinctUserIds,
  list: PackedUserIds,
  part: number,
  parts: number,
  enough: number,
): Promise<number> {
  let found = 0;
  for await (const block of wordBlocks(list)) {
    for (let at = 0; at < block.length && found < enough; at += USER_ID_WORDS) {
      const word0 = block[at] ?? 0;
      const word1 = block[at + 1] ?? 0;
      const word2 = block[at + 2] ?? 0;
      const word3 = block[at + 3] ?? 0;
      if (partOf(word0 ^ word1 ^ word2 ^ word3, parts) === part && set.positionOf(word0, word1, word2, word3) !== -1)
        found += 1;
    }
    if (found === enough) break;
  }
  return found;
}

/** Cheaper than the hash of the set, and independent of it: it is asked of every ID in every part. */
function partOf(mixed: number, parts: number): number {
  return Math.floor((Math.imul(mixed, 0x9e3779b1) >>> 0) * (parts / 2 ** 32));
}

/** How many IDs stand at the same place in both lists, `enough` at the most. */
async function countInPlace(one: PackedUserIds, other: PackedUserIds, enough: number): Promise<number> {
  const others = wordBlocks(other);
  let theirs: Uint32Array = new Uint32Array(0);
  let same = 0;
  try {
    for await (const block of wordBlocks(one)) {
      for (let own = block; own.length !== 0; ) {
        if (theirs.length === 0) {
          const next = await others.next();
          if (next.done) return same;
          theirs = next.value;
        }
        const length = Math.min(own.length, theirs.length);
        same += countSame(own, theirs, length);
        own = own.subarray(length);
        theirs = theirs.subarray(length);
      }
      if (enough <= same) return enough;
    }
    return same;
  } finally {
    await others.return(undefined);
  }
}

/** How many IDs are equal, place by place, in the first words of both. */
function countSame(one: Uint32Array, other: Uint32Array, length: number): number {
  let same = 0;
  for (let at = 0; at < length; at += USER_ID_WORDS) {
    const isSame =
      one[at] === other[at] &&
      one[at + 1] === other[at + 1] &&
      one[at + 2] === other[at + 2] &&
      one[at + 3] === other[at + 3];
    if (isSame) same += 1;
  }
  return same;
}

async function* wordBlocks({ blocks }: PackedUserIds): AsyncGenerator<Uint32Array, undefined, undefined> {
  for await (const block of blocks()) {
    if (block.length === 0) continue;
    const isAligned = block.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0;
    const aligned = isAligned ? block : new Uint8Array(block);
    yield new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / Uint32Array.BYTES_PER_ELEMENT);
  }
}
