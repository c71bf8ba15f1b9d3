import { expect, it } from 'vitest';
import { BOOKS } from '../../../../src/adapters/state/sql/book-tables.js';
import { openStateDatabase } from '../../../../src/adapters/state/sqlite/database.js';
import type { TokenId } from '../../../../src/domain/line/ids.js';
import { told } from '../../../support/failures.js';
import { databaseOf, freshDatabase, sharedServer } from '../../../support/postgres/server.js';
import { describeWithPostgres } from '../../../support/postgres.js';
import { MovingWorld, ODD_TEXT, StepKiller } from './moving-world.js';

const nothing = () => {};

/** As `fill` writes it: nothing that a person would choose. */
const FIRST_TOKEN = `id 1 ${ODD_TEXT}` as TokenId;

async function filledWorld(): Promise<MovingWorld> {
  const world = new MovingWorld(await freshDatabase());
  await world.fill();
  return world;
}

describeWithPostgres('a state that is moved', () => {
  it('is the same in every table, with its channels and secrets, and the old place is refused', async () => {
    const world = await filledWorld();
    const before = await world.contents('folder');
    const moved = await (await world.mover('server')).move(nothing);

    expect(moved.tables.map(({ rows }) => rows)).toEqual(BOOKS.map(() => 2));
    expect(await world.contents('server')).toEqual(before);
    const { sql } = await sharedServer();
    const next = await sql(
      `SELECT nextval('line_ops.notice_number_seq') > max(number) AS is_new FROM line_ops.notice`,
      world.url,
    );
    expect(next).toEqual([{ is_new: true }]);
    await expect(world.state('folder').tokenLedger()).rejects.toMatchObject({ code: 'STATE_MOVED', kind: 'usage' });
    await expect(world.state('folder').secrets()).rejects.toMatchObject({ code: 'STATE_MOVED' });

    await (await world.mover('folder')).move(nothing);
    expect(await world.contents('folder')).toEqual(before);
    await expect(world.state('server').tokenLedger()).rejects.toMatchObject({ code: 'STATE_MOVED' });
  });

  it('killed at any step is in use in one place at most, and whole where the next run ends it', async () => {
    const world = await filledWorld();
    const [before, rows] = [await world.contents('folder'), await world.rows('folder')];
    let kills = 0;
    for (let killAt = 0, isKilled = true; isKilled; killAt += 1) {
      isKilled = false;
      for (const to of ['server', 'folder'] as const) {
        const from = to === 'server' ? 'folder' : 'server';
        const error = await (await world.mover(to, new StepKiller(killAt))).move(nothing).then(nothing, String);
        if (error !== undefined) {
          expect(error).toContain('killed');
          isKilled = true;
          kills += 1;
          const inUse = [await world.isInUse('folder'), await world.isInUse('server')];
          // The very first time, the server is one that nobody has used.
          if (killAt > 0) expect(inUse).not.toEqual([true, true]);
          if (inUse[to === 'server' ? 0 : 1]) expect(await world.rows(from)).toEqual(rows);
          await (await world.mover(to)).move(nothing);
        }
        expect(await world.isInUse(from)).toBe(false);
        expect(await world.rows(to)).toEqual(rows);
      }
    }
    expect(kills).toBeGreaterThan(15);
    expect(await world.contents('folder')).toEqual(before);
  });

  it.each([
    ['stays where it is', 'writeBeside', 'STATE_COPY_DIFFERS', true],
    ['is not called to be in use there', 'leaving', 'STATE_DAMAGED', false],
  ] as const)(
    '%s where a server that failed over has lost what came, behind %s',
    async (_, behind, code, staysHere) => {
      const world = await filledWorld();
      const { sql } = await sharedServer();
      const lost = "UPDATE line_ops.mark SET standing = 'here', move_id = '', other = '', at = 0";
      const mover = await world.mover('server', new StepKiller(null, behind, () => sql(lost, world.url)));
      await expect(mover.move(nothing)).rejects.toMatchObject({ code });
      expect(await world.isInUse('folder')).toBe(staysHere);
      expect(await sql('SELECT move_id FROM line_ops.mark', world.url)).toEqual([{ move_id: '' }]);
    },
  );

  it('goes on where the server that it leaves is away for a moment behind the copy', async () => {
    const world = await filledWorld();
    const rows = await world.rows('folder');
    await (await world.mover('server')).move(nothing);
    const { sql } = await sharedServer();
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${databaseOf(world.url)}'`;
    let cuts = 0;
    const killer = new StepKiller(null, 'writeBeside', async () => {
      cuts += 1;
      if (cuts === 1) await sql(cut);
    });
    const other = new MovingWorld(world.url);
    await (await other.mover('folder', killer)).move(nothing);
    expect(cuts).toBe(2);
    expect(await other.isInUse('folder')).toBe(true);
    expect(await other.rows('folder')).toEqual(rows);
  });

  it('stays where it is while somebody works on it, who is named', async () => {
    const world = await filledWorld();
    const lock = await (await world.state('folder').locks()).acquire('pushes', 0);
    const refused = await (await world.mover('server')).move(nothing).catch((error: unknown) => error);
    expect(await told(refused)).toMatchObject({ code: 'STATE_IN_USE', kind: 'usage' });
    expect((await told(refused)).message).toContain(`process ${process.pid} on `);
    if ('held' in lock) await lock.held.release();

    await (await world.mover('server')).move(nothing);
    const lease = await (await world.state('server').locks()).acquire('pushes', 0);
    await expect((await world.mover('folder')).move(nothing)).rejects.toMatchObject({ code: 'STATE_IN_USE' });
    if ('held' in lease) await lease.held.release();
  });

  it('names a broadcast that is being sent once, not for its lock and for the sign beside it', async () => {
    const world = await filledWorld();
    const locks = await world.state('folder').locks();
    const taken = [await locks.acquire('broadcast-b-1', 0), await locks.acquire('broadcast-b-1-at-work', 0)];
    const refused = await (await world.mover('server')).move(nothing).catch((error: unknown) => error);
    expect((await told(refused)).message.match(/process \d+ on \S+ \w+ b-1/g)).toEqual([
      expect.stringMatching(/ sends b-1$/),
    ]);
    for (const lock of taken) if ('held' in lock) await lock.held.release();
  });

  it('goes nowhere where somebody keeps a state already', async () => {
    const [world, other] = [await filledWorld(), await filledWorld()];
    await (await other.mover('server')).move(nothing);
    const second = new MovingWorld(other.url);
    await second.fill();
    await expect((await second.mover('server')).plan()).rejects.toMatchObject({ code: 'STATE_TARGET_NOT_EMPTY' });
    expect(await second.isInUse('folder')).toBe(true);
    expect(await world.isInUse('folder')).toBe(true);
  });

  it('is refused to whoever had the old place open, row by row', async () => {
    const world = await filledWorld();
    const { database } = await openStateDatabase(world.folder);
    const ledger = await world.state('folder').tokenLedger();
    await (await world.mover('server')).move(nothing);
    expect(() => database.exec('DELETE FROM token')).toThrow('moved to');
    await expect(ledger.remove(FIRST_TOKEN)).rejects.toMatchObject({ code: 'STATE_MOVED' });
    database.close();

    const remote = await world.state('server').tokenLedger();
    await (await world.mover('folder')).move(nothing);
    await expect(remote.remove(FIRST_TOKEN)).rejects.toMatchObject({ code: 'STATE_MOVED' });
  });

  it('has the tables that the list of books names, in both engines', async () => {
    const world = await filledWorld();
    await world.state('server').tokenLedger();
    const { database } = await openStateDatabase(world.folder);
    const inFile = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`);
    const names = BOOKS.map(({ name }) => name).toSorted();
    expect(
      inFile
        .all()
        .map((row) => String(Object(row).name))
        .toSorted(),
    ).toEqual(names);
    database.close();
    const { sql } = await sharedServer();
    const rows = await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'line_ops'`, world.url);
    expect(rows.map(({ tablename }) => String(tablename))).toEqual(expect.arrayContaining(names));
  });
});
