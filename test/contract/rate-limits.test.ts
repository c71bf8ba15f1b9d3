import { expect, it } from 'vitest';
import { RATE_LIMITS, rateLimitOf } from '../../src/domain/line/rate-limits.js';
import { RateLimiter } from '../../src/emulator/sending/rate-limiter.js';
import { call, emulate, tokenOf } from '../emulator/platform.js';
import { OPERATIONS } from './openapi/operations.js';
import { NOT_SERVED } from './table/not-served.js';

const HOUR_MS = 60 * 60 * 1000;
const LIMITS = OPERATIONS.map(({ name, method, path }) => ({ ...rateLimitOf(method, path), name, path }));
const HOURLY = LIMITS.filter(({ name, periodMs }) => periodMs === HOUR_MS && !NOT_SERVED.includes(name));

it("the table of rates names operations of LINE's files alone", () => {
  const names = OPERATIONS.map(({ name }) => name);
  expect(RATE_LIMITS.map(({ method, path }) => `${method} ${path}`).filter((name) => !names.includes(name))).toEqual(
    [],
  );
});

it.each(LIMITS)(
  '$name takes $count at once, then one whenever there is room again',
  ({ method, path, count, periodMs }) => {
    const limiter = new RateLimiter();
    const taken = Array.from({ length: count + 1 }, () => limiter.take(method, path, 0));
    expect([taken.indexOf(false), limiter.take(method, path, Math.ceil(periodMs / count))]).toEqual([count, true]);
  },
);

// Those of a second or a minute fill up again while they are asked for.
it.each(HOURLY)('the emulator takes $count requests an hour of $name, whatever stands in the path', async (limit) => {
  const { method, path, count, periodMs } = limit;
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  const body = method === 'GET' ? undefined : {};
  const ask = async (index: number) =>
    (await call(emulator, method, path.replace(/\{\w+\}/g, `x${index}`), { token, body })).status;
  const statuses = await Promise.all(Array.from({ length: count + 1 }, (_, index) => ask(index)));
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  emulator.moveClock(Math.ceil(periodMs / count));
  expect([(await ask(0)) === 429, await ask(1)]).toEqual([false, 429]);
});
