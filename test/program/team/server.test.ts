import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exited, openWorld, until, type World } from '../../support/binary.js';
import { startPgBouncer } from '../../support/postgres/pgbouncer.js';
import { PostgresProxy } from '../../support/postgres/proxy.js';
import { databaseOf, freshDatabase, PASSWORD, ROLE, sharedServer, through } from '../../support/postgres/server.js';
import { describeWithPostgres } from '../../support/postgres.js';

/** Of these tests alone, and long enough to be recognised in any text. */
const SECRET = 'a-password-nobody-says';

function at(url: string, more: Readonly<Record<string, string>> = {}) {
  return { env: { LINE_OPS_STATE_URL: url, LINE_OPS_SECRET_KEY: 'a key that the whole team shares', ...more } };
}

function withPassword(url: string, password: string): string {
  return url.replace(`:${PASSWORD}@`, password === '' ? '@' : `:${password}@`);
}

/** A role that may log in with `SECRET` and nothing else. */
async function otherRole(url: string, ...grants: readonly string[]): Promise<string> {
  const { sql } = await sharedServer();
  const role = `r${crypto.randomUUID().replaceAll('-', '')}`;
  await sql(`CREATE ROLE ${role} LOGIN PASSWORD '${SECRET}'`);
  for (const grant of grants) await sql(grant.replaceAll('$role', role), url);
  return withPassword(url, SECRET).replace(`${ROLE}:`, `${role}:`);
}

/** What docs/team.md has the everyday user granted. */
const EVERYDAY = [
  'GRANT USAGE ON SCHEMA line_ops TO $role',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA line_ops TO $role',
  'GRANT USAGE ON ALL SEQUENCES IN SCHEMA line_ops TO $role',
];

async function refused(world: World, url: string, env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stderr } = await world.inside(['channel', 'list', '--json'], at(url, env).env);
  return { exitCode, code: JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error.code, text: stderr };
}

