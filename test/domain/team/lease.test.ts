import { expect, it } from 'vitest';
import { LEASE_MS, surelyLasts } from '../../../src/domain/team/lease.js';

const asked = { wall: 1_000_000, steady: 500 };
const after = (wallMs: number, steadyMs: number) => ({ wall: asked.wall + wallMs, steady: asked.steady + steadyMs });

it.each([
  ['at once', 0, 0, true],
  ['just before its end', LEASE_MS - 1, LEASE_MS - 1, true],
  ['at its end', LEASE_MS, LEASE_MS, false],
  ['after a sleep, in which one clock stood still', LEASE_MS, 10, false],
  ['when the time of the day was set back meanwhile', -3_600_000, LEASE_MS, false],
  ['just after the time of the day was set back, which hides how long it slept', -1, 10, false],
  ['just after the time of the day was set an hour ahead', 3_600_000, 10, false],
])('a lease surely lasts, or not, %s', (_, wallMs, steadyMs, lasts) => {
  expect(surelyLasts(asked, after(wallMs, steadyMs))).toBe(lasts);
});
