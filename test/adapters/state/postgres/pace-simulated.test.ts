import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPaceLimiter } from '../../../../src/adapters/state/postgres/pace/pace-limiter.js';
import { lineAllowance } from '../../../../src/domain/broadcast/sending/pace/pace.js';
import type { PaceLimit } from '../../../../src/ports/broadcast/broadcast-ledger.js';
import { type Machine, ModelServer, PaceWorld } from './pace-world.js';

const LINE: PaceLimit = { key: 'bot/multicast', ...lineAllowance('multicast') };
const NEAR: Machine = { clockAheadMs: 0, timersMs: [1], waysMs: [[0.3, 0.3]] };

interface Sender extends Machine {
  readonly limits?: readonly PaceLimit[];
  /** How long each request keeps its process before the next. */
  readonly requestsMs: readonly number[];
  readonly beginsAfterMs: number;
}

/** When each request of all processes left. */
async function departures(
  senders: readonly Sender[],
  seconds: number,
): Promise<{ readonly times: readonly number[]; readonly calls: number }> {
  const world = new PaceWorld();
  const server = new ModelServer(world);
  const end = world.now + seconds * 1000;
  const times: number[] = [];
  const signal = new AbortController().signal;
  for (const [index, sender] of senders.entries()) {
    const limiter = createPaceLimiter(server.seenBy(sender), world.stopwatch(sender), `p${index}`);
    const send = async () => {
      for (let turn = 0; ; turn += 1) {
        await limiter.take(sender.limits ?? [LINE], signal);
        times.push(world.now);
        const busyMs = sender.requestsMs[turn % sender.requestsMs.length] ?? 0;
        if (0 < busyMs) await new Promise<void>((resolve) => world.at(world.now + busyMs, resolve));
      }
    };
    world.at(world.now + sender.beginsAfterMs, () => void send());
  }
  await world.runUntil(() => end < world.now);
  return { times, calls: server.calls };
}

/** Both ends of the second count. */
function mostInOneSecond(times: readonly number[]): number {
  let first = 0;
  return times.reduce((most, time, index) => {
    while ((times[first] ?? 0) < time - 1_000) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

function perSecond(times: readonly number[]): number {
  return ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
}

const late = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 2, arbitrary: fc.integer({ min: 5, max: 150 }) },
  { weight: 1, arbitrary: fc.integer({ min: 150, max: 3_000 }) },
);
const oneWay = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0.1, max: 2, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: 2, max: 60, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 60, max: 900, noNaN: true }) },
);
const sender: fc.Arbitrary<Sender> = fc.record({
  clockAheadMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
  timersMs: fc.array(late, { minLength: 1, maxLength: 40 }),
  waysMs: fc.array(fc.tuple(oneWay, oneWay), { minLength: 1, maxLength: 12 }),
  requestsMs: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: late }), {
    minLength: 1,
    maxLength: 40,
  }),
  beginsAfterMs: fc.integer({ min: 0, max: 4_000 }),
});

it('never lets more than 200 leave in any one second over all processes, however late timers and answers are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sender, { minLength: 1, maxLength: 4 }), async (senders) => {
      expect(mostInOneSecond((await departures(senders, 9)).times)).toBeLessThanOrEqual(200);
    }),
    { numRuns: 25, seed: 7 },
  );
});

it('lets whoever comes to the limit wait for what another process may be late', async () => {
  const stalling: Sender = {
    ...NEAR,
    timersMs: [...Array<number>(170).fill(0), 98],
    requestsMs: [0],
    beginsAfterMs: 0,
  };
  const most: number[] = [];
  for (let beginsAfterMs = 1_000; beginsAfterMs < 2_300; beginsAfterMs += 40) {
    const { times } = await departures([stalling, { ...NEAR, requestsMs: [0], beginsAfterMs }], 4);
    most.push(mostInOneSecond(times));
  }
  expect(Math.max(...most)).toBeLessThanOrEqual(200);
});

it.each<[string, Partial<Sender>]>([
  ['4 ms late', { timersMs: [4] }],
  ['12 ms late every 100 ms', { timersMs: [...Array<number>(19).fill(1), 12] }],
  ['25 ms late every 200 ms', { timersMs: [...Array<number>(39).fill(1), 25] }],
  ['exact, and the server is 40 ms away', { timersMs: [0], waysMs: [[20, 20]] }],
])('reaches 194 of 200 a second alone, with timers that are %s', async (_what, machine) => {
  const { times } = await departures([{ ...NEAR, requestsMs: [0], beginsAfterMs: 0, ...machine }], 10);
  expect(perSecond(times)).toBeGreaterThanOrEqual(194);
});

it('asks the server ten times a second at full speed, and once a request where few are sent', async () => {
  const full = await departures([{ ...NEAR, requestsMs: [0], beginsAfterMs: 0 }], 10);
  const few = await departures([{ ...NEAR, requestsMs: [150], beginsAfterMs: 0 }], 10);
  expect(full.calls).toBeLessThan(130);
  expect(few.calls).toBeLessThanOrEqual(few.times.length + 1);
});

it('leaves the limit to others when a process asks for few moments', async () => {
  const few: Sender = { ...NEAR, requestsMs: [150], beginsAfterMs: 0 };
  const many: Sender = { ...NEAR, requestsMs: [0], beginsAfterMs: 1_000 };
  const { times } = await departures([few, many], 10);
  expect(perSecond(times.filter((time) => times[0] !== undefined && times[0] + 2_000 < time))).toBeGreaterThanOrEqual(
    180,
  );
});