describeWithPostgres('a state in a server', () => {
  it('is told from the folder: nothing of the books is made on this machine', async () => {
    await using world = await openWorld();
    const url = await freshDatabase();
    exited(0, await world.run(['channel', 'list'], at(url)));
    exited(0, await world.run(['broadcast', 'list'], at(url)));
    expect(existsSync(join(world.home, 'state.db'))).toBe(false);
  });

  it('that cannot be had ends each in its own way, at once', async () => {
    await using world = await openWorld();
    const url = await freshDatabase();
    const { sql, port } = await sharedServer();
    const none = url.replace(databaseOf(url), 'nowhere');
    const began = performance.now();
    const absent = refused(world, 'postgres://u@127.0.0.1:1/d');
    expect(await refused(world, withPassword(url, SECRET))).toMatchObject({
      exitCode: 4,
      code: 'STATE_SERVER_REFUSED',
    });
    expect(await refused(world, withPassword(url, ''))).toMatchObject({ exitCode: 4, code: 'STATE_SERVER_REFUSED' });
    expect(await refused(world, none)).toMatchObject({ exitCode: 2, code: 'STATE_DATABASE_MISSING' });
    expect(await refused(world, 'mysql://h/d')).toMatchObject({ exitCode: 2, code: 'STATE_URL_INVALID' });
    expect(await refused(world, `${url}?sslmode=require`)).toMatchObject({ exitCode: 4, code: 'STATE_SERVER_TLS' });
    expect(await refused(world, `postgres://u@127.1:${port}/d`)).toMatchObject({
      exitCode: 4,
      code: 'STATE_SERVER_TLS',
    });

    exited(0, await world.run(['channel', 'list'], at(url)));
    await sql('UPDATE line_ops.form SET number = number + 1', url);
    expect(await refused(world, url)).toMatchObject({ exitCode: 2, code: 'STATE_SERVER_TOO_NEW' });

    // A person waits: seconds, and not the minute that a run has for a server that was there.
    expect(await absent).toMatchObject({ exitCode: 6, code: 'STATE_SERVER_AWAY' });
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('behind a pooler ends in the same ways', async () => {
    await using world = await openWorld();
    const url = await freshDatabase();
    await using bouncer = await startPgBouncer((await sharedServer()).port);
    const pooled = through(bouncer.port, url);
    exited(0, await world.inside(['channel', 'list'], at(pooled).env));
    const refusals = await Promise.all([
      refused(world, withPassword(pooled, SECRET)),
      refused(world, pooled.replace(databaseOf(url), 'nowhere')),
    ]);
    expect(refusals).toMatchObject([
      { exitCode: 4, code: 'STATE_SERVER_REFUSED' },
      { exitCode: 2, code: 'STATE_DATABASE_MISSING' },
    ]);
  });

  it('takes its password from a file of passwords that is private, and from no other', async () => {
    await using world = await openWorld();
    const url = withPassword(await freshDatabase(), '');
    const file = world.file('pgpass', `*:*:*:${ROLE}:${PASSWORD}\n`);
    writeFileSync(file, `*:*:*:${ROLE}:${PASSWORD}\n`);
    execFileSync('chmod', ['644', file]);
    expect(await refused(world, url, { PGPASSFILE: file })).toMatchObject({
      exitCode: 4,
      text: expect.stringContaining(`others may read ${file}`),
    });
    execFileSync('chmod', ['600', file]);
    exited(0, await world.inside(['channel', 'list'], at(url, { PGPASSFILE: file }).env));
    exited(0, await world.inside(['channel', 'list'], at(url, { PGPASSWORD: PASSWORD }).env));
  });

  it('never shows its password: in no output, no log, no list of processes', async () => {
    await using world = await openWorld();
    const { port } = await sharedServer();
    await using proxy = await PostgresProxy.before(port);
    const url = through(proxy.port, await otherRole(await freshDatabase()));
    const debug = { LINE_OPS_DEBUG: '1' };
    const said = [
      await world.run(['channel', 'list', '--verbose'], at(url, debug)),
      await world.inside(['channel', 'list', '--json'], at(url.replace('/t', '/nowhere'), debug).env),
      await world.inside(['channel', 'list', '--verbose'], at(`${url}?sslmode=${SECRET}`, debug).env),
      await world.inside(['channel', 'list', '--verbose'], at(`${url}#`, debug).env),
      await world.inside(['doctor', '--json'], at(url, debug).env),
    ];
    for (const { stdout, stderr } of said) expect(stdout + stderr).not.toContain(SECRET);
    expect(execFileSync('sh', ['-c', `grep -rl ${SECRET} "$0" || true`, world.folder], { encoding: 'utf8' })).toBe('');

    proxy.judge = () => 'hold';
    const running = world.start(['channel', 'list'], at(url));
    await until('a question', () => 0 < proxy.rounds.length);
    expect(execFileSync('ps', ['-ww', '-o', 'args', '-p', String(running.pid)], { encoding: 'utf8' })).not.toContain(
      SECRET,
    );
    await running.kill();
  });

  it('is worked in by a user who may create and drop nothing, once another has made its tables', async () => {
    await using world = await openWorld();
    const url = await freshDatabase();
    const stranger = await otherRole(url);
    expect(await refused(world, stranger)).toMatchObject({
      exitCode: 4,
      code: 'STATE_SERVER_REFUSED',
      text: expect.stringContaining('there are no tables yet'),
    });
    exited(0, await world.inside(['channel', 'list'], at(url).env));
    const everyday = at(await otherRole(url, ...EVERYDAY)).env;
    exited(0, await world.inside(['channel', 'add', 'shop', '--channel-id', '1234567890', '--yes'], everyday));
    exited(0, await world.inside(['broadcast', 'list'], everyday));
    expect(await refused(world, stranger)).toMatchObject({ exitCode: 4, code: 'STATE_SERVER_REFUSED' });
  });
});
