import { expect, it } from 'vitest';
import { type ClockView, doubtOf, viewAfter } from '../../../../../src/domain/broadcast/sending/pace/server-clock.js';

/** Our clock is 1000 ms ahead of the server's; `there` and `back` are the ways. */
const answered = (askedAt: number, there: number, back: number, ahead = 1_000) => ({
  askedAt,
  answeredAt: askedAt + there + back,
  serverAt: askedAt + there - ahead,
});

it('knows the clock of a server as exactly as its best answers allow', () => {
  const first = viewAfter(null, answered(5_000, 3, 40));
  const both = viewAfter(first, answered(5_100, 50, 2));
  expect([first.least, first.most, doubtOf(first)]).toEqual([997, 1_040, 43]);
  expect(doubtOf(both)).toBeCloseTo(5, 0);
  expect(both.least).toBeLessThanOrEqual(1_000);
  expect(both.most).toBeGreaterThanOrEqual(1_000);
});

it('trusts an old answer less and less: clocks drift', () => {
  const view = viewAfter(null, answered(0, 1, 1));
  expect(doubtOf(viewAfter(view, answered(60_000, 500, 500)))).toBeCloseTo(2 + 2 * 0.0005 * 61_000, 0);
});

it('begins anew where a clock was set, or another server answers', () => {
  const view: ClockView = viewAfter(null, answered(0, 1, 1));
  const after = viewAfter(view, answered(1_000, 1, 1, -3_600_000));
  expect([after.least, after.most]).toEqual([-3_600_001, -3_599_999]);
});
