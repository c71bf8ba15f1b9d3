import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BroadcastId } from '../../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../../src/ports/broadcast/broadcast-ledger.js';
import {
  type BroadcastStatus,
  listBroadcasts,
  showBroadcast,
} from '../../../../src/usecases/broadcast/audit/broadcast-status.js';
import { BroadcastBench, keyOf } from '../../../support/broadcast-bench.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => {
  bench.close();
});

const look = (id: BroadcastId) => showBroadcast(id, bench.deps(ledger));

/** What a look sees while the n-th request is on its way; each takes LINE a second. */
async function lookDuring(id: BroadcastId, number: number): Promise<BroadcastStatus> {
  let seen: BroadcastStatus | null = null;
  bench.platform.fate = async (request, take) => {
    bench.clock.ms += 1_000;
    if (request.number === number) seen = await look(id);
    return take();
  };
  await bench.run(id, ledger);
  if (seen === null) throw new Error('nobody looked');
  return seen;
}

describe('a look at a run that goes on', () => {
  it('tells how long it works, how fast, and when it will end', async () => {
    const id = await bench.plan(ledger, [200], { requestsPerSecond: 1 });

    const { broadcast, ratePerSecond, estimatedEnd } = await lookDuring(id, 11);

    expect(broadcast).toMatchObject({ state: 'running' });
    expect(broadcast.elapsedMs).toBeGreaterThanOrEqual(10_000);
    expect(broadcast.elapsedMs).toBeLessThan(15_000);
    expect(ratePerSecond).toBeGreaterThan(0.5);
    expect(ratePerSecond).toBeLessThan(1.1);
    const leftMs = (estimatedEnd ?? 0) - (broadcast.runStartedAt ?? 0) - broadcast.elapsedMs;
    expect(leftMs).toBeGreaterThan(8_000);
    expect(leftMs).toBeLessThan(15_000);
  });

  it('reckons with the pauses between the stages to come', async () => {
    const id = await bench.plan(ledger, [50, 50, 50], { intervalMs: 600_000 });

    const seen = await lookDuring(id, 4);

    const now = (seen.broadcast.runStartedAt ?? 0) + seen.broadcast.elapsedMs;
    expect((seen.estimatedEnd ?? 0) - now).toBeGreaterThan(1_200_000);
    expect((seen.estimatedEnd ?? 0) - now).toBeLessThan(1_260_000);
  });

  it('measures nothing and ends at no time when nobody runs it', async () => {
    const id = await bench.plan(ledger, [20]);
    expect(await look(id)).toMatchObject({ ratePerSecond: null, estimatedEnd: null });
    await bench.run(id, ledger);
    expect(await look(id)).toMatchObject({ ratePerSecond: null, estimatedEnd: null });
  });
});

describe('a run that was killed', () => {
  /** Its first batch was accepted 40 s after it began. */
  async function killed(): Promise<BroadcastId> {
    const id = await bench.plan(ledger, [20]);
    const begunAt = bench.clock.now();
    await ledger.setState(id, 'running', { at: begunAt, reason: null, workedMs: 0 });
    await ledger.startStage(id, 0, begunAt);
    await ledger.record(id, { type: 'attempt', batch: 0, time: { at: begunAt, lineAheadMs: null }, isRetry: false });
    const ids = { requestId: 'r-1', acceptedRequestId: 'r-1', wasConflict: false };
    const retryKey = await keyOf(ledger, id, 0);
    await ledger.record(id, { type: 'accepted', batch: 0, retryKey, at: begunAt + 40_000, ...ids });
    bench.clock.ms += 3_600_000;
    return id;
  }

  it('worked until its last batch, as far as anybody can tell', async () => {
    expect(await look(await killed())).toMatchObject({
      broadcast: { state: 'incomplete', elapsedMs: 40_000 },
      ratePerSecond: null,
      estimatedEnd: null,
    });
  });

  it('is seen without taking the lock that a resume needs, and without making anything', async () => {
    const id = await killed();
    const locks = await bench.deps(ledger).locks();
    const acquire = () => Promise.reject(new Error('took a lock'));
    const deps = { ...bench.deps(ledger), locks: async () => ({ ...locks, acquire }) };
    expect(await showBroadcast(id, deps)).toMatchObject({ broadcast: { state: 'incomplete' } });
    expect(await listBroadcasts(deps)).toMatchObject([{ broadcast: { state: 'incomplete' } }]);
    expect(existsSync(join(bench.folder, 'locks'))).toBe(false);
  });

  it('before it could begin does not look planned, when no worker comes for it any more', async () => {
    const id = await bench.plan(ledger, [20], { startAt: bench.clock.now() });
    await ledger.setRunsBy(id, 'worker');
    expect(await look(id)).toMatchObject({ broadcast: { state: 'planned' } });
    await ledger.setRunsBy(id, null);
    expect(await look(id)).toMatchObject({
      broadcast: { state: 'incomplete', reason: 'the process that ran it ended; resume it' },
    });
  });
});
