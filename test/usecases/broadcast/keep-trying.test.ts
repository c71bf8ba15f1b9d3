import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemWith } from '../../../src/cli/broadcast/running/run-problem.js';
import { EXIT_CODES } from '../../../src/cli/program/exit.js';
import { parseQuietHours } from '../../../src/domain/broadcast/schedule/quiet-hours.js';
import type { BroadcastId } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import type { RunReport } from '../../../src/usecases/broadcast/sending/finish-run.js';
import { runBroadcast } from '../../../src/usecases/broadcast/sending/run-broadcast.js';
import { BroadcastBench, userId } from '../../support/broadcast-bench.js';
import { told, unreachable } from '../../support/failures.js';
import { oneToken } from '../../support/sending-platform.js';

const MINUTE_MS = 60_000;

let bench: BroadcastBench;
let ledger: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => bench.close());

const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };
const notConnected: SendReply = { type: 'notTaken', why: 'connection refused' };
const tooMany = (problem = 'The API rate limit has been exceeded. Try again later.'): SendReply => ({
  type: 'tooMany',
  requestId: 'r',
  problem,
});

/** LINE gives this answer in place of its own for so long from the n-th request on. */
function awayFor(ms: number, reply: SendReply, { from = 20 } = {}): void {
  let since: number | null = null;
  bench.platform.fate = ({ number }, take) => {
    if (number < from) return take();
    since ??= bench.clock.ms;
    return since + ms <= bench.clock.ms ? take() : reply;
  };
}

async function exitOf(report: RunReport): Promise<number> {
  const problem = await problemWith(report, null, bench.clock.ms);
  return problem === null ? 0 : EXIT_CODES[problem.kind];
}

const trouble = [
  ['no answer', silence],
  ['no connection', notConnected],
  ['429 by rate', tooMany()],
] as const;

it('a night of quiet hours in the middle of trouble does not use up the patience', async () => {
  // The bench begins at noon in Tokyo; LINE goes away at 20:59 and is back four minutes after the night.
  const quietHours = { ...parseQuietHours('21:00-21:40'), timeZone: 'Asia/Tokyo' };
  const id = await bench.plan(ledger, [100], { quietHours });
  bench.clock.ms = Date.UTC(2026, 0, 15, 11, 59);
  const isBackAt = Date.UTC(2026, 0, 15, 12, 44);
  bench.platform.fate = ({ number }, take) => (number < 3 || isBackAt <= bench.clock.ms ? take() : silence);

  const report = await bench.run(id, ledger);

  expect(await exitOf(report)).toBe(0);
  expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
});

describe.each(trouble)('LINE gives %s for nine minutes', (_what, reply) => {
  it('and an unattended run goes on, asking with one batch at a time', async () => {
    const id = await bench.plan(ledger, [3_000]);
    awayFor(9 * MINUTE_MS, reply);

    const report = await bench.run(id, ledger);

    expect(await exitOf(report)).toBe(0);
    expect(bench.platform.totals).toEqual({ reached: 3_000, most: 1 });
    // What was on its way when it began, and then a probe every 20 s or so.
    expect(bench.platform.requests.length).toBeLessThan(300 + 20 + 9 * 10);
  });
});

it.each([
  ['no answer', silence, 'noAnswer', 7],
  ['no connection', notConnected, 'noAnswer', 6],
  ['429 by rate', tooMany(), 'rateLimited', 5],
] as const)(
  '%s for longer than it may ends the run soon after, with few batches touched',
  async (_what, reply, type, exit) => {
    const id = await bench.plan(ledger, [3_000], { keepTryingMs: 2 * MINUTE_MS });
    awayFor(60 * MINUTE_MS, reply);
    const startedAt = bench.clock.ms;

    const report = await bench.run(id, ledger);

    expect(report.stoppedBy).toMatchObject({ type });
    expect(await exitOf(report)).toBe(exit);
    expect(bench.clock.ms - startedAt).toBeGreaterThan(2 * MINUTE_MS);
    expect(bench.clock.ms - startedAt).toBeLessThan(2.5 * MINUTE_MS);
    expect(report.broadcast.batches.unknown).toBeLessThanOrEqual(21);
    awayFor(0, reply);
    expect(await exitOf(await bench.run(id, ledger))).toBe(0);
    expect(bench.platform.totals).toEqual({ reached: 3_000, most: 1 });
  },
);

describe('a 429 that goes on', () => {
  it('with quota left is the rate that outlasted us, and no other delivery is blamed for it', async () => {
    const id = await bench.plan(ledger, [100], { keepTryingMs: MINUTE_MS });
    bench.platform.quotaLimit = { type: 'limited', limit: 100_000 };
    awayFor(60 * MINUTE_MS, tooMany(), { from: 2 });

    const report = await bench.run(id, ledger);

    expect(told(await problemWith(report, null, bench.clock.ms))).toMatchObject({
      kind: 'limit',
      code: 'RATE_LIMITED',
      message: expect.not.stringContaining('reserved'),
    });
  });

  it('says that the quota could not be read, where it could not', async () => {
    const id = await bench.plan(ledger, [100], { keepTryingMs: MINUTE_MS });
    awayFor(60 * MINUTE_MS, tooMany('You have reached your monthly limit.'), { from: 2 });
    let looks = 0;
    const { api } = bench.platform;
    const consumption: typeof api.consumption = async (token) => {
      looks += 1;
      if (looks > 1) throw unreachable('could not read the consumption: no answer in time');
      return api.consumption(token);
    };

    const report = await bench.run(id, ledger, { api: { ...api, consumption } });

    expect(told(await problemWith(report, null, bench.clock.ms))).toMatchObject({
      kind: 'limit',
      code: 'RATE_LIMITED',
      message: expect.stringMatching(/monthly limit.*could not be read.*no answer in time/),
    });
  });
});

