import { expect, it } from 'vitest';
import { backoffMs, isPatient, LEAST_ATTEMPTS, restMs } from '../../../../src/domain/broadcast/sending/patience.js';

const MINUTE_MS = 60_000;

it.each([
  [1, 0, true],
  [20, 10 * MINUTE_MS - 1, true],
  [20, 10 * MINUTE_MS, false],
  [LEAST_ATTEMPTS, 10 * MINUTE_MS, false],
  // At a slow pace a single attempt may take an hour.
  [LEAST_ATTEMPTS - 1, 60 * MINUTE_MS, true],
])('after %d attempts in %d ms there is another one within 10 minutes: %s', (attempts, ms, expected) => {
  expect(isPatient({ attempts, since: 5 }, 10 * MINUTE_MS, 5 + ms)).toBe(expected);
});

const wait = { trouble: 'noAnswer', via: 'multicast', keepTryingMs: 10 * MINUTE_MS } as const;

it('rests longer from attempt to attempt, up to a bound, and never past the end of its patience', () => {
  const rests = [1, 2, 3, 8, 30].map((attempts) => restMs({ attempts, since: 0 }, wait, 0, 1));
  expect(rests).toEqual([250, 500, 1_000, 20_000, 20_000]);
  expect(restMs({ attempts: 8, since: 0 }, wait, 10 * MINUTE_MS - 300, 1)).toBe(300);
  expect(restMs({ attempts: 2, since: 0 }, { ...wait, keepTryingMs: 0 }, 100, 1)).toBe(500);
});

it('rests longer for a limit that refills by the hour', () => {
  const after429 = { ...wait, trouble: 'rateLimit' } as const;
  expect(restMs({ attempts: 1, since: 0 }, after429, 0, 1)).toBe(500);
  expect(restMs({ attempts: 1, since: 0 }, { ...after429, via: 'narrowcast' }, 0, 1)).toBe(15_000);
});

const SOON = { firstMs: 250, longestMs: 20_000 };

it('waits longer from attempt to attempt, up to a bound, and never less than half', () => {
  const shortest = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backoffMs(attempt, 0, SOON));
  expect(shortest).toEqual([125, 250, 500, 1000, 2000, 4000, 8000, 10_000]);
  expect(backoffMs(20, 0.999, SOON)).toBeLessThanOrEqual(20_000);
});
