import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exited, type JsonObject, openWorld, readObject, until, type World } from '../../support/binary.js';
import { PostgresProxy } from '../../support/postgres/proxy.js';
import { databaseOf, freshDatabase, sharedServer, through } from '../../support/postgres/server.js';
import { describeWithPostgres } from '../../support/postgres.js';
import { type Machine, Team } from '../../support/team.js';

const MINUTE_MS = 60_000;

/** As if a process of another machine had taken it: it lapses in so many milliseconds, or has lapsed. */
async function takenElsewhere(name: string, lapsesInMs: number, url: string): Promise<void> {
  const { sql } = await sharedServer();
  await sql(
    `INSERT INTO line_ops.lease (name, fence, holder, pid, host, since, ends)
     SELECT '${name}', nextval('line_ops.lease_fence'), '${crypto.randomUUID()}', 4711, 'ci-7', now - ${MINUTE_MS}, now + ${lapsesInMs}
     FROM (SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now) AS clock`,
    url,
  );
}

const status = async (world: World, url: string) =>
  readObject(exited(0, await world.run(['status', '--json'], { env: { LINE_OPS_STATE_URL: url } })).stdout);

/** A machine that is busy may take longer than a status has: what counts is what it tells when it does not. */
async function statusInTime(machine: Machine): Promise<JsonObject> {
  let told: JsonObject = {};
  await until('a status that nobody was late for', async () => {
    told = await machine.json(['status']);
    return !JSON.stringify(told['problems']).includes('NOT_ANSWERED_IN_TIME');
  });
  return told;
}

describeWithPostgres('the state of a team', () => {
  it('is told by status and state show: the server, and who works on what on which machine', async () => {
    await using team = await Team.open();
    const desk = team.machine('desk');
    const id = await desk.plan(6);
    await takenElsewhere(`broadcast-${id}`, MINUTE_MS, team.url);
    await takenElsewhere('rotation-1234567890', -MINUTE_MS, team.url);
    const name = `127.0.0.1:${(await sharedServer()).port}/${databaseOf(team.url)}`;
    const server = {
      version: expect.stringMatching(/^\d+\.\d+/),
      latencyMs: expect.any(Number),
      tls: { mode: 'disable', protocol: null, local: true },
    };
    const held = [{ does: `works on ${id}`, host: 'ci-7', pid: 4711, since: expect.any(String) }];

    expect(await statusInTime(desk)).toMatchObject({
      state: { name, server, held },
      broadcasts: [{ id }],
      line: { bot: 'answered' },
      problems: [],
    });
    const shown = exited(0, await desk.run(['state', 'show', '--json'])).stdout;
    expect(readObject(shown)).toMatchObject({
      place: { type: 'server', name },
      server: { ...server, excess: ['owns the tables, and can drop them', expect.any(String), expect.any(String)] },
      counts: { broadcasts: 1, unfinishedBroadcasts: 1, recipientsKept: 6 },
      held,
    });
    const checks = readObject((await desk.inside(['doctor', '--json'])).stdout)['checks'];
    expect(checks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: 'state',
          status: 'warn',
          detail: expect.stringMatching(/1 lease at work; its user owns the tables/),
        }),
        expect.objectContaining({
          id: 'clock',
          status: 'pass',
          detail: "within a minute of LINE's, as that of the state server is",
        }),
      ]),
    );
  });

  it('of a server that is away leaves status to tell what else it can, in its two seconds', async () => {
    await using world = await openWorld();
    await using silent = await PostgresProxy.before((await sharedServer()).port);
    silent.judge = () => 'hold';
    for (const url of ['postgres://u@127.0.0.1:1/d', through(silent.port, await freshDatabase())]) {
      const name = new URL(url).host + new URL(url).pathname;
      const late = {
        code: 'NOT_ANSWERED_IN_TIME',
        message: `not known: the state server ${name} had not answered in time`,
      };
      const began = performance.now();
      expect(await status(world, url)).toMatchObject({
        channels: null,
        tokens: null,
        state: { name, server: null, held: null },
        problems: expect.arrayContaining([
          { part: 'channels', ...late },
          { part: 'state', ...late },
        ]),
      });
      // A server that is not there is waited for elsewhere, for 8 s.
      expect(performance.now() - began).toBeLessThan(7_000);
    }
  });

  it('is computed anew by state check, which finds a row that was changed by hand', async () => {
    await using team = await Team.open();
    const desk = team.machine('desk');
    const id = await desk.plan(6);
    exited(0, await desk.inside(['broadcast', 'resume', id, '--yes']));
    const checked = exited(0, await desk.run(['state', 'check', '--json'])).stdout;
    expect(readObject(checked)).toMatchObject({ ok: true, broadcasts: [{ id, ok: true, failed: [] }] });

    const { sql } = await sharedServer();
    await sql('UPDATE line_ops.batch SET recipients = recipients + 1 WHERE idx = 0', team.url);
    const wrong = exited(3, await desk.run(['state', 'check', '--json'])).stdout;
    expect(readObject(wrong)).toMatchObject({ ok: false, broadcasts: [{ id, ok: false }] });
  });

  it('is exported whole to a file for its owner alone, and without a secret', async () => {
    await using team = await Team.open();
    const desk = team.machine('desk');
    const id = await desk.plan(6);
    const token = exited(0, await desk.inside(['token', 'issue', '--label', 'prod'])).stdout.trim();
    const output = join(team.world.folder, 'state.jsonl');
    const told = exited(0, await desk.run(['state', 'export', '--output', output, '--json'])).stdout;
    const text = readFileSync(output, 'utf8');
    expect(readObject(told)).toMatchObject({ output, lines: text.trim().split('\n').length, userIds: 6 });
    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(text).toContain(id);
    expect(text).toContain('"label":"prod"');
    const { LINE_CHANNEL_SECRET = '', LINE_ASSERTION_KEY = '' } = team.world.emulator.env;
    const privateHalf = String(readObject(LINE_ASSERTION_KEY)['d']);
    for (const secret of [token, LINE_CHANNEL_SECRET, privateHalf, new URL(team.url).password, 'a key that the whole'])
      expect(text).not.toContain(secret);
  });
});
