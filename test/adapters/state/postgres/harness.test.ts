import pg from 'pg';
import { expect, it } from 'vitest';
import { until } from '../../../support/binary.js';
import { startPgBouncer } from '../../../support/postgres/pgbouncer.js';
import { atRound, PostgresProxy } from '../../../support/postgres/proxy.js';
import { freshDatabase, sharedServer, startServer, through } from '../../../support/postgres/server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describeWithPostgres('the servers that tests use', () => {
  it('keep what was committed when they are killed, and are there again on their port', async () => {
    await using server = await startServer();
    const url = await server.freshDatabase();
    const before = await connected(url);
    await before.query('CREATE TABLE kept (n BIGINT)');
    await before.query('INSERT INTO kept VALUES (1)');
    await server.kill9();
    await expect(before.query('SELECT 1')).rejects.toThrow();
    await expect(connected(url)).rejects.toThrow('ECONNREFUSED');
    await server.start();
    const after = await connected(url);
    expect((await after.query('SELECT n FROM kept')).rows).toEqual([{ n: '1' }]);
    await after.end();
    await server.stop();
    await expect(connected(url)).rejects.toThrow('ECONNREFUSED');
  });

  it('may be reached by way of a pooler and of a proxy that cuts at a statement, before it and behind it', async () => {
    const { port, sql } = await sharedServer();
    const url = await freshDatabase();
    await using bouncer = await startPgBouncer(port);
    await using proxy = await PostgresProxy.before(bouncer.port);
    const insert = async (n: number) => {
      const client = await connected(through(proxy.port, url));
      await client.query('INSERT INTO seen VALUES ($1)', [n]).finally(() => client.end());
    };
    await sql('CREATE TABLE seen (n BIGINT); GRANT ALL ON seen TO line_ops', url);
    await insert(1);
    proxy.judge = atRound(2, 'cut');
    await expect(insert(2)).rejects.toThrow('terminated');
    proxy.judge = atRound(3, 'lose');
    await expect(insert(3)).rejects.toThrow('terminated');
    expect(await sql('SELECT n FROM seen ORDER BY n', url)).toEqual([{ n: '1' }, { n: '3' }]);
    expect(proxy.rounds.map(({ number, sql: text }) => [number, text])).toEqual([
      [1, 'INSERT INTO seen VALUES ($1)'],
      [2, 'INSERT INTO seen VALUES ($1)'],
      [3, 'INSERT INTO seen VALUES ($1)'],
    ]);
    proxy.judge = atRound(4, 'hold');
    const held = insert(4);
    await until('the statement', () => proxy.rounds.length === 4);
    proxy.letGo();
    await held;
  });
});
