import { describe, expect, it } from 'vitest';
import { countSharedUserIds } from '../../../../src/adapters/recipients/id-set/shared-user-ids.js';
import { packUserId } from '../../../../src/domain/broadcast/planning/user-id-bytes.js';
import type { PackedUserIds } from '../../../../src/ports/broadcast/recipients.js';
import { userId } from '../../../support/broadcast-bench.js';

/** IDs in blocks of odd sizes, at odd places in memory. */
function packed(indices: readonly number[], blockSize = 7): PackedUserIds {
  return {
    count: indices.length,
    *blocks() {
      for (let from = 0; from < indices.length; from += blockSize) {
        const ids = indices.slice(from, from + blockSize);
        const block = new Uint8Array(ids.length * 16 + 1).subarray(1);
        ids.forEach((index, position) => {
          block.set(packUserId(userId(index)), position * 16);
        });
        yield block;
      }
    },
  };
}

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

describe('people in two lists', () => {
  it.each([
    ['the same list', upTo(100), upTo(100), 100],
    ['the same list the other way round', upTo(100), upTo(100).reverse(), 100],
    ['lists that overlap', upTo(100), upTo(100, 60), 40],
    ['a short list within a long one', upTo(10, 50), upTo(1_000), 10],
    ['lists that share nobody', upTo(100), upTo(100, 100), 0],
  ])('are counted exactly, in whatever part of memory: %s', async (_what, one, other, shared) => {
    for (const maxInMemory of [3, 1_000]) {
      for (const blockSize of [1, 50]) {
        const lists = [packed(one, blockSize), packed(other)] as const;
        expect(await countSharedUserIds(...lists, Math.max(1, shared), maxInMemory)).toBe(shared);
        expect(await countSharedUserIds(...lists, shared + 1, maxInMemory)).toBeLessThanOrEqual(shared);
        if (shared > 1) expect(await countSharedUserIds(...lists, shared - 1, maxInMemory)).toBe(shared - 1);
      }
    }
  });
});
