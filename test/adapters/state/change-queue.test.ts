import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBroadcastLedger } from '../../../src/adapters/state/broadcasts/ledger.js';
import { createRequestedStops } from '../../../src/adapters/state/broadcasts/requested-stops.js';
import type { StateEngine } from '../../../src/adapters/state/sql/engine.js';
import type { BatchChange } from '../../../src/domain/broadcast/sending/batch/batch-change.js';
import { failure } from '../../../src/domain/failure/failure.js';
import { type BroadcastId, parseBroadcastId } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import { BroadcastBench, keyOf } from '../../support/broadcast-bench.js';
import { type KeptBooks, openBooks } from '../../support/kept-books.js';

let bench: BroadcastBench;
let books: KeptBooks;
let ledger: BroadcastLedger;
const [lost, held] = [parseBroadcastId('b-20260115-llllll'), parseBroadcastId('b-20260115-hhhhhh')];

beforeEach(async () => {
  bench = new BroadcastBench();
  books = await openBooks(bench.folder);
  ledger = await bench.openLedger();
  for (const id of [lost, held]) {
    await bench.plan(ledger, [20], { id });
    await ledger.record(id, attempt(0));
  }
});

afterEach(() => {
  books.close();
  bench.close();
});

function attempt(batch: number): BatchChange {
  return { type: 'attempt', batch, time: { at: 1, lineAheadMs: null }, isRetry: false };
}

async function statesOf(id: BroadcastId): Promise<readonly string[]> {
  const states: string[] = [];
  await ledger.unsettledBatches(id, ({ index, state }) => states.push(`${index} ${state}`));
  return states;
}

/** The books, as they are for a process that has lost the lock of a broadcast; `writes` counts what it tried. */
function afterLoss(writes: { count: number }): StateEngine {
  return {
    ...books.engine,
    async write(steps, wish) {
      writes.count += 1;
      const name = [wish?.under ?? []].flat().find((one) => one === `broadcast-${lost}`);
      if (name !== undefined) throw failure('LEASE_LOST', { name });
      return books.engine.write(steps);
    },
  };
}

it('a lock that is lost keeps back what only its holder may write, and nothing else of the same moment', async () => {
  const late = createBroadcastLedger(afterLoss({ count: 0 }), { gatheringMs: 0 });
  const yes = { at: 2, requestId: 'r', acceptedRequestId: null, wasConflict: false };
  const retryKey = await keyOf(ledger, lost, 0);

  const done = await Promise.allSettled([
    late.record(lost, attempt(1)),
    late.record(held, attempt(1)),
    late.record(lost, { type: 'accepted', batch: 0, retryKey, ...yes }),
    late.record(held, { type: 'unknown', batch: 0, reason: 'no answer' }),
  ]);

  expect(done.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect(done[0]).toMatchObject({ reason: { code: 'LEASE_LOST' } });
  expect(await statesOf(lost)).toEqual(['1 pending']);
  expect(await statesOf(held)).toEqual(['0 unknown', '1 in-doubt']);
  await expect(late.setRunsBy(lost, null)).rejects.toMatchObject({ code: 'LEASE_LOST' });
});

it('what is asked for while a commit is on its way goes together with the next', async () => {
  const writes = { count: 0 };
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const counted = afterLoss(writes);
  const slow: StateEngine = {
    ...counted,
    async write(steps, wish) {
      const written = counted.write(steps, wish);
      await gate;
      return written;
    },
  };
  const late = createBroadcastLedger(slow, { gatheringMs: 0 });
  const first = late.record(held, attempt(1));
  await new Promise((resolve) => setImmediate(resolve));
  const others = [late.record(held, { type: 'unknown', batch: 0, reason: 'no answer' }), late.record(held, attempt(1))];
  open();
  await Promise.all([first, ...others]);
  expect(writes.count).toBe(2);
});

it('a server that is away is waited for once, however many changes wait', async () => {
  let tries = 0;
  const away: StateEngine = {
    ...books.engine,
    async write() {
      tries += 1;
      throw failure('STATE_SERVER_AWAY', { server: 'db', why: 'it is away', waitedMs: 60_000 });
    },
  };
  const late = createBroadcastLedger(away, { gatheringMs: 0 });
  const done = await Promise.allSettled([0, 1].map((batch) => late.record(held, attempt(batch))));
  expect(done).toMatchObject([0, 1].map(() => ({ reason: { code: 'STATE_SERVER_AWAY' } })));
  expect(tries).toBe(1);
});

it('however many runs ask what another terminal wants, one look answers all of them, and begins after they asked', async () => {
  let looks = 0;
  const counted: StateEngine = {
    ...books.engine,
    read: (steps) => {
      looks += 1;
      return books.engine.read(steps);
    },
  };
  const requestedStop = createRequestedStops(counted, 50);
  const ask = () => Promise.all(Array.from({ length: 40 }, (_, run) => requestedStop(run % 2 === 0 ? lost : held)));
  expect(new Set(await ask())).toEqual(new Set([null]));
  await ledger.requestStop(held, 'pause');
  const answers = await ask();
  expect([answers[0], answers[1]]).toEqual([null, 'pause']);
  expect(looks).toBe(2);
});
