import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemRandomness } from '../../../../src/adapters/host/host.js';
import { createAttemptJournal } from '../../../../src/adapters/journal/attempt-journal.js';
import { problemWith } from '../../../../src/cli/broadcast/running/run-problem.js';
import { failure } from '../../../../src/domain/failure/failure.js';
import type { BroadcastId } from '../../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../../src/ports/broadcast/broadcast-ledger.js';
import type { Locks } from '../../../../src/ports/store.js';
import { Halt } from '../../../../src/usecases/broadcast/sending/halt.js';
import { BroadcastBench } from '../../../support/broadcast-bench.js';

/** A lease on a broadcast, as the server of a team keeps it for this process. */
class Lease {
  readonly #lost = new AbortController();
  /** By this machine's clocks alone. */
  isCertain: () => boolean = () => !this.#lost.signal.aborted;
  /** What is asked of the server before a request. */
  readonly asked: number[] = [];
  onAsk: () => void = () => {};

  constructor(readonly name: string) {}

  lose(): void {
    this.#lost.abort();
  }

  requireOwn(): void {
    if (this.#lost.signal.aborted) throw failure('LEASE_LOST', { name: this.name });
  }

  locks = async (): Promise<Locks> => ({
    acquire: async () => ({
      held: {
        release: async () => {},
        lost: this.#lost.signal,
        isCertain: () => this.isCertain(),
        requireHeld: async () => {
          if (this.isCertain()) return;
          this.asked.push(1);
          this.onAsk();
          this.requireOwn();
        },
      },
    }),
    areHeld: async () => new Map(),
    allHeld: async () => [],
  });
}

/** As a server keeps it: nothing but what LINE took is written by who has lost the lease. */
function under(lease: Lease, ledger: BroadcastLedger): BroadcastLedger {
  const own = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    lease.requireOwn();
    return write();
  };
  return {
    ...ledger,
    record: (id, change) =>
      change.type === 'accepted' ? ledger.record(id, change) : own(() => ledger.record(id, change)),
    startStage: (...change) => own(() => ledger.startStage(...change)),
    finishStage: (...change) => own(() => ledger.finishStage(...change)),
    release: (...change) => own(() => ledger.release(...change)),
    setState: (...change) => own(() => ledger.setState(...change)),
    setRunsBy: (...change) => own(() => ledger.setRunsBy(...change)),
    reopenRefused: (...change) => own(() => ledger.reopenRefused(...change)),
  };
}

/** A server that does not answer any more, from the moment on at which it is taken away. */
function onServer(ledger: BroadcastLedger): { readonly ledger: BroadcastLedger; takeAway(): void } {
  let isAway = false;
  const answering = <Wait extends readonly unknown[], Result>(ask: (...wait: Wait) => Promise<Result>) => {
    return async (...wait: Wait): Promise<Result> => {
      if (isAway)
        throw failure('STATE_SERVER_AWAY', { server: 'db.example:5432/team', why: 'refused', waitedMs: 60_000 });
      return ask(...wait);
    };
  };
  return {
    takeAway() {
      isAway = true;
    },
    ledger: {
      ...ledger,
      find: answering(ledger.find),
      openBatches: answering(ledger.openBatches),
      record: answering(ledger.record),
      finishStage: answering(ledger.finishStage),
      setState: answering(ledger.setState),
      requestedStop: answering(ledger.requestedStop),
    },
  };
}

async function planned(stages: readonly number[]): Promise<{
  readonly bench: BroadcastBench;
  readonly ledger: BroadcastLedger;
  readonly id: BroadcastId;
  readonly lease: Lease;
}> {
  const bench = new BroadcastBench();
  onTestFinished(() => bench.close());
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, stages);
  return { bench, ledger, id, lease: new Lease(`broadcast-${id}`) };
}

const reached = (bench: BroadcastBench) => [...bench.platform.delivered.values()];

it('a run that lost its lease begins nothing more, and writes nothing but what LINE took', async () => {
  const { bench, ledger, id, lease } = await planned([50]);
  bench.platform.fate = ({ number }, take) => {
    const reply = take();
    if (number === 2) lease.lose();
    return reply;
  };
  const report = await bench.run(id, under(lease, ledger), { locks: lease.locks });

  expect(report.stoppedBy).toMatchObject({ type: 'failed', error: { code: 'LEASE_LOST' } });
  expect(bench.platform.requests.length).toBeLessThan(5);
  // The last word is of whoever has it now.
  expect(report.broadcast).toMatchObject({ state: 'running', reason: null });
  expect(report.broadcast.recipients.accepted).toBe(reached(bench).length);
  const problem = await problemWith(report, null, bench.clock.ms);
  expect(problem).toMatchObject({
    code: 'LEASE_LOST',
    kind: report.broadcast.recipients.unknown > 0 ? 'incomplete' : 'failure',
  });

  const { broadcast } = await bench.run(id, ledger);
  expect(bench.platform.totals).toEqual({ reached: 50, most: 1 });
  expect(await problemWith({ ...report, broadcast }, null, bench.clock.ms)).toMatchObject({
    code: 'LEASE_LOST',
    kind: 'failure',
  });
});

