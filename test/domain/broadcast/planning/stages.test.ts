import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  batchSizes,
  parseStages,
  type StagePlanSpec,
  stageSizeSpec,
  stageSizes,
} from '../../../../src/domain/broadcast/planning/stages.js';
import { toldAs } from '../../../support/failures.js';

it.each([
  ['1%,10%,rest', 1_000_000, [10_000, 100_000, 890_000]],
  ['500,5000,rest', 10_000, [500, 5000, 4500]],
  ['1%, 10%, rest', 50, [1, 5, 44]],
  ['0.5%,99.5%', 1000, [5, 995]],
  ['33.3%,33.3%,33.4%', 10, [3, 4, 3]],
  ['25%,25%,25%,25%', 10, [3, 2, 3, 2]],
  ['100%', 7, [7]],
  ['rest', 7, [7]],
  ['7', 7, [7]],
  ['50%,500', 1000, [500, 500]],
  ['500,50%', 1000, [500, 500]],
  ['1,99%', 50, [1, 49]],
] as const)('%s of %d recipients is %j', (text, unique, sizes) => {
  expect(stageSizes(parseStages(text), unique)).toEqual(sizes);
});

it.each([
  ['a small share still gets its one recipient', '1%,10%,rest', 10, [1, 1, 8]],
  ['so does a small rest', '99.9%,rest', 100, [99, 1]],
  ['the first stages stay small when there are more stages than recipients', '1%,10%,rest', 2, [1, 1]],
  ['one recipient is one stage', '1%,10%,rest', 1, [1]],
  ['nothing left for rest is no stage', '50%,50%,rest', 10, [5, 5]],
  ['a number that takes all leaves no rest', '10,rest', 10, [10]],
  ['an empty list has no stages', '1%,rest', 0, []],
] as const)('%s', (_rule, text, unique, sizes) => {
  expect(stageSizes(parseStages(text), unique)).toEqual(sizes);
});

it.each([
  ['60%,50%', 'add up to 110 %'],
  ['99.999999%,0.000002%', 'add up to 100.000001 %'],
  ['rest,10%', '"rest" is stage 1 of 2'],
  ['1%,rest,rest', '"rest" is stage 2 of 3'],
  ['0%,rest', 'stage 1, 0%, has no recipients'],
  ['10,0,rest', 'stage 2, 0, has no recipients'],
  ['0.000000%', 'has no recipients'],
  ['-5,rest', 'stage 1, "-5", is not a stage'],
  ['', 'stage 1 is empty'],
  ['1%,,rest', 'stage 2 is empty'],
  ['1%,', 'stage 2 is empty'],
  ['ten,rest', '"ten", is not a stage'],
  ['1.5,rest', '"1.5", is not a stage'],
  ['1,000', 'stage 2, 000, has no recipients'],
  ['0.0000001%,rest', 'is not a stage'],
  ['.5%,rest', 'is not a stage'],
  ['1e3,rest', 'is not a stage'],
  ['Rest', 'is not a stage'],
])('--stages %j is refused: %s', (text, message) => {
  expect(() => parseStages(text)).toThrow(
    toldAs({
      kind: 'usage',
      code: 'INVALID_STAGES',
      message: expect.stringContaining(message),
      hint: expect.any(String),
    }),
  );
});

it.each([
  ['10%,20%', 1000, 'would leave 700 of 1,000 recipients out'],
  ['500', 10_000, 'would leave 9,500 of 10,000 recipients out'],
  ['500,5000,rest', 3000, 'stage 2 asks for 5,000, but only 2,500 remain'],
  ['900,50%', 1000, 'stage 2 asks for 500 (50 %), but only 100 remain'],
  ['100%,1', 100, 'stage 2 asks for 1, but only 0 remain'],
])('%s of %d recipients is refused: %s', (text, unique, message) => {
  expect(() => stageSizes(parseStages(text), unique)).toThrow(
    toldAs({ kind: 'usage', code: 'INVALID_STAGES', message: expect.stringContaining(message) }),
  );
});

it('cuts stages of one size, the last one smaller', () => {
  expect(stageSizes(stageSizeSpec(100_000), 250_000)).toEqual([100_000, 100_000, 50_000]);
  expect(stageSizes(stageSizeSpec(100_000), 10)).toEqual([10]);
  expect(stageSizes(stageSizeSpec(1), 0)).toEqual([]);
});

it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a stage size of %d is refused', (size) => {
  expect(() => stageSizeSpec(size)).toThrow(expect.objectContaining({ kind: 'usage', code: 'INVALID_STAGES' }));
});

