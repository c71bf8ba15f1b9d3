import { expect, it } from 'vitest';
import { postgresEngine } from '../../../../src/adapters/state/postgres/engine.js';
import type { StateEngine } from '../../../../src/adapters/state/sql/engine.js';
import { firstRow, run } from '../../../../src/adapters/state/sql/steps.js';
import { until } from '../../../support/binary.js';
import { startPgBouncer } from '../../../support/postgres/pgbouncer.js';
import { type Fate, PostgresProxy } from '../../../support/postgres/proxy.js';
import { freshDatabase, sharedServer, startServer, through } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

const unproven = () => Promise.reject(new Error('nothing is written under a lock here'));

async function engineAt(url: string): Promise<StateEngine> {
  return postgresEngine(await stateServerAt(url), unproven);
}

async function counted(url: string): Promise<StateEngine> {
  const server = await stateServerAt(url);
  await server.write((session) => session.query('CREATE TABLE counter (n BIGINT); INSERT INTO counter VALUES (0)'));
  return postgresEngine(server, unproven);
}

/** What it answers depends on what it found, as in the books. */
const countOne = (engine: StateEngine) =>
  engine.write(function* () {
    yield* run('UPDATE counter SET n = n + 1');
    return yield* firstRow('SELECT n FROM counter');
  });
const countIn = (engine: StateEngine) => engine.read(() => firstRow('SELECT n FROM counter'));

describeWithPostgres('the tables', () => {
  it('are made once by many who meet an empty database at the same moment', async () => {
    const url = await freshDatabase();
    const engines = await Promise.all(Array.from({ length: 12 }, () => engineAt(url)));
    const { sql } = await sharedServer();
    expect(await sql('SELECT number FROM line_ops.form', url)).toEqual([{ number: '1' }]);
    expect(engines.length).toBe(12);
  });
});

describeWithPostgres('a change on the state', () => {
  it.each(['cut', 'lose'] satisfies Fate[])(
    'is made once wherever its connection breaks: %s at every statement',
    async (fate) => {
      const url = await freshDatabase();
      await counted(url);
      await using proxy = await PostgresProxy.before((await sharedServer()).port);
      const engine = await engineAt(through(proxy.port, url));
      let done = 0;
      for (let at = 1; ; at += 1) {
        const from = proxy.rounds.length;
        proxy.judge = ({ number }) => (number === from + at ? fate : 'pass');
        expect(await countOne(engine)).toEqual({ n: done + 1 });
        done += 1;
        expect(await countIn(engine)).toEqual({ n: done });
        // Nothing was cut: there was no such statement.
        if (proxy.rounds.length < from + at) break;
        if (40 < at) throw new Error('a change has no end');
      }
      expect(done).toBeGreaterThan(4);
    },
  );

  it('is made once when every other statement breaks, many at a time, behind a pooler', async () => {
    const url = await freshDatabase();
    const direct = await counted(url);
    await using bouncer = await startPgBouncer((await sharedServer()).port);
    await using proxy = await PostgresProxy.before(bouncer.port);
    const engine = await engineAt(through(proxy.port, url));
    proxy.judge = ({ number }) => (number % 7 === 0 ? 'cut' : number % 11 === 0 ? 'lose' : 'pass');
    const seen = await Promise.all(Array.from({ length: 20 }, () => countOne(engine)));
    expect(await countIn(direct)).toEqual({ n: 20 });
    expect(new Set(seen.map((row) => JSON.stringify(row))).size).toBe(20);
  });

  it('is made once when the server is killed while its commit is on the way', async () => {
    await using server = await startServer();
    const url = await server.freshDatabase();
    await counted(url);
    await using proxy = await PostgresProxy.before(server.port);
    const engine = await engineAt(through(proxy.port, url));
    proxy.judge = ({ sql }) => (sql === 'COMMIT' ? 'hold' : 'pass');
    const counting = countOne(engine);
    await until('the commit', () => proxy.rounds.some(({ sql }) => sql === 'COMMIT'));
    await server.kill9();
    proxy.judge = () => 'pass';
    await server.start();
    expect(await counting).toEqual({ n: 1 });
    expect(await countIn(engine)).toEqual({ n: 1 });
  });
});
