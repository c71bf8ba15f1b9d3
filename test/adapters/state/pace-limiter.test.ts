import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPaceLimiter } from '../../../src/adapters/state/pace-limiter.js';
import { lineAllowance } from '../../../src/domain/broadcast/sending/pace/pace.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-pace-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Time moves only by sleeping, each time a little late, as timers are. */
class LateClock {
  ms = 1_000_000;

  constructor(readonly lateBy: (sleep: number) => number) {}

  now(): number {
    return this.ms;
  }

  async sleep(ms: number): Promise<void> {
    this.#sleeps += 1;
    this.ms += ms + this.lateBy(this.#sleeps);
  }

  #sleeps = 0;
}

const CHANNEL = { key: 'bot/multicast', perSecond: 200, burst: 1 };

async function take(count: number, perSecond: number, clock: LateClock): Promise<readonly number[]> {
  const limiter = await openPaceLimiter(folder, clock, 'one');
  const signal = new AbortController().signal;
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await limiter.take([{ ...CHANNEL, perSecond }], signal);
    times.push(clock.ms);
  }
  return times;
}

function mostInOneSecond(times: readonly number[]): number {
  return Math.max(...times.map((start) => times.filter((time) => start <= time && time <= start + 1000).length));
}

it.each<[string, (sleep: number) => number]>([
  ['timers that are exact', () => 0],
  ['timers that are always 3 ms late', () => 3],
  ['timers that are 60 ms late now and then', (sleep) => (sleep % 40 === 0 ? 60 : 1)],
  ['a process that stalls for 800 ms', (sleep) => (sleep % 400 === 0 ? 800 : 0)],
])('never lets more than 200 through in one second, with %s', async (_case, lateBy) => {
  expect(mostInOneSecond(await take(1500, 200, new LateClock(lateBy)))).toBeLessThanOrEqual(200);
});

it.each<[string, (sleep: number) => number]>([
  ['exact', () => 0],
  ['3 ms late', () => 3],
  ['25 ms late now and then', (sleep) => (sleep % 40 === 0 ? 25 : 1)],
])('reaches 98 % of the limit with timers that are %s', async (_case, lateBy) => {
  const times = await take(2000, 200, new LateClock(lateBy));
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  expect(times.length / seconds).toBeGreaterThan(196);
});

it('catches up one by one after a stall: LINE counts when requests arrive', async () => {
  const times = await take(600, 200, new LateClock((sleep) => (sleep % 100 === 0 ? 500 : 0)));
  const closeTogether = Math.max(
    ...times.map((start) => times.filter((time) => start <= time && time < start + 50).length),
  );
  expect(closeTogether).toBeLessThanOrEqual(16);
});

it('keeps a slow pace as slow as it is asked to be', async () => {
  const times = await take(5, 0.5, new LateClock(() => 0));
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(2000);
});

it('forgets moments of a clock that was set back', async () => {
  const clock = new LateClock(() => 0);
  await take(10, 200, clock);
  clock.ms -= 3_600_000;
  const before = clock.ms;
  await take(1, 200, clock);
  expect(clock.ms - before).toBeLessThan(10);
});

/** Two processes of one state folder take moments in turn; whatever they are called must not matter. */
async function takeInTurns(takers: readonly [string, string]): Promise<readonly number[]> {
  const clock = new LateClock(() => 0);
  const limiters = [await openPaceLimiter(folder, clock, takers[0]), await openPaceLimiter(folder, clock, takers[1])];
  const signal = new AbortController().signal;
  const times: number[] = [];
  for (let index = 0; index < 600; index += 1) {
    await limiters[index % 2]?.take([CHANNEL], signal);
    times.push(clock.ms);
  }
  return times;
}

it('is shared: two limiters on one folder keep one limit', async () => {
  expect(mostInOneSecond(await takeInTurns(['one', 'other']))).toBeLessThanOrEqual(200);
});

it('leaves 8 of the 200 free while two processes send: what lies between a moment and its request differs', async () => {
  expect(mostInOneSecond((await takeInTurns(['one', 'other'])).slice(200))).toBeLessThanOrEqual(192);
});

it('keeps a pace below the limit for who asked for it, and takes none of the limit from the others', async () => {
  const clock = new LateClock(() => 0);
  const limiter = await openPaceLimiter(folder, clock, 'slow');
  const other = await openPaceLimiter(folder, clock, 'fast');
  const signal = new AbortController().signal;
  const slow = [CHANNEL, { key: 'b-20260115-aaaaaa', perSecond: 1, burst: 1 }];
  await limiter.take(slow, signal);
  const start = clock.ms;

  for (let index = 0; index < 100; index += 1) await other.take([CHANNEL], signal);
  const fastTook = clock.ms - start;
  await limiter.take(slow, signal);

  expect(fastTook).toBeLessThan(600);
  expect(clock.ms - start).toBeGreaterThanOrEqual(1000);
});

it('lets a burst of an hourly limit through at once, and never more than 60 within any hour', async () => {
  const clock = new LateClock(() => 0);
  const limiter = await openPaceLimiter(folder, clock, 'one');
  const { perSecond, burst } = lineAllowance('narrowcast');
  const signal = new AbortController().signal;
  const start = clock.ms;
  const times: number[] = [];
  for (let index = 0; index < 200; index += 1) {
    await limiter.take([{ key: 'bot/narrowcast', perSecond, burst }], signal);
    times.push(clock.ms);
  }
  expect(times.filter((time) => time === start)).toHaveLength(burst);
  const hour = 3_600_000;
  const most = Math.max(...times.map((from) => times.filter((time) => from <= time && time < from + hour).length));
  expect(most).toBeLessThanOrEqual(60);
});
