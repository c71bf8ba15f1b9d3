import { expect, it } from 'vitest';
import type { WebhookAnswer } from '../../../src/ports/webhook/sender.js';
import { type LoadReport, runLoad } from '../../../src/usecases/webhook/send/run-load.js';

/** A server in a time of its own: nothing takes longer than it says, and nobody waits. */
class VirtualTime {
  now = 0;
  readonly #due: { readonly at: number; readonly happen: () => void }[] = [];

  async at(moment: number): Promise<void> {
    if (this.now < moment) await new Promise<void>((happen) => this.#due.push({ at: moment, happen }));
  }

  /** Lets time pass until the promise is settled. */
  async until<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await new Promise(setImmediate);
      if (isSettled) return promise;
      this.#due.sort((one, other) => one.at - other.at);
      const next = this.#due.shift();
      if (next === undefined) throw new Error('nothing will ever happen again');
      this.now = Math.max(this.now, next.at);
      next.happen();
    }
  }
}

interface Circumstances {
  /** Milliseconds until the answer to a request that comes at this time. */
  readonly answersAfter: (now: number) => number;
  readonly connections?: number;
  readonly endsAfterMs?: number;
  readonly stopAt?: number;
  /** Timers that are due in between come at its end. */
  readonly awayFrom?: number;
  readonly awayUntil?: number;
  readonly status?: (index: number) => number;
}

async function load(
  requests: number,
  ratePerSecond: number,
  { answersAfter, connections = 1000, endsAfterMs = Number.POSITIVE_INFINITY, stopAt, status, ...away }: Circumstances,
) {
  const { awayFrom = 0, awayUntil = 0 } = away;
  const isAway = (moment: number) => awayFrom < moment && moment < awayUntil;
  const time = new VirtualTime();
  const stop = new AbortController();
  const left: number[] = [];
  const latencies: number[] = [];
  let most = 0;
  let inFlight = 0;
  if (stopAt !== undefined) void time.at(stopAt).then(() => stop.abort());
  const report: LoadReport = await time.until(
    runLoad(
      { requests, ratePerSecond, endsAfterMs },
      {
        sender: {
          proxy: null,
          close: async () => {},
          post: async (): Promise<WebhookAnswer> => {
            const index = left.push(time.now) - 1;
            most = Math.max(most, ++inFlight);
            await time.at(time.now + answersAfter(time.now));
            inFlight -= 1;
            return { status: status?.(index) ?? 200, why: null, isTimeout: false, headers: {}, text: '' };
          },
        },
        clock: { now: () => 0, sleep: async () => {} },
        stopwatch: { now: () => time.now, until: (moment) => time.at(isAway(moment) ? awayUntil : moment) },
        connections,
        signal: stop.signal,
        make: () => ({ headers: {}, body: new Uint8Array() }),
        onBegin: () => {},
        onAnswer: (_index, _answer, ms) => latencies.push(ms),
      },
    ),
  );
  return { report, left, latencies, most };
}

it('requests leave at their moments, whatever the answers do', async () => {
  const { report, left } = await load(5, 10, { answersAfter: () => 60_000 });
  expect(left).toEqual([0, 100, 200, 300, 400]);
  expect(report).toMatchObject({ planned: 5, begun: 5, notSent: 0, late: 0, rateReached: 10 });
  expect(report.figures).toMatchObject({ requests: 5, accepted: 5, tooLate: 5 });
});

it('a server that stalls is seen in every request that had to wait for it, not in one alone', async () => {
  // It answers nothing between 1 s and 4 s, and at once before and after.
  const stall = (now: number) => (1000 <= now && now < 4000 ? 4000 - now : 1);
  const { latencies } = await load(60, 10, { answersAfter: stall });
  expect(latencies.filter((ms) => 1 < ms)).toHaveLength(30);
  expect(Math.max(...latencies)).toBe(3000);
});

it('a request that had to wait for a connection counts from the moment at which it was to leave', async () => {
  const { report, left, latencies, most } = await load(4, 10, { answersAfter: () => 1000, connections: 1 });
  expect(most).toBe(1);
  expect(left).toEqual([0, 1000, 2000, 3000]);
  expect(latencies).toEqual([1000, 1900, 2800, 3700]);
  expect(report).toMatchObject({ late: 3, heldBack: 3, rateReached: 1 });
  expect(report.figures.tooLate).toBe(2);
});

it('never has more requests on their way than it may', async () => {
  const { most, report } = await load(500, 1000, { answersAfter: () => 300, connections: 20 });
  expect(most).toBe(20);
  expect(report.figures.requests).toBe(500);
});

it('tells what never left before the time was over, and waits for the answers of what did', async () => {
  const { report } = await load(10, 10, { answersAfter: () => 700, connections: 1, endsAfterMs: 1000 });
  expect(report).toMatchObject({ planned: 10, begun: 2, notSent: 8, cutOff: 0 });
  expect(report.figures.requests).toBe(2);
});

it('a machine that has other things to do sends late, but all of it', async () => {
  const { report } = await load(11, 10, { answersAfter: () => 1, endsAfterMs: 1000, awayFrom: 850, awayUntil: 2950 });
  expect(report).toMatchObject({ planned: 11, begun: 11, notSent: 0, late: 2, heldBack: 0 });
  expect(report.figures.tooLate).toBe(1);
});

it('a signal ends it with the figures so far', async () => {
  const { report } = await load(1000, 10, { answersAfter: () => 250, stopAt: 1010 });
  expect(report).toMatchObject({ planned: 1000, begun: 11, cutOff: 3, notSent: 989 });
  expect(report.figures).toMatchObject({ requests: 8, accepted: 8, statuses: { '200': 8 } });
});

it('counts answers by their status', async () => {
  const { report } = await load(10, 100, { answersAfter: () => 1, status: (index) => (index % 2 === 0 ? 200 : 500) });
  expect(report.figures).toMatchObject({ requests: 10, accepted: 5, statuses: { '200': 5, '500': 5 } });
});
