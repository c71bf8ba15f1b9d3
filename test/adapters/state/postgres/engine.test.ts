import { expect, it } from 'vitest';
import { postgresEngine } from '../../../../src/adapters/state/postgres/engine.js';
import { firstRow, rows, run, runForEach } from '../../../../src/adapters/state/sql/steps.js';
import { freshDatabase, sharedServer } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

const unproven = () => Promise.reject(new Error('nothing is written under a lock here'));

async function freshEngine() {
  const server = await stateServerAt(await freshDatabase());
  await server.write((session) => session.query('CREATE TABLE thing (id TEXT PRIMARY KEY, n BIGINT, bytes BYTEA)'));
  return postgresEngine(server, unproven);
}

describeWithPostgres('the engine of a server', () => {
  it('runs the steps that SQLite runs: numbers and bytes come back as they went, for one row and for many', async () => {
    const engine = await freshEngine();
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const INSERT = 'INSERT INTO thing (id, n, bytes) VALUES (?, ?, ?)';
    await engine.write(function* () {
      yield* run(INSERT, "it's ?", Number.MAX_SAFE_INTEGER, bytes);
      yield* runForEach(
        INSERT,
        Array.from({ length: 3_000 }, (_, index) => [`${index}`, index, null]),
      );
    });

    const [first, sum] = await engine.read(function* () {
      return [
        yield* firstRow("SELECT * FROM thing WHERE id = 'it''s ?' AND n = ?", Number.MAX_SAFE_INTEGER),
        yield* firstRow('SELECT count(*) AS count, sum(n) AS sum FROM thing WHERE n < ?', 3_000),
      ];
    });
    expect(first).toEqual({ id: "it's ?", n: Number.MAX_SAFE_INTEGER, bytes: Buffer.from(bytes) });
    expect(sum).toEqual({ count: 3_000, sum: (2_999 * 3_000) / 2 });
  });

  it('changes all or nothing', async () => {
    const engine = await freshEngine();
    const wrong = new Error('no');
    const written = engine.write(function* () {
      yield* run('INSERT INTO thing (id) VALUES (?)', 'one');
      throw wrong;
    });
    await expect(written).rejects.toBe(wrong);
    expect(await engine.read(() => rows('SELECT * FROM thing'))).toEqual([]);
  });

  it('reads one moment while others write', async () => {
    const engine = await freshEngine();
    const count = 'SELECT count(*) AS count FROM thing';
    await engine.snapshot(async (look) => {
      expect(await look.rows(count)).toEqual([{ count: 0 }]);
      await engine.write(() => run('INSERT INTO thing (id) VALUES (?)', 'one'));
      expect(await look.rows(count)).toEqual([{ count: 0 }]);
    });
    expect(await engine.read(() => rows(count))).toEqual([{ count: 1 }]);
  });

  it('writes while others read for long, however many do', async () => {
    const engine = await freshEngine();
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const looks = Array.from({ length: 6 }, () =>
      engine.snapshot(async (look) => {
        const found = await look.rows('SELECT count(*) AS count FROM thing');
        await ended;
        return found;
      }),
    );
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        engine.write(() => run('INSERT INTO thing (id) VALUES (?)', String(index))),
      ),
    );
    expect(await engine.read(() => rows('SELECT count(*) AS count FROM thing'))).toEqual([{ count: 20 }]);
    end();
    expect((await Promise.all(looks)).length).toBe(6);
  });

  it('forgets what was taken down as done an hour ago, and does what comes then', async () => {
    const url = await freshDatabase();
    const server = await stateServerAt(url);
    const { sql } = await sharedServer();
    const lanes = async () => (await sql('SELECT lane FROM line_ops.done', url)).length;
    await server.write(async () => {});
    expect(await lanes()).toBe(1);
    await sql('UPDATE line_ops.done SET at = at - 3700000', url);
    const other = await stateServerAt(url);
    await other.write(async () => {});
    expect(await lanes()).toBe(1);
    expect(await server.write(async () => 'done all the same')).toBe('done all the same');
    expect(await lanes()).toBe(2);
  });

  it('calls a table that is not ours, and a number that no program of ours has written, damage', async () => {
    const engine = await freshEngine();
    await expect(engine.read(() => rows('SELECT nothing FROM thing'))).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
    await expect(engine.read(() => rows('SELECT CAST(9007199254740993 AS BIGINT)'))).rejects.toMatchObject({
      code: 'STATE_DAMAGED',
    });
  });
});