describe('no token to go on with', () => {
  /** From the third request on LINE gives no token for so long. */
  function tokensWithout(ms: number) {
    let until: number | null = null;
    const current = async () => {
      if (bench.platform.requests.length < 3) return oneToken.current();
      until ??= bench.clock.ms + ms;
      if (bench.clock.ms < until) throw unreachable('could not issue the token: LINE answered 503');
      return oneToken.current();
    };
    return { tokens: { ...oneToken, current } };
  }

  it('for some minutes is waited out', async () => {
    const id = await bench.plan(ledger, [500]);
    expect(await exitOf(await bench.run(id, ledger, tokensWithout(9 * MINUTE_MS)))).toBe(0);
    expect(bench.platform.totals).toEqual({ reached: 500, most: 1 });
  });

  it('for longer than it may ends the run, and says what was missing', async () => {
    const id = await bench.plan(ledger, [500]);

    const report = await bench.run(id, ledger, tokensWithout(11 * MINUTE_MS));

    expect(await exitOf(report)).toBe(6);
    expect(report.broadcast).toMatchObject({ state: 'incomplete', recipients: { unknown: 0 } });
    expect(report.broadcast.reason).toContain('could not issue the token');
  });
});

it('one batch that LINE never answers stops nobody else, and ends the run when its time is over', async () => {
  const id = await bench.plan(ledger, [2_000], { requestsPerSecond: 1 });
  bench.platform.fate = ({ userIds }, take) => (userIds.includes(userId(15)) ? silence : take());
  const atOnePerSecond = { take: () => bench.clock.sleep(1_000) };

  const report = await bench.run(id, ledger, { paceLimiter: async () => atOnePerSecond });

  expect(report.stoppedBy).toMatchObject({ type: 'noAnswer', inDoubt: true });
  expect(report.broadcast.recipients).toMatchObject({ unknown: 10, refused: 0 });
  expect(report.broadcast.recipients.accepted).toBeGreaterThan(500);
});

it('goes on asking what became of a narrowcast while LINE is away', async () => {
  const id = await bench.planForFriends(ledger, 'narrowcast', [50, 50]);
  bench.platform.onLook = () => {
    if (bench.platform.looks.length < 30) throw unreachable('no answer in time');
  };

  expect(await exitOf(await bench.run(id, ledger))).toBe(0);
  expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
});

describe('a gate that asks LINE', () => {
  /** LINE cannot be asked for its word on the webhook for so long. */
  async function runWithGate(ms: number) {
    const id = await bench.plan(ledger, [10, 10], { gate: { type: 'webhook' }, intervalMs: 0 });
    let until: number | null = null;
    const passGate = async () => {
      until ??= bench.clock.ms + ms;
      if (bench.clock.ms < until) throw unreachable('could not test the webhook: no answer in time');
      return null;
    };
    const options = { stop: new AbortController().signal, onProgress: () => {}, passGate };
    return runBroadcast(id, bench.deps(ledger), options);
  }

  it('is asked again while LINE is away', async () => {
    expect(await exitOf(await runWithGate(9 * MINUTE_MS))).toBe(0);
    expect(bench.platform.totals).toEqual({ reached: 20, most: 1 });
  });

  it('ends the run when LINE stays away for longer', async () => {
    const report = await runWithGate(11 * MINUTE_MS);
    expect(await exitOf(report)).toBe(6);
    expect(report.broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 10, pending: 10 } });
  });
});

it('a resume may change how long it keeps trying, and that is kept', async () => {
  const id: BroadcastId = await bench.plan(ledger, [100]);
  const options = { stop: new AbortController().signal, onProgress: () => {}, passGate: async () => null };
  awayFor(60 * MINUTE_MS, notConnected, { from: 2 });
  const startedAt = bench.clock.ms;

  await runBroadcast(id, bench.deps(ledger), { ...options, keepTryingMs: MINUTE_MS });

  expect(bench.clock.ms - startedAt).toBeLessThan(1.5 * MINUTE_MS);
  expect((await bench.look(id)).settings.keepTryingMs).toBe(MINUTE_MS);
});

it('tells what it waits for, and until when', async () => {
  const id = await bench.plan(ledger, [300]);
  awayFor(MINUTE_MS, notConnected, { from: 5 });
  const told: unknown[] = [];
  const onProgress: Parameters<typeof runBroadcast>[2]['onProgress'] = (look) => told.push(look().away);

  await runBroadcast(id, bench.deps(ledger), {
    stop: new AbortController().signal,
    onProgress,
    passGate: async () => null,
  });

  expect(told).toContainEqual({ trouble: 'noAnswer', since: expect.any(Number), until: expect.any(Number) });
  expect(told.at(-1)).toBeNull();
});
