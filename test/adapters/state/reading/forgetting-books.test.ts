import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createForgetting } from '../../../../src/adapters/state/broadcasts/forgetting.js';
import { createBroadcastTotals } from '../../../../src/adapters/state/broadcasts/reads/totals-reader.js';
import type { StateEngine } from '../../../../src/adapters/state/sql/engine.js';
import { run } from '../../../../src/adapters/state/sql/steps.js';
import { parseBroadcastId } from '../../../../src/domain/line/ids.js';
import type { Forgetting, RoomTaken } from '../../../../src/ports/broadcast/forgetting.js';
import { BroadcastBench } from '../../../support/broadcast-bench.js';
import { insertBatches, insertBroadcast, storeEveryState } from '../../../support/every-state.js';
import { type KeptBooks, openBooks, rowsIn } from '../../../support/kept-books.js';

const ID = parseBroadcastId('b-20260115-everys');
const LONG = parseBroadcastId('b-20260115-longli');

let bench: BroadcastBench;
let books: KeptBooks;

beforeEach(async () => {
  bench = new BroadcastBench();
  books = await openBooks(bench.folder);
});

afterEach(() => {
  books.close();
  bench.close();
});

const nowhere: RoomTaken = {
  liesIn: 'server',
  hasFreeSpace: async () => false,
  giveSpaceBack: async () => 'by-server',
  storedBytes: async () => 0,
  bytes: async () => 0,
};

const forgettingOn = (engine: Pick<StateEngine, 'read' | 'write'>): Forgetting => createForgetting(engine, nowhere);

const look = (id = ID) =>
  createBroadcastTotals(books.engine, async () => ({ problems: [], looked: '' })).read(id, async (snapshot) => ({
    broadcast: await snapshot.broadcast(),
    refusals: await snapshot.forgottenRefusals(),
  }));

const idsOf = (broadcasts: readonly { readonly id: string }[]) => broadcasts.map(({ id }) => id);

describe('forgetting whom a broadcast was for', () => {
  it('keeps every count, and whom LINE refused as numbers beside the reason', async () => {
    await storeEveryState(books.engine, bench.settings({ id: ID }));
    const forgetting = forgettingOn(books.engine);
    await expect(forgetting.forget(ID, 5)).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
    await books.engine.write(() => run(`UPDATE broadcast SET state = 'cancelled', finished_at = 900 WHERE id = ?`, ID));
    const before = await look();
    expect(await forgetting.endedBefore(900)).toEqual([]);
    expect(await forgetting.endedBefore(901)).toEqual([
      {
        id: ID,
        name: null,
        channelId: '1234567890',
        via: 'multicast',
        state: 'cancelled',
        finishedAt: 900,
        recipients: 20,
        heldOut: 3,
      },
    ]);
    await forgetting.forget(ID, 5);
    const after = await look();
    expect(after.broadcast).toEqual({ ...before.broadcast, forgottenAt: 5 });
    expect(after.refusals.toSorted((one, other) => one.reason.localeCompare(other.reason))).toEqual([
      { reason: 'no', people: 2 },
      { reason: 'to[11]', people: 1 },
      { reason: 'to[13]', people: 1 },
      { reason: 'to[17]', people: 1 },
    ]);
    for (const table of ['batch_recipients', 'held_out', 'refused_recipient'])
      expect(await rowsIn(bench.folder, `SELECT * FROM ${table}`)).toEqual([]);
    expect(await forgetting.endedBefore(Number.MAX_SAFE_INTEGER)).toEqual([]);
    // Whoever does it once more changes nothing.
    await forgetting.forget(ID, 6);
    expect(await look()).toEqual(after);
  });

  it('goes on where a process died in the middle, between whose steps others may write', async () => {
    await books.engine.write(function* () {
      yield* insertBroadcast(bench.settings({ id: LONG }), 'completed', { finished_at: 1 });
      const batches = Array.from({ length: 1_100 }, (_, idx) => ({ now: [idx] }));
      yield* insertBatches(LONG, 0, batches, { state: 'accepted', settled_at: 1 });
    });
    let writes = 0;
    const dying: Pick<StateEngine, 'read' | 'write'> = {
      read: (steps) => books.engine.read(steps),
      async write(steps, wish) {
        writes += 1;
        if (writes === 3) throw new Error('killed');
        // Somebody else changes what he likes meanwhile.
        await books.engine.write(() => run('UPDATE broadcast SET requested = ? WHERE id = ?', String(writes), LONG));
        return books.engine.write(steps, wish);
      },
    };
    await expect(forgettingOn(dying).forget(LONG, 5)).rejects.toThrow('killed');
    const next = forgettingOn(books.engine);
    expect((await look(LONG)).broadcast.forgottenAt).toBe(5);
    expect(await rowsIn(bench.folder, 'SELECT count(*) AS n FROM batch_recipients')).toEqual([{ n: 600 }]);
    expect(idsOf(await next.endedBefore(Number.MAX_SAFE_INTEGER))).toEqual([]);
    expect(await next.halfForgotten()).toEqual([LONG]);
    await next.forget(LONG, 6);
    expect((await look(LONG)).broadcast.forgottenAt).toBe(5);
    expect(await next.halfForgotten()).toEqual([]);
    expect(await rowsIn(bench.folder, 'SELECT count(*) AS n FROM batch_recipients')).toEqual([{ n: 0 }]);
  });

  it('is done once by two who do it at the same moment', async () => {
    await storeEveryState(books.engine, bench.settings({ id: ID }));
    await books.engine.write(() => run(`UPDATE broadcast SET state = 'completed', finished_at = 9 WHERE id = ?`, ID));
    const before = await look();
    const other = await openBooks(bench.folder);
    try {
      await Promise.all([forgettingOn(books.engine).forget(ID, 5), forgettingOn(other.engine).forget(ID, 5)]);
    } finally {
      other.close();
    }
    expect((await look()).broadcast).toEqual({ ...before.broadcast, forgottenAt: 5 });
  });

  it('tells one that recipients are kept for ever, and nobody else', async () => {
    const forgetting = forgettingOn(books.engine);
    const told = await Promise.all([forgetting.tellsFirst(1), forgetting.tellsFirst(2), forgetting.tellsFirst(3)]);
    expect(told.filter((isFirst) => isFirst)).toEqual([true]);
  });
});