it('a run that hears between two writes that its lease is lost ends with that, and says so', async () => {
  const { bench, ledger, id, lease } = await planned([10, 10]);
  const listening = bench.run(id, under(lease, ledger), { locks: lease.locks });
  while ((await ledger.find(id))?.state !== 'waiting') await new Promise((resolve) => setImmediate(resolve));
  lease.lose();
  const report = await listening;
  expect(report).toMatchObject({ broadcast: { state: 'waiting' }, stoppedBy: { error: { code: 'LEASE_LOST' } } });
  expect(await problemWith(report, null, bench.clock.ms)).toMatchObject({ code: 'LEASE_LOST', kind: 'failure' });
  expect(bench.platform.requests).toHaveLength(1);
});

it('a request leaves only while the lease is certain: a process that slept asks first, behind the pace too', async () => {
  const { bench, ledger, id, lease } = await planned([30]);
  let sleeps = 0;
  let isAsleep = false;
  lease.isCertain = () => !isAsleep;
  lease.onAsk = () => {
    isAsleep = false;
  };
  const paceLimiter = async () => ({
    take: async () => {
      // The machine sleeps between the word of the pace and the request, twice.
      sleeps += 1;
      isAsleep = sleeps <= 2;
    },
  });
  const left: boolean[] = [];
  bench.platform.fate = (_request, take) => {
    left.push(isAsleep);
    return take();
  };
  const { stoppedBy } = await bench.run(id, ledger, { locks: lease.locks, paceLimiter });
  expect(stoppedBy).toBeNull();
  expect(left).toEqual([false, false, false]);
  expect(lease.asked).toHaveLength(2);
  expect(bench.platform.totals).toEqual({ reached: 30, most: 1 });
});

it('a run that learns at the last moment that another has its broadcast sends nothing', async () => {
  const { bench, ledger, id, lease } = await planned([30]);
  lease.isCertain = () => false;
  lease.onAsk = () => lease.lose();
  const { stoppedBy } = await bench.run(id, under(lease, ledger), { locks: lease.locks });
  expect(stoppedBy).toMatchObject({ type: 'failed', error: { code: 'LEASE_LOST' } });
  expect(bench.platform.requests).toEqual([]);
});

it.each([
  ['with the journal of this machine', 'journal'],
  ['on another machine, by the attempts in the server alone', 'elsewhere'],
])(
  'a server that stays away ends a run in doubt, naming it; the next run asks under the same keys, %s',
  async (_, where) => {
    const { bench, ledger, id } = await planned([50]);
    const server = onServer(ledger);
    bench.platform.fate = ({ number }, take) => {
      const reply = take();
      if (number === 2) server.takeAway();
      return reply;
    };
    await expect(bench.run(id, server.ledger)).rejects.toMatchObject({
      code: 'STATE_SERVER_AWAY',
      kind: 'incomplete',
      failure: { facts: { server: 'db.example:5432/team' } },
    });
    expect(bench.platform.requests.length).toBeLessThan(5);

    const elsewhere = createAttemptJournal(join(bench.folder, 'elsewhere'), bench.clock, systemRandomness);
    const attemptJournal = where === 'elsewhere' ? { attemptJournal: async () => elsewhere } : {};
    const { broadcast } = await bench.run(id, ledger, attemptJournal);
    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 50 } });
    expect(bench.platform.totals).toEqual({ reached: 50, most: 1 });
  },
);

it('a server that goes away while nothing is in doubt ends a run as unavailable', async () => {
  const { bench, ledger, id } = await planned([10, 10]);
  const server = onServer(ledger);
  const running = bench.run(id, server.ledger);
  while ((await ledger.find(id))?.state !== 'waiting') await new Promise((resolve) => setImmediate(resolve));
  server.takeAway();
  await expect(running).rejects.toMatchObject({ code: 'STATE_SERVER_AWAY', kind: 'unavailable' });
});

it('a state that answers late is asked once at a time what other terminals want', async () => {
  const { bench } = await planned([10]);
  const halt = new Halt();
  const open: (() => void)[] = [];
  let asked = 0;
  const requestedStop = async (): Promise<null> => {
    asked += 1;
    await new Promise<void>((resolve) => open.push(resolve));
    return null;
  };
  const end = halt.hear((await planned([10])).id, { requestedStop }, bench.clock);
  await bench.clock.sleep(30_000);
  expect(asked).toBe(1);
  open.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
  await bench.clock.sleep(1_000);
  expect(asked).toBe(2);
  end();
});