it.each<[string, StagePlanSpec]>([
  ['a stage of one over millions', stageSizeSpec(1)],
  ['one stage more than there may be', stageSizeSpec(3_000)],
])('refuses %s, naming the bound, before it makes a list of them', (_case, spec) => {
  expect(() => stageSizes(spec, 3_000_001)).toThrow(
    toldAs({ kind: 'usage', code: 'INVALID_STAGES', message: expect.stringContaining('1,000') }),
  );
  expect(stageSizes(stageSizeSpec(3_000), 3_000_000)).toHaveLength(1_000);
});

it('cuts a stage into full batches and what remains', () => {
  expect(batchSizes(1200, 500)).toEqual([500, 500, 200]);
  expect(batchSizes(1000, 500)).toEqual([500, 500]);
  expect(batchSizes(3, 1)).toEqual([1, 1, 1]);
  expect(batchSizes(0, 500)).toEqual([]);
});

it.each([0, 501, -1, 2.5, Number.NaN])('a batch size of %d is refused', (size) => {
  expect(() => batchSizes(10, size)).toThrow(
    toldAs({
      kind: 'usage',
      code: 'INVALID_BATCH_SIZE',
      hint: expect.stringContaining('from 1 to 500'),
    }),
  );
});

const uniqueCounts = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 300_000_000 }));
/** Weights turned into percentages of 6 decimals that add up to at most `outOf` millionths. */
const shares = (outOf: number) =>
  fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 12 }).map((weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => Math.max(1, Math.floor((weight / sum) * outOf)));
  });
const percent = (millionths: number) => `${Math.floor(millionths / 1e6)}.${String(millionths % 1e6).padStart(6, '0')}%`;

it('shares and rest take every recipient once, near their share, and none is empty where there are enough', () => {
  fc.assert(
    fc.property(shares(90_000_000), uniqueCounts, (millionths, unique) => {
      const sizes = stageSizes(parseStages([...millionths.map(percent), 'rest'].join(',')), unique);
      expect(sizes.reduce((total, size) => total + size, 0)).toBe(unique);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
      expect(sizes).toHaveLength(Math.min(unique, millionths.length + 1));
      if (unique < 1000 || sizes.length <= millionths.length) return;
      for (const [index, share] of millionths.entries()) {
        const exact = (unique * share) / 1e8;
        expect(Math.abs((sizes[index] ?? 0) - exact)).toBeLessThanOrEqual(millionths.length + 1);
      }
    }),
  );
});

it('shares of exactly 100 % need no rest', () => {
  fc.assert(
    fc.property(shares(100_000_000), uniqueCounts, (millionths, unique) => {
      const missing = 100_000_000 - millionths.reduce((total, share) => total + share, 0);
      const exact = millionths.map((share, index) => (index === 0 ? share + missing : share));
      const sizes = stageSizes(parseStages(exact.map(percent).join(',')), unique);
      expect(sizes.reduce((total, size) => total + size, 0)).toBe(unique);
      expect(sizes).toHaveLength(Math.min(unique, exact.length));
    }),
  );
});

it('numbers are kept to the letter and in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1 }), fc.nat(1_000_000), (counts, rest) => {
      const unique = counts.reduce((total, count) => total + count, rest);
      expect(stageSizes(parseStages([...counts, 'rest'].join(',')), unique)).toEqual(
        rest === 0 ? counts : [...counts, rest],
      );
    }),
  );
});

it('any mixture either covers every recipient exactly or is refused as usage', () => {
  const entry = fc.oneof(
    fc.integer({ min: 1, max: 500 }).map(String),
    fc.integer({ min: 1, max: 60_000_000 }).map(percent),
    fc.constant('rest'),
  );
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 1000 }),
      (entries, unique) => {
        try {
          const sizes = stageSizes(parseStages(entries.join(',')), unique);
          expect(sizes.reduce((total, size) => total + size, 0)).toBe(unique);
          expect(sizes.every((size) => Number.isInteger(size) && 1 <= size)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ kind: 'usage', code: 'INVALID_STAGES' });
        }
      },
    ),
    { numRuns: 500 },
  );
});

it('batches never cross a stage and lose nobody', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 500 }), (stageSize, batchSize) => {
      const sizes = batchSizes(stageSize, batchSize);
      expect(sizes.reduce((total, size) => total + size, 0)).toBe(stageSize);
      expect(sizes.every((size) => 1 <= size && size <= batchSize)).toBe(true);
    }),
  );
});
