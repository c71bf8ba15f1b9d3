import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DistinctUserIds } from '../../../../src/adapters/recipients/id-set/distinct-user-ids.js';

const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff }));
const ids = fc.array(fc.tuple(word, word, word, word), { maxLength: 2000 });

it('knows each ID once, in order of first occurrence, however often it had to grow', () => {
  const used = new DistinctUserIds(1);
  fc.assert(
    fc.property(ids, (all) => {
      const expected = new Map(all.map((id) => [id.join(), id]));
      const seen = new Set<string>();
      used.clear();
      for (const id of all) {
        expect(used.add(...id)).toBe(!seen.has(id.join()));
        seen.add(id.join());
      }
      expect(used.count).toBe(expected.size);
      expect([...used.words()]).toEqual([...expected.values()].flat());
    }),
  );
});
