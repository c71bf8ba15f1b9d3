import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInsightBook } from '../../../src/adapters/state/broadcasts/insight-book.js';
import { problemWith } from '../../../src/cli/broadcast/running/run-problem.js';
import { type Broadcast, totalsBalance } from '../../../src/domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { listBroadcasts, showBroadcast } from '../../../src/usecases/broadcast/audit/broadcast-status.js';
import { withReport } from '../../../src/usecases/broadcast/audit/report-broadcast.js';
import { holdBroadcast } from '../../../src/usecases/broadcast/sending/hold-broadcast.js';
import { runBroadcast } from '../../../src/usecases/broadcast/sending/run-broadcast.js';
import type { RunProgress } from '../../../src/usecases/broadcast/sending/stages/stage-runner.js';
import { BroadcastBench, keyOf, totalsIn } from '../../support/broadcast-bench.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;
beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});
afterEach(() => bench.close());

const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };

/** Three batches: accepted, sent and not heard of, pending. */
async function underWay(): Promise<BroadcastId> {
  const id = await bench.plan(ledger, [30]);
  const at = bench.clock.now();
  await ledger.setState(id, 'running', { at, reason: null, workedMs: 0 });
  await ledger.startStage(id, 0, at);
  const ids = { requestId: 'r', acceptedRequestId: null, wasConflict: false };
  for (const batch of [0, 1])
    await ledger.record(id, { type: 'attempt', batch, time: { at, lineAheadMs: 0 }, isRetry: false });
  await ledger.record(id, { type: 'accepted', batch: 0, retryKey: await keyOf(ledger, id, 0), at, ...ids });
  return id;
}

const booksIn = (folder: string) => ({
  broadcastTotals: async () => totalsIn(folder),
  insightBook: async () => createInsightBook((await bench.openBooks(folder)).engine),
});

describe('what was sent and not heard of', () => {
  const counts = ({ recipients, batches, stages }: Broadcast) => ({
    recipients: [recipients.accepted, recipients.inFlight, recipients.unknown, recipients.pending],
    batches: [batches.accepted, batches.inFlight, batches.unknown, batches.pending],
    stage: [stages[0]?.accepted, stages[0]?.inFlight, stages[0]?.unknown, stages[0]?.pending],
  });

  it('is in flight while its process lives, and unknown when it is gone, wherever one looks', async () => {
    const id = await underWay();
    const deps = bench.deps(ledger);
    const everywhere = async () => [
      (await showBroadcast(id, deps)).broadcast,
      (await listBroadcasts(deps))[0]?.broadcast,
      await withReport(id, { ...deps, ...booksIn(bench.folder) }, async ({ broadcast }) => broadcast),
    ];
    const lock = await holdBroadcast(id, deps);

    for (const broadcast of await everywhere()) {
      expect(broadcast?.state).toBe('running');
      expect(broadcast && counts(broadcast)).toEqual({
        recipients: [10, 10, 0, 10],
        batches: [1, 1, 0, 1],
        stage: [10, 10, 0, 10],
      });
      expect(broadcast && totalsBalance(broadcast.recipients)).toBe(true);
    }
    await lock.release();
    for (const broadcast of await everywhere()) {
      expect(broadcast?.state).toBe('incomplete');
      expect(broadcast && counts(broadcast)).toEqual({
        recipients: [10, 0, 10, 10],
        batches: [1, 0, 1, 1],
        stage: [10, 0, 10, 10],
      });
    }
  });

  it('is no batch in doubt of a report while its process lives', async () => {
    const id = await underWay();
    const deps = { ...bench.deps(ledger), ...booksIn(bench.folder) };
    const inDoubt = () => withReport(id, deps, async ({ unknownBatches }) => unknownBatches.map(({ batch }) => batch));
    const lock = await holdBroadcast(id, deps);
    expect(await inDoubt()).toEqual([]);
    await lock.release();
    expect(await inDoubt()).toEqual([1]);
  });

  it('takes no lock from a run that begins: looking and beginning at once both succeed', async () => {
    const id = await underWay();
    const looks = Array.from({ length: 20 }, () => showBroadcast(id, bench.deps(ledger)));
    const { broadcast } = await bench.run(id, ledger);
    await Promise.all(looks);
    expect(broadcast.state).toBe('completed');
  });
});

