import { expect, it } from 'vitest';
import {
  inTime,
  type Lot,
  lotOf,
  lotTerms,
  nextSize,
  without,
} from '../../../../../src/domain/broadcast/sending/pace/lots.js';
import { lineAllowance } from '../../../../../src/domain/broadcast/sending/pace/pace.js';

const NEAR = { doubt: 0.5, wayMs: 0.5 };
const FAR = { doubt: 80, wayMs: 90 };

it.each([
  ['nearby', NEAR],
  ['far away', FAR],
])('who shares the limit of multicast sends at most 192 in any one second, with a server %s', (_where, way) => {
  const { spacing, leeway, spread } = lotTerms(lineAllowance('multicast'), way);
  // What one may be later than the distance has room for, the next one waits out.
  const late = Math.min(leeway.shared, spread);
  expect(Math.floor((1_000 + late) / spacing.shared) + 1).toBeLessThanOrEqual(192);
  // And who is late because he cannot know better still has time for a timer.
  expect(leeway.shared - way.doubt).toBeGreaterThanOrEqual(8);
});

it('asks for lots of 100 ms at most, and for one moment of a slow limit, which waits for a fast one', () => {
  expect(lotTerms(lineAllowance('multicast'), NEAR).most).toBe(19);
  const slow = lotTerms({ perSecond: 2, burst: 1 }, NEAR);
  expect([slow.most, slow.spread - slow.leeway.alone]).toEqual([1, 0]);
  expect(slow.leeway.shared).toBeGreaterThanOrEqual(500);
});

it('lets a burst of an hourly limit begin as far back as it is large', () => {
  const { fromNow, spacing } = lotTerms(lineAllowance('narrowcast'), NEAR);
  expect(fromNow).toBeCloseTo(-11 * spacing.alone, 3);
});

const LOT: Lot = { nextAt: 1_000, spacing: 5, left: 10, leeway: 16, isShared: true };

it.each([
  ['in time', 1_016, { nextAt: 1_000, left: 10 }],
  ['too late for the first', 1_017, { nextAt: 1_005, left: 9 }],
  ['too late for three', 1_031, { nextAt: 1_015, left: 7 }],
  ['too late for all', 2_000, { nextAt: 1_050, left: 0 }],
])('drops the moments of a lot that are late: %s', (_what, now, expected) => {
  expect(inTime(LOT, now)).toEqual({ ...LOT, ...expected });
});

it('uses nothing of a lot whose end cannot be known to be ahead', () => {
  expect(inTime({ ...LOT, leeway: -1 }, 1_000).left).toBe(9);
});

it('tells moments by our own clock: never early, and the end as early as it can be', () => {
  const view = { least: 100, most: 104, at: 0 };
  const answer = { at: 50, firstAt: 60, granted: 3, spacing: 5, leeway: 16, isShared: false };
  expect(lotOf(answer, view)).toEqual({ nextAt: 164, spacing: 5, left: 3, leeway: 12, isShared: false });
  expect(lotOf({ ...answer, firstAt: -900 }, view).nextAt).toBe(154);
  expect(without(LOT, 2)).toEqual({ ...LOT, nextAt: 1_010, left: 8 });
});

it('asks for more while moments are wanted at once, and for fewer where some were not used', () => {
  const terms = lotTerms(lineAllowance('multicast'), NEAR);
  expect(nextSize(16, { dropped: 0, sinceUsedMs: 1 }, terms)).toBe(19);
  expect(nextSize(4, { dropped: 0, sinceUsedMs: 150 }, terms)).toBe(4);
  expect(nextSize(19, { dropped: 1, sinceUsedMs: 1 }, terms)).toBe(9);
  expect(nextSize(1, { dropped: 1, sinceUsedMs: 1 }, terms)).toBe(1);
});
