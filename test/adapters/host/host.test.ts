import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/adapters/host/host.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const DAY_MS = 24 * 60 * 60 * 1000;

it.each([1, 24.8, 25, 60, 365])('sleeps %d days, which a single timer may not reach', async (days) => {
  let isAwake = false;
  void systemClock.sleep(days * DAY_MS).then(() => {
    isAwake = true;
  });

  await vi.advanceTimersByTimeAsync(days * DAY_MS - 1);
  expect(isAwake).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(isAwake).toBe(true);
});

it('wakes up at once when it is told to, however long it was to sleep', async () => {
  const wake = new AbortController();
  const asleep = systemClock.sleep(365 * DAY_MS, wake.signal);
  await vi.advanceTimersByTimeAsync(30 * DAY_MS);
  wake.abort();
  await asleep;
  expect(vi.getTimerCount()).toBe(0);
});
