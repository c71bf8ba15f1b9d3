import { expect, it } from 'vitest';
import { ageMs, attemptAt, clockDifference, lineTimeFrom } from '../../../src/domain/line/line-time.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const seen = { aheadMs: -3 * HOUR, ownAt: 100 * HOUR, upAt: 7_000 };

it.each<[string, { own: number; up: number }, number | null]>([
  ['at once', { own: 100 * HOUR, up: 7_000 }, 97 * HOUR],
  ['after two hours', { own: 102 * HOUR, up: 7_000 + 2 * HOUR }, 99 * HOUR],
  ['after a clock that drifted a little', { own: 102 * HOUR + 9_000, up: 7_000 + 2 * HOUR }, 99 * HOUR + 9_000],
  ['after our clock was set back', { own: 99 * HOUR, up: 9_000 }, null],
  ['after our clock was set ahead', { own: 103 * HOUR, up: 9_000 }, null],
  ['after the machine slept', { own: 124 * HOUR, up: 8_000 }, null],
])("LINE's time is known %s only where nothing puts it in question", (_when, now, expected) => {
  expect(lineTimeFrom(seen, now)).toBe(expected);
});

it.each<[string, number, number | null, number, number | null, number]>([
  ['both clocks right', 0, 0, 25 * HOUR, 25 * HOUR, 25 * HOUR],
  ['ours was three hours ahead, and was corrected', 3 * HOUR, 0, 25 * HOUR, 25 * HOUR, 25 * HOUR],
  ['ours is a day ahead now', 0, 0, 25 * HOUR, HOUR, HOUR],
  ['ours is a day behind now', 24 * HOUR, 24 * HOUR, HOUR, 25 * HOUR, HOUR],
  ["LINE's was not known then", 0, null, 5 * HOUR, 9 * HOUR, 5 * HOUR],
  ["LINE's is not known now", 0, 0, 5 * HOUR, null, 5 * HOUR],
  ['a date of whole seconds seems older than the attempt', 900, 900, 0, 0, 0],
  ['an attempt that is yet to be made', 2 * HOUR, 2 * HOUR, 0, 0, -2 * HOUR],
])('the age of an attempt: %s', (_case, own, line, ownNow, lineNow, expected) => {
  expect(ageMs(attemptAt({ own, line }), { own: ownNow, line: lineNow })).toBe(expected);
});

it.each([
  [59_000, null],
  [-59_000, null],
  [3 * HOUR, "3 h behind LINE's"],
  [-90 * MINUTE, "1 h 30 min ahead of LINE's"],
])('a difference of %d ms is told as %s', (aheadMs, told) => {
  expect(clockDifference(aheadMs)).toBe(told);
});