describe('the progress of a run', () => {
  /** Runs it with faults of every kind, and keeps every look. */
  async function looksOf(
    id: BroadcastId,
  ): Promise<{ readonly looks: readonly RunProgress[]; readonly after: Broadcast }> {
    const looks: RunProgress[] = [];
    const { broadcast } = await runBroadcast(id, bench.deps(ledger), {
      stop: new AbortController().signal,
      onProgress: (look) => looks.push(look()),
      passGate: async () => null,
    });
    return { looks, after: broadcast };
  }

  function whatever(): void {
    bench.platform.fate = ({ number }, take) => {
      if (number % 7 === 2) return silence;
      if (number % 7 === 4) {
        take();
        return silence;
      }
      if (number % 11 === 5) return { type: 'notTaken', why: 'connection refused' };
      if (number % 13 === 6)
        return {
          type: 'refused',
          status: 400,
          requestId: 'r',
          problem: 'The property, to[3], is invalid',
          details: [],
        };
      return take();
    };
  }

  it('has books that balance at every moment, and in the end those of the ledger', async () => {
    whatever();
    const id = await bench.plan(ledger, [70, 130], { intervalMs: 5_000 });

    const { looks, after } = await looksOf(id);

    for (const { broadcast } of looks) {
      const { recipients } = broadcast;
      expect(totalsBalance(recipients), JSON.stringify(recipients)).toBe(true);
      for (const total of ['accepted', 'refused', 'unknown', 'inFlight', 'pending'] as const)
        expect(recipients[total]).toBeGreaterThanOrEqual(0);
    }
    expect(Math.max(...looks.map(({ broadcast }) => broadcast.recipients.inFlight))).toBeGreaterThan(0);
    const { recipients, requests, retries, conflicts, stages } = looks.at(-1)?.broadcast ?? after;
    expect({ recipients, requests, retries, conflicts }).toEqual({
      recipients: after.recipients,
      requests: after.requests,
      retries: after.retries,
      conflicts: after.conflicts,
    });
    expect(after).toMatchObject({ state: 'completed', recipients: { inFlight: 0, unknown: 0 } });
    expect(after.recipients.refused).toBeGreaterThan(0);
    expect(stages.map(({ accepted, refused }) => [accepted, refused])).toEqual(
      after.stages.map(({ accepted, refused }) => [accepted, refused]),
    );
  });
});

describe('a run that is stopped', () => {
  const stopAt = async (batch: number, ...stages: number[]) => {
    const id = await bench.plan(ledger, stages, { intervalMs: 0 });
    const stop = new AbortController();
    bench.platform.fate = ({ number }, take) => {
      if (number === batch) stop.abort();
      return take();
    };
    return { id, report: await bench.run(id, ledger, { stop: stop.signal }) };
  };

  it('in its last batch is completed, and no error', async () => {
    const { report } = await stopAt(5, 20, 30);
    expect(report.broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 50, pending: 0 } });
    expect(report.broadcast.stages.map(({ state }) => state)).toEqual(['completed', 'completed']);
    expect(await problemWith(report, 'SIGINT', bench.clock.ms)).toBeNull();
  });

  it('in the last batch of a stage has ended that stage, and goes on with the next', async () => {
    const { id, report } = await stopAt(2, 20, 30);
    expect(report.broadcast).toMatchObject({ state: 'paused', recipients: { accepted: 20, pending: 30 } });
    expect(report.broadcast.stages.map(({ state }) => state)).toEqual(['completed', 'planned']);
    expect((await bench.run(id, ledger)).broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 50 } });
    expect(bench.platform.totals).toEqual({ reached: 50, most: 1 });
  });

  it('in its last batch, whose answer is lost, is not completed', async () => {
    const id = await bench.plan(ledger, [20]);
    const stop = new AbortController();
    bench.platform.fate = ({ number }, take) => {
      if (number === 1) return take();
      stop.abort();
      return silence;
    };
    const report = await bench.run(id, ledger, { stop: stop.signal });
    expect(report.broadcast).toMatchObject({ recipients: { accepted: 10, unknown: 10, inFlight: 0 } });
    expect(report.broadcast.state).not.toBe('completed');
    expect(await problemWith(report, 'SIGINT', bench.clock.ms)).not.toBeNull();
  });

  it('in its last batch, which LINE refuses as a whole, is not completed', async () => {
    const id = await bench.plan(ledger, [20]);
    const stop = new AbortController();
    bench.platform.fate = ({ number }, take) => {
      if (number === 1) return take();
      stop.abort();
      return { type: 'refused', status: 403, requestId: 'r', problem: 'no', details: [] };
    };
    const { broadcast } = await bench.run(id, ledger, { stop: stop.signal });
    expect(broadcast.state).not.toBe('completed');
  });
});
