import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveUnknown } from '../../../src/usecases/broadcast/audit/resolve-broadcast.js';
import { holdBroadcast } from '../../../src/usecases/broadcast/sending/hold-broadcast.js';
import { runBroadcast } from '../../../src/usecases/broadcast/sending/run-broadcast.js';
import { stopBroadcast } from '../../../src/usecases/broadcast/sending/stop-broadcast.js';
import { BroadcastBench, userId } from '../../support/broadcast-bench.js';

let bench: BroadcastBench;

beforeEach(() => {
  bench = new BroadcastBench();
});

afterEach(() => {
  bench.close();
});

describe.each(['pause', 'cancel'] as const)('%s from another terminal', (to) => {
  it('stops the run after the batches on their way, with the books right', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [2000]);
    let stopping: Promise<unknown> | null = null;
    bench.platform.fate = ({ number }, take) => {
      // Its minute of patience would be over in no time: that clock goes as fast as somebody sleeps.
      const clock = { now: () => 0, sleep: (ms: number) => bench.clock.sleep(ms) };
      if (number === 20) stopping = stopBroadcast(id, to, bench.deps(ledger, { clock }));
      return take();
    };

    const { broadcast, stoppedBy } = await bench.run(id, ledger);
    await stopping;

    expect(stoppedBy).toEqual({ type: 'asked', to });
    expect(broadcast.state).toBe(to === 'pause' ? 'paused' : 'cancelled');
    expect(broadcast.recipients).toMatchObject({ accepted: bench.platform.delivered.size, unknown: 0 });
    expect(broadcast.recipients.pending).toBeGreaterThan(0);
  });

  it('needs no running process', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [20]);
    expect((await stopBroadcast(id, to, bench.deps(ledger))).state).toBe(to === 'pause' ? 'paused' : 'cancelled');
  });
});

it('asks again what a run took back that began at the same moment', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [20]);
  const deps = bench.deps(ledger);
  const lock = await holdBroadcast(id, deps);
  const stopping = stopBroadcast(id, 'pause', deps);
  await ledger.requestStop(id, null);

  for (let turn = 0; turn < 100 && (await ledger.requestedStop(id)) === null; turn += 1)
    await new Promise((resolve) => setImmediate(resolve));
  expect(await ledger.requestedStop(id)).toBe('pause');
  await lock.release();
  expect((await stopping).state).toBe('paused');
});

it('goes on after a pause, and never after a cancel', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [20]);
  await stopBroadcast(id, 'pause', bench.deps(ledger));
  expect((await bench.run(id, ledger)).broadcast.state).toBe('completed');
  await expect(stopBroadcast(id, 'cancel', bench.deps(ledger))).rejects.toMatchObject({ code: 'BROADCAST_OVER' });
});

it('sends nothing of a cancelled broadcast', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [20]);
  await stopBroadcast(id, 'cancel', bench.deps(ledger));
  await expect(bench.run(id, ledger)).rejects.toMatchObject({ kind: 'usage', code: 'BROADCAST_CANCELLED' });
  expect(bench.platform.requests).toEqual([]);
});

it('stops a stage when LINE refuses more than the error budget', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [100], { maxRefused: { type: 'count', count: 2 } });
  bench.platform.fate = ({ userIds }, take) =>
    userIds.length < 10
      ? take()
      : {
          type: 'refused',
          status: 400,
          requestId: 'r',
          problem: 'The property, to[0], in the request body is invalid',
          details: [],
        };

  const { broadcast, stoppedBy } = await bench.run(id, ledger);

  expect(stoppedBy).toMatchObject({ type: 'budgetSpent', stage: 0 });
  expect(broadcast.state).toBe('paused');
  expect(broadcast.recipients.pending).toBeGreaterThan(0);
});

it('counts the refused of earlier runs in the error budget of the stage', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [300], { maxRefused: { type: 'count', count: 10 } });
  bench.platform.fate = ({ userIds }, take) =>
    userIds.length < 10
      ? take()
      : { type: 'refused', status: 400, requestId: 'r', problem: 'The property, to[0], is invalid', details: [] };
  const { broadcast: first } = await bench.run(id, ledger);

  const { broadcast, stoppedBy } = await bench.run(id, ledger);

  expect(first.recipients.refused).toBeGreaterThan(10);
  // What was on its way when the first refusal came is counted too; a budget begun anew would have taken eleven.
  const added = broadcast.recipients.refused - first.recipients.refused;
  expect(added).toBeGreaterThan(0);
  expect(added).toBeLessThan(11);
  // The first refusal of this run ends it: with those of the run before, the budget was spent.
  expect(stoppedBy).toEqual({ type: 'budgetSpent', stage: 0, refused: first.recipients.refused + 1 });
});

