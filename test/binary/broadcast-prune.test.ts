import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRow } from '../../src/adapters/state/sql/rows.js';
import { openSqlite } from '../../src/adapters/state/sqlite/sqlite.js';
import { eachOnce, exited, MULTICAST, openWorld, until, type World } from '../support/binary.js';

const PRUNE = ['broadcast', 'prune', '--older-than', '0s', '--yes'];

/** A broadcast of many small batches that has ended: cancelled before its first request. */
async function ended(world: World, people: number): Promise<string> {
  const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(people), '--batch-size', '2'];
  const { id } = await world.insideJson(['broadcast', 'create', ...plan, '--again']);
  exited(0, await world.inside(['broadcast', 'cancel', String(id), '--yes']));
  return String(id);
}

/** Rows that hold recipients, as another process sees them. */
async function openCounter(world: World) {
  const database = await openSqlite(join(world.home, 'state.db'));
  const count = (what: string) => {
    const select = database.prepare(`SELECT count(*) AS n FROM ${what}`);
    return () => readRow(select.get()).number('n');
  };
  return {
    rows: count('batch_recipients'),
    forgotten: count('broadcast WHERE forgotten_at IS NOT NULL'),
    [Symbol.dispose]: () => database.close(),
  };
}

/** The books are right, and the recipients are all there or all forgotten. */
async function requireSound(world: World, id: string): Promise<'there' | 'forgotten'> {
  const { ok, checks } = await world.insideJson(['broadcast', 'verify', id]);
  expect({ id, ok }).toEqual({ id, ok: true });
  const exported = await world.inside(['broadcast', 'export', id, '--pending']);
  const isForgotten = JSON.stringify(checks).includes('forgotten on');
  expect(exported.exitCode).toBe(isForgotten ? 2 : 0);
  return isForgotten ? 'forgotten' : 'there';
}

describe.concurrent('broadcast prune', () => {
  it('that is killed again and again leaves right books, and the last one gives all room back', {
    timeout: 120_000,
  }, async () => {
    await using world = await openWorld({ followers: 4_000 });
    const ids = [await ended(world, 4_000), await ended(world, 4_000), await ended(world, 3_000)];
    const shown = await Promise.all(ids.map((id) => world.insideJson(['broadcast', 'show', id])));
    {
      using counter = await openCounter(world);
      for (const forgotten of [1, 2, 3]) {
        const before = counter.rows();
        const running = world.start(PRUNE);
        await until(
          'recipients of another broadcast are going',
          () => running.hasEnded || (forgotten <= counter.forgotten() && counter.rows() < before - 100),
        );
        await running.kill();
        for (const id of ids) await requireSound(world, id);
      }
    }
    exited(0, await world.run(PRUNE));
    for (const id of ids) expect(await requireSound(world, id)).toBe('forgotten');
    expect(await Promise.all(ids.map((id) => world.insideJson(['broadcast', 'show', id])))).toEqual(shown);
    using counter = await openCounter(world);
    expect(counter.rows()).toBe(0);
    const again = await world.json(PRUNE);
    expect(again).toMatchObject({ broadcasts: [], resumed: [], bytesAfter: null });
  });

  it('twice at once, beside a run that sends, forgets what has ended and keeps nobody from the run', {
    timeout: 120_000,
  }, async () => {
    await using world = await openWorld({ followers: 4_000, latencyMs: 20 });
    const ids = [await ended(world, 4_000), await ended(world, 4_000)];
    const messages = world.file('other.json', '{"type":"text","text":"other"}');
    const plan = ['--messages', messages, '--to', world.followersFile(2_000), '--batch-size', '10'];
    const sending = world.start(['broadcast', 'send', ...plan, '--yes', '--json']);
    await world.seen(5, MULTICAST, sending);
    const prunes = await Promise.all([world.run(PRUNE), world.run(PRUNE)]);
    for (const prune of prunes) exited(0, prune);
    const { id: sent } = JSON.parse(exited(0, await sending.ended).stdout);
    expect(world.delivered()).toEqual(eachOnce(2_000));
    for (const id of ids) expect(await requireSound(world, id)).toBe('forgotten');
    await requireSound(world, sent);
  });
});
