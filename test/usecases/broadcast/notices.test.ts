import { afterEach, beforeEach, expect, it } from 'vitest';
import { createNoticeBooks } from '../../../src/adapters/state/broadcasts/notices.js';
import type { NoticeBooks } from '../../../src/ports/broadcast/notices.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { stopBroadcast } from '../../../src/usecases/broadcast/sending/stop-broadcast.js';
import { BroadcastBench, noLocks } from '../../support/broadcast-bench.js';
import { Killer, mortalApi, mortalLedger } from '../../support/killer.js';

const NOTIFY = { type: 'command', command: 'true' } as const;
const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };

let bench: BroadcastBench;

beforeEach(() => {
  bench = new BroadcastBench();
});

afterEach(() => {
  bench.close();
});

async function openBooks(): Promise<{ readonly books: NoticeBooks; close(): void }> {
  const { engine, close } = await bench.openBooks();
  return { books: createNoticeBooks(engine), close };
}

async function events(id: Awaited<ReturnType<BroadcastBench['plan']>>): Promise<readonly string[]> {
  const { books, close } = await openBooks();
  const found = await books.of(id);
  close();
  return found.map(({ event, state }) => `${event} ${state}`);
}

it('what is to be told of each run is due once it has ended, and nothing where nobody is to be told', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [10, 20], { notify: NOTIFY });
  bench.platform.fate = ({ number }, take) => {
    const reply = take();
    return number === 1 ? reply : silence;
  };
  await bench.run(id, ledger);
  expect(await events(id)).toEqual(['doubt due']);
  bench.platform.fate = (_request, take) => take();
  await bench.run(id, ledger);
  expect(await events(id)).toEqual(['doubt due', 'ended due']);
});

it('is silent where nobody is to be told', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [10]);
  await bench.run(id, ledger);
  expect(await events(id)).toEqual([]);
});

it('a pause by hand is due too', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [10], { notify: NOTIFY });
  await stopBroadcast(id, 'pause', bench.deps(ledger));
  expect(await events(id)).toEqual(['paused due']);
});

it('is due after a kill at any step, once for the run that ended, with the books as without it', async () => {
  for (let killAt = 1; ; killAt += 1) {
    bench.close();
    bench = new BroadcastBench();
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [10, 10], { notify: NOTIFY, intervalMs: 0 });
    const killer = new Killer(killAt);
    const run = bench.run(id, mortalLedger(ledger, killer), {
      api: mortalApi(bench.platform.api, killer),
      locks: noLocks,
    });
    await killer.outlived(run);
    const next = await bench.openLedger();
    const { broadcast } = await bench.run(id, next, { locks: noLocks });
    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 20 } });
    expect(bench.platform.totals).toEqual({ reached: 20, most: 1 });
    expect({ killAt, events: await events(id) }).toEqual({ killAt, events: ['ended due'] });
    if (!killer.isDead) break;
  }
});

it('what was told is told no more; what failed is given up with its reason', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [10], { notify: NOTIFY });
  await bench.run(id, ledger);
  const { books, close } = await openBooks();
  expect(await books.due()).toEqual([id]);
  const [notice] = await books.of(id);
  await books.settle(notice?.number ?? 0, { isDelivered: false, attempts: 3, why: 'it answered 500' }, 7);
  expect(await books.due()).toEqual([]);
  await books.add(id, 'late', 5);
  await books.add(id, 'late', 5);
  expect(await books.of(id)).toMatchObject([
    { event: 'ended', state: 'failed', attempts: 3, settledAt: 7, why: 'it answered 500' },
    { event: 'late', state: 'due', attempts: 0, settledAt: null, why: null },
  ]);
  close();
});
