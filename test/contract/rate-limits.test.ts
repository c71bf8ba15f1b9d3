import { expect, it } from 'vitest';
import { RATE_LIMITS, rateLimitOf } from '../../src/domain/line/rate-limits.js';
import { RateLimiter } from '../../src/emulator/sending/rate-limiter.js';
import { call, emulate } from '../emulator/platform.js';
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
it('the emulator takes as many requests an hour, whatever stands in the path', async () => {
  const emulator = await emulate({ longLived: true });
  const token = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  const isRefused = async ({ method, path }: (typeof HOURLY)[number], index: number): Promise<boolean> => {
    const body = method === 'GET' ? undefined : {};
    const place = path.replace(/\{\w+\}/g, `x${index}`);
    return (await call(emulator, method, place, { token, body })).status === 429;
  };
  for (const limit of HOURLY) {
    const refused = await Promise.all(Array.from({ length: limit.count + 1 }, (_, index) => isRefused(limit, index)));
    expect([limit.name, refused.filter(Boolean).length]).toEqual([limit.name, 1]);
  }
  emulator.moveClock(HOUR_MS);
  expect(await Promise.all(HOURLY.map((limit) => isRefused(limit, 0)))).not.toContain(true);
});
