import { expect, it } from 'vitest';
import {
  bindingPace,
  FULL_PACE,
  multicastLimitPerSecond,
  type PaceWish,
  paceAt,
  slowDown,
  targetPerSecond,
} from '../../../../src/domain/broadcast/sending/pace/pace.js';

const NO_WISH: PaceWish = { requestsPerSecond: null, recipientsPerMinute: null, batchSize: 500 };

it.each([
  ['line', {}, 200],
  ['line', { requestsPerSecond: 300 }, 200],
  ['line', { agreedPerSecond: 200 }, 200],
  ['rate', { requestsPerSecond: 50, agreedPerSecond: 50 }, 50],
  ['recipientsPerMinute', { requestsPerSecond: 50, recipientsPerMinute: 50_000 }, 50_000 / 60 / 500],
  ['agreed', { agreedPerSecond: 120 }, 120],
] as const)('%s binds the pace of %j', (limitedBy, wish, perSecond) => {
  expect(bindingPace({ ...NO_WISH, ...wish })).toEqual({ limitedBy, perSecond });
});

it('what was agreed to is never passed: not when LINE permits more now, and not on the way back from a 429', () => {
  const agreed = { ...NO_WISH, agreedPerSecond: multicastLimitPerSecond() / 2 };
  expect(targetPerSecond(agreed)).toBe(multicastLimitPerSecond() / 2);
  const slowed = slowDown(FULL_PACE, 1_000);
  for (let at = 1_000; at < 100_000; at += 1_000) expect(paceAt(slowed, at)).toBeLessThanOrEqual(1);
});
