import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BroadcastBench, noLocks, userId } from '../../support/broadcast-bench.js';
import { Killer, mortalApi, mortalLedger } from '../../support/killer.js';

let bench: BroadcastBench;

beforeEach(() => {
  bench = new BroadcastBench();
});

afterEach(() => bench.close());

/** So many messages this month; LINE takes no request that would pass it. */
function month(limit: number): void {
  const { platform } = bench;
  platform.used = 0;
  platform.quotaLimit = { type: 'limited', limit };
  platform.fate = ({ userIds }, take) =>
    limit < platform.used + userIds.length
      ? { type: 'tooMany', requestId: 'r', problem: 'You have reached your monthly limit.' }
      : take();
}

describe('with a part of the quota', () => {
  it('the last batch is cut to what is left, and the rest goes out next month', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [40, 20], { allowPartialQuota: true, intervalMs: 0 });
    month(25);

    const first = await bench.run(id, ledger);

    expect(first.stoppedBy).toEqual({ type: 'quotaUsedUp', left: 0 });
    expect(first.broadcast).toMatchObject({ state: 'paused', recipients: { accepted: 25, pending: 35, unknown: 0 } });
    expect(bench.platform.totals).toEqual({ reached: 25, most: 1 });
    expect(bench.platform.requests.map(({ body }) => JSON.parse(body).to.length)).toEqual([10, 10, 5]);

    month(32);
    await bench.run(id, ledger);
    expect(bench.platform.totals).toEqual({ reached: 57, most: 1 });
    month(100);
    expect((await bench.run(id, ledger)).broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 60 } });
    expect(bench.platform.totals).toEqual({ reached: 60, most: 1 });
  });

  it('those whom LINE refused leave their room to others', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [40], { allowPartialQuota: true });
    month(25);
    const { fate } = bench.platform;
    bench.platform.fate = (request, take) => {
      const position = request.userIds.indexOf(userId(3));
      return position === -1
        ? fate(request, take)
        : {
            type: 'refused',
            status: 400,
            requestId: 'r',
            problem: `The property, to[${position}], is invalid`,
            details: [],
          };
    };

    const { broadcast } = await bench.run(id, ledger);

    expect(broadcast.recipients).toMatchObject({ accepted: 25, refused: 1, pending: 14 });
  });

  it('the parts of a cut batch have keys of their own, and a batch without room is left as it is', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [20], { allowPartialQuota: true });
    const planned = (await ledger.openBatches(id, 0, 0, 10)).map(({ retryKey }) => retryKey);
    month(10);
    await bench.run(id, ledger);
    expect((await ledger.openBatches(id, 0, 0, 10)).map(({ retryKey }) => retryKey)).toEqual([planned[1]]);

    month(4);
    await bench.run(id, ledger);

    const left = await ledger.openBatches(id, 0, 0, 10);
    expect(left).toMatchObject([{ state: 'pending', attempts: 0 }]);
    const used = new Set([...planned, ...bench.platform.requests.map(({ retryKey }) => retryKey)]);
    expect(used.size).toBe(3);
    expect(used.has(left[0]?.retryKey ?? '')).toBe(false);
  });
});

it('a run that is killed anywhere while it cuts a batch loses nobody and messages nobody twice', async () => {
  let points = 0;
  for (let killAt = 1; ; killAt += 1) {
    bench.close();
    bench = new BroadcastBench();
    const id = await bench.plan(await bench.openLedger(), [20, 10], { allowPartialQuota: true, intervalMs: 0 });
    month(13);
    const killer = new Killer(killAt);
    const api = mortalApi(bench.platform.api, killer);
    const run = bench.run(id, mortalLedger(await bench.openLedger(), killer), { api, locks: noLocks });
    await killer.outlived(run);
    expect(bench.platform.used).toBeLessThanOrEqual(13);

    month(100);
    const ledger = await bench.openLedger();
    const { broadcast } = await bench.run(id, ledger, { locks: noLocks });

    expect({ killAt, state: broadcast.state, ...bench.platform.totals }).toEqual({
      killAt,
      state: 'completed',
      reached: 30,
      most: 1,
    });
    if (!killer.isDead) break;
    points += 1;
  }
  expect(points).toBeGreaterThan(15);
});