it('does not count against the error budget whom the operator decided to skip', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [30], { maxRefused: { type: 'count', count: 2 } });
  bench.platform.fate = () => ({ type: 'doubt', why: 'no answer in time', requestId: null, stranger: null });
  await bench.run(id, ledger);
  bench.clock.ms += 25 * 60 * 60 * 1000;
  await resolveUnknown(id, 'skip', bench.resolveDeps(ledger));
  bench.platform.fate = ({ userIds }, take) =>
    userIds.includes(userId(25))
      ? { type: 'refused', status: 400, requestId: 'r', problem: 'The property, to[5], is invalid', details: [] }
      : take();

  const { broadcast } = await bench.run(id, ledger);

  expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 19, refused: 1, leftOut: 10 } });
});

it('asks the gate before each stage but the first, and pauses where it is closed', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [10, 10, 10], { gate: { type: 'confirm' }, intervalMs: 0 });
  const asked: number[] = [];
  const options = {
    stop: new AbortController().signal,
    onProgress: () => {},
    passGate: async (_gate: unknown, stage: number) => {
      asked.push(stage);
      return stage === 2 ? 'not yet' : null;
    },
  };

  const { broadcast, stoppedBy } = await runBroadcast(id, bench.deps(ledger), options);

  expect(asked).toEqual([1, 2]);
  expect(stoppedBy).toEqual({ type: 'gateClosed', why: 'not yet' });
  expect(broadcast).toMatchObject({ state: 'paused', recipients: { accepted: 20, pending: 10 } });
});

it('begins no earlier than asked, and sends nothing in the peak hours', async () => {
  const ledger = await bench.openLedger();
  // Noon in Japan: the peak hour has just begun.
  const startAt = Date.UTC(2026, 0, 15, 3, 30);
  const id = await bench.plan(ledger, [30], { startAt, avoidPeak: true });

  await bench.run(id, ledger);

  const onePmInJapan = Date.UTC(2026, 0, 15, 4);
  expect(Math.min(...bench.platform.requests.map(({ at }) => at))).toBeGreaterThanOrEqual(onePmInJapan);
  expect(bench.platform.totals).toEqual({ reached: 30, most: 1 });
});

describe('what nobody can tell', () => {
  /** A broadcast of two batches whose second answer was lost, `ageMs` ago. */
  async function inDoubt(ageMs: number) {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [20]);
    bench.platform.fate = ({ number }, take) =>
      number === 1 ? take() : { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };
    await bench.run(id, ledger);
    bench.platform.fate = (_request, take) => take();
    bench.clock.ms += ageMs;
    return { ledger, id };
  }

  it('is not to be decided while asking again settles it', async () => {
    const { ledger, id } = await inDoubt(0);
    await expect(resolveUnknown(id, 'resend', bench.resolveDeps(ledger))).rejects.toMatchObject({
      code: 'RESUME_SETTLES_IT',
    });
  });

  it('is sent again under a new key when the operator says so', async () => {
    const { ledger, id } = await inDoubt(25 * 60 * 60 * 1000);
    const keys = new Set(bench.platform.requests.map(({ retryKey }) => retryKey));

    expect(await resolveUnknown(id, 'resend', bench.resolveDeps(ledger))).toMatchObject({
      recipients: { pending: 10, unknown: 0 },
    });
    const { broadcast } = await bench.run(id, ledger);

    expect(broadcast.state).toBe('completed');
    expect(keys.has(bench.platform.requests.at(-1)?.retryKey ?? '')).toBe(false);
  });

  it('is never sent again when the operator skips it, on a later resume neither', async () => {
    const { ledger, id } = await inDoubt(25 * 60 * 60 * 1000);
    const requests = bench.platform.requests.length;

    const resolved = await resolveUnknown(id, 'skip', bench.resolveDeps(ledger));
    await bench.run(id, ledger);

    expect(resolved.recipients).toMatchObject({ accepted: 10, refused: 0, unknown: 0, pending: 0, leftOut: 10 });
    expect(bench.platform.requests).toHaveLength(requests);
  });
});
