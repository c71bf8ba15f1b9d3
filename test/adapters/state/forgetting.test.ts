import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createForgetting } from '../../../src/adapters/state/broadcasts/forgetting.js';
import { readRow } from '../../../src/adapters/state/sql/rows.js';
import { openStateDatabase } from '../../../src/adapters/state/sqlite/database.js';
import { forgettingEngine } from '../../../src/adapters/state/sqlite/room.js';
import type { SqlDatabase } from '../../../src/adapters/state/sqlite/sqlite.js';
import { countUserIds } from '../../../src/domain/broadcast/planning/user-id-bytes.js';
import { parseBroadcastId } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import type { PeopleTogether } from '../../../src/ports/broadcast/broadcast-totals.js';
import { BroadcastBench, totalsIn } from '../../support/broadcast-bench.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;
const closers: (() => void)[] = [];

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => {
  for (const close of closers.splice(0)) close();
  bench.close();
});

class Killed extends Error {}

/** A connection of a process that dies before its n-th statement. */
function mortal(database: SqlDatabase, diesAt: number): { readonly database: SqlDatabase; readonly ran: () => number } {
  let ran = 0;
  const step = <Result>(act: () => Result): Result => {
    ran += 1;
    if (ran === diesAt) throw new Killed();
    return act();
  };
  return {
    ran: () => ran,
    database: {
      close: () => database.close(),
      exec: (sql) => step(() => database.exec(sql)),
      prepare: (sql) => {
        const statement = database.prepare(sql);
        return {
          run: (...values) => step(() => statement.run(...values)),
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
          iterate: (...values) => statement.iterate(...values),
        };
      },
    },
  };
}

async function open(diesAt = 0) {
  const state = await openStateDatabase(bench.folder);
  closers.push(() => state.database.close());
  const { database, ran } = mortal(state.database, diesAt);
  const { engine, room } = await forgettingEngine({ path: state.path, openReader: async () => database });
  return { forgetting: createForgetting(engine, room), ran, database: state.database };
}

const nobodySends = async () => false;

function rows(database: SqlDatabase, table: string): number {
  return readRow(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()).number('n');
}

const countIn = (people: readonly PeopleTogether[]) =>
  people.reduce((sum, { userIds }) => sum + countUserIds(userIds), 0);

const FIRST = parseBroadcastId('b-20260115-firsta');
const SECOND = parseBroadcastId('b-20260115-second');

describe('forgetting the recipients of a broadcast', () => {
  it('keeps every count, time and request ID, and finds only what has ended before', async () => {
    await bench.plan(ledger, [20, 35], { id: FIRST, intervalMs: 0 });
    await bench.plan(ledger, [10], { id: SECOND });
    bench.platform.fate = ({ number }, take) =>
      number === 2
        ? { type: 'refused', status: 400, requestId: 'r', problem: 'The property, to[3], is invalid', details: [] }
        : take();
    await bench.run(FIRST, ledger);
    const before = await bench.look(FIRST);
    const { forgetting, database } = await open();
    expect(await forgetting.endedBefore(before.finishedAt ?? 0)).toEqual([]);
    const found = await forgetting.endedBefore((before.finishedAt ?? 0) + 1);
    expect(found).toMatchObject([{ id: FIRST, state: 'completed', recipients: 55 }]);
    await forgetting.forget(FIRST, 5);
    expect(await bench.look(FIRST)).toEqual({ ...before, forgottenAt: 5 });
    expect(rows(database, 'batch_recipients')).toBe(1);
    expect(await forgetting.endedBefore(Number.MAX_SAFE_INTEGER)).toEqual([]);
    await expect(forgetting.forget(SECOND, 6)).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
  });

  it('is finished by the next run wherever the first was killed, and never looks whole when it is not', async () => {
    // The first statement is of opening.
    for (let diesAt = 2; ; diesAt += 1) {
      const id = parseBroadcastId(
        `b-20260115-kill${String(diesAt)
          .padStart(2, 'a')
          .replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`,
      );
      await bench.plan(ledger, [30], { id });
      await bench.run(id, ledger);
      const whole = await bench.look(id);
      const first = await open(diesAt);
      const stored = rows(first.database, 'batch_recipients');
      try {
        await first.forgetting.forget(id, 7);
        await first.forgetting.giveSpaceBack(nobodySends);
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
        first.database.close();
        closers.pop();
      }
      const next = await open();
      const isWhole = rows(next.database, 'batch_recipients') === stored;
      const { forgottenAt } = await bench.look(id);
      if (!isWhole) expect(forgottenAt).toBe(7);
      for (const each of await next.forgetting.halfForgotten()) await next.forgetting.forget(each, 9);
      for (const each of await next.forgetting.endedBefore(Number.MAX_SAFE_INTEGER))
        await next.forgetting.forget(each.id, 7);
      await next.forgetting.giveSpaceBack(nobodySends);
      expect(await bench.look(id)).toEqual({ ...whole, forgottenAt: 7 });
      expect(rows(next.database, 'batch_recipients')).toBe(0);
      expect(await next.forgetting.hasFreeSpace()).toBe(false);
      if (first.ran() < diesAt) return;
    }
  });

  it('leaves whoever reads them at that moment everybody, and says that the room comes back later', async () => {
    await bench.plan(ledger, [100_000], { id: FIRST, batchSize: 500 });
    await ledger.setState(FIRST, 'cancelled', { at: 1, reason: null, workedMs: 0 });
    const { forgetting } = await open();
    const whole = await forgetting.bytes();
    await totalsIn(bench.folder).read(FIRST, async (snapshot) => {
      const people = snapshot.people(['pending'])[Symbol.asyncIterator]();
      let read = countIn((await people.next()).value ?? []);
      await forgetting.forget(FIRST, 2);
      expect(await forgetting.giveSpaceBack(nobodySends)).toBe('later');
      for await (const some of { [Symbol.asyncIterator]: () => people }) read += countIn(some);
      expect(read).toBe(100_000);
    });
    expect(await forgetting.giveSpaceBack(nobodySends)).toBe('given-back');
    expect(await forgetting.bytes()).toBeLessThan(whole / 4);
  });

  it('gives the room back to the disk, also from a file of an early version, there only while nobody sends', async () => {
    await bench.plan(ledger, [100_000], { id: FIRST, batchSize: 500 });
    await ledger.setState(FIRST, 'cancelled', { at: 1, reason: null, workedMs: 0 });
    const { forgetting, database } = await open();
    const before = await forgetting.bytes();
    expect(before).toBeGreaterThan(1_600_000);
    await forgetting.forget(FIRST, 2);
    expect(await forgetting.giveSpaceBack(async () => true)).toBe('given-back');
    expect(await forgetting.bytes()).toBeLessThan(before / 4);

    database.exec('PRAGMA auto_vacuum = NONE; VACUUM');
    await bench.plan(ledger, [100_000], { id: SECOND, batchSize: 500 });
    await ledger.setState(SECOND, 'cancelled', { at: 1, reason: null, workedMs: 0 });
    await forgetting.forget(SECOND, 2);
    expect(await forgetting.giveSpaceBack(async () => true)).toBe('later');
    expect(await forgetting.giveSpaceBack(nobodySends)).toBe('given-back');
    expect(await forgetting.bytes()).toBeLessThan(before / 4);
  });
});
