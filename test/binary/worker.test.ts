import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings, writeSettings } from '../../src/adapters/state/broadcasts/settings-text.js';
import { STATE_FILE } from '../../src/adapters/state/sqlite/database.js';
import { openSqlite } from '../../src/adapters/state/sqlite/sqlite.js';
import { eachOnce, exited, MULTICAST, openWorld, type World } from '../support/binary.js';

/** A time so many seconds from now. */
const inSeconds = (seconds: number) => new Date(Date.now() + 1_000 * seconds).toISOString();

async function scheduled(world: World, people: number, ...options: readonly string[]): Promise<string> {
  const list = world.followersFile(people);
  const plan = ['--messages', world.messagesFile(), '--to', list, '--batch-size', '2', ...options];
  const created = await world.insideJson(['broadcast', 'create', ...plan, '--yes']);
  return String(created['id']);
}

const DRAIN = ['worker', '--drain'];
const STATE = (world: World, id: string) => world.insideJson(['broadcast', 'show', id]);

describe.concurrent('a worker', () => {
  it('that is killed again and again is followed by the next, and each person has it once', async () => {
    await using world = await openWorld({ followers: 120 });
    const id = await scheduled(world, 120, '--at', inSeconds(0), '--rate', '25/s', '--stages', '20,rest');
    for (let kills = 1; kills <= 3; kills += 1) {
      const running = world.start(DRAIN);
      await world.seen(world.requestsTo(MULTICAST) + 5, MULTICAST, running);
      await running.kill();
      expect(await STATE(world, id)).toMatchObject({
        state: 'incomplete',
        reason: 'the worker that ran it ended; the next worker goes on with it',
      });
    }
    exited(0, await world.run(DRAIN));
    expect(await STATE(world, id)).toMatchObject({ state: 'completed', recipients: { accepted: 120, unknown: 0 } });
    expect(world.delivered()).toEqual(eachOnce(120));
  });

  it('shares what is due with another one on the same folder', async () => {
    await using world = await openWorld({ followers: 40 });
    await scheduled(world, 40, '--at', inSeconds(0), '--rate', '20/s', '--again');
    await scheduled(world, 40, '--at', inSeconds(0), '--rate', '20/s', '--again');
    const ends = await Promise.all([world.run([...DRAIN, '--json']), world.run([...DRAIN, '--json'])]);
    const ran = ends.map((ended) => JSON.parse(exited(0, ended).stdout).broadcasts.length);
    expect(ran[0] + ran[1]).toBe(2);
    const { broadcasts } = await world.insideJson(['broadcast', 'list']);
    expect(broadcasts).toMatchObject([{ state: 'completed' }, { state: 'completed' }]);
    expect(world.delivered()).toMatchObject({ reached: 40, messages: 80, most: 2, violations: 0 });
  });

  it('that stays begins at the time, and SIGTERM lets what is on its way finish, pauses it and ends it', async () => {
    await using world = await openWorld({ followers: 60 });
    const at = inSeconds(2);
    const id = await scheduled(world, 60, '--at', at, '--rate', '10/s');
    const running = world.start(['worker', '--json']);
    await running.says('Working for');
    await world.seen(3, MULTICAST, running);
    expect(Date.now()).toBeGreaterThan(Date.parse(at));
    running.signal('SIGTERM');
    const { stdout, stderr } = exited(143, await running.ended);
    expect(stderr).toContain(`line-ops broadcast resume ${id}`);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { schema: 'line-ops/broadcast@1', id, state: 'paused', recipients: { unknown: 0 } },
      { schema: 'line-ops/worker@1', broadcasts: [{ id, state: 'paused' }], nextDueAt: null },
    ]);

    const before = world.requestsTo(MULTICAST);
    exited(0, await world.run(DRAIN));
    expect(world.requestsTo(MULTICAST)).toBe(before);
    exited(0, await world.run(['broadcast', 'resume', id]));
    expect(world.delivered()).toEqual(eachOnce(60));
  });

  it('that was stopped twice, at once, leaves what it was sending to a person', async () => {
    await using world = await openWorld({ followers: 60, latencyMs: 500 });
    const id = await scheduled(world, 60, '--at', inSeconds(0), '--rate', '10/s');
    const running = world.start(['worker']);
    await world.seen(2, MULTICAST, running);
    running.signal('SIGINT');
    await running.says('stopping');
    running.signal('SIGINT');
    exited(130, await running.ended);
    expect(await STATE(world, id)).toMatchObject({
      state: 'incomplete',
      reason: 'the process that ran it ended; resume it',
    });
    const before = world.requestsTo(MULTICAST);
    exited(0, await world.run(DRAIN));
    expect(world.requestsTo(MULTICAST)).toBe(before);
    exited(0, await world.run(['broadcast', 'resume', id]));
    expect(world.delivered()).toEqual(eachOnce(60));
  });

  it('that stays takes up what is planned for a channel that was added meanwhile', async () => {
    await using world = await openWorld({ followers: 4 });
    const named = { LINE_CHANNEL_ID: undefined };
    const other = { LINE_CHANNEL_ID: '1111111111' };
    exited(0, await world.run(['channel', 'add', 'other', '--no-verify', '--yes'], { env: other }));
    const running = world.start(['worker'], { env: named });
    await running.says('Working for');
    const id = await scheduled(world, 4, '--at', inSeconds(0));
    await running.says('is not configured here');
    exited(0, await world.run(['channel', 'add', 'shop', '--yes']));
    await running.says(`${id}: completed, `);
    running.signal('SIGTERM');
    exited(0, await running.ended);
    expect(world.delivered()).toEqual(eachOnce(4));
  });

  it('says that the configuration cannot be read when something is due, and begins it once it can', async () => {
    await using world = await openWorld({ followers: 4 });
    exited(0, await world.run(['channel', 'add', 'shop', '--yes']));
    const id = await scheduled(world, 4, '--at', inSeconds(3_600), '-c', 'shop');
    const running = world.start(['worker', '-c', 'shop'], { env: { LINE_CHANNEL_ID: undefined } });
    await running.says('Working for');
    const configuration = join(world.home, 'config.json');
    const sound = readFileSync(configuration);
    writeFileSync(configuration, '{');
    const database = await openSqlite(join(world.home, STATE_FILE));
    const row = database.prepare('SELECT settings FROM broadcast').get() as { readonly settings: string };
    const due = writeSettings({ ...readSettings(row.settings), startAt: Date.now() });
    database.prepare('UPDATE broadcast SET settings = ?').run(due);
    database.close();
    await running.says(`error: ${id}: `);
    writeFileSync(configuration, sound);
    await running.says(`${id}: completed, `);
    running.signal('SIGTERM');
    exited(0, await running.ended);
    expect(world.delivered()).toEqual(eachOnce(4));
  });

  it('with nothing to do ends at once when it is told to, with 0', async () => {
    await using world = await openWorld();
    const running = world.start(['worker']);
    await running.says('Working for');
    running.signal('SIGTERM');
    exited(0, await running.ended);
  });

  it('never goes on with what a person began by hand', async () => {
    await using world = await openWorld({ followers: 60 });
    const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(60), '--batch-size', '2'];
    const running = world.start(['broadcast', 'send', ...plan, '--rate', '10/s', '--yes']);
    await world.seen(3, MULTICAST, running);
    await running.kill();
    const before = world.requestsTo(MULTICAST);
    exited(0, await world.run(DRAIN));
    expect(world.requestsTo(MULTICAST)).toBe(before);
    expect(await STATE(world, await world.onlyBroadcast())).toMatchObject({
      state: 'incomplete',
      reason: 'the process that ran it ended; resume it',
    });
  });

  it('runs the pauses of its stages out when it stays', async () => {
    await using world = await openWorld({ followers: 6 });
    const id = await scheduled(world, 6, '--at', inSeconds(0), '--stages', '2,2,rest', '--interval', '1s');
    const running = world.start(['worker']);
    await running.says(`${id}: completed, `);
    running.signal('SIGINT');
    exited(0, await running.ended);
    expect(world.delivered()).toEqual(eachOnce(6));
  });
});
