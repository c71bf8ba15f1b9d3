import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { eachOnce, exited, MULTICAST, openWorld, readObject, type World } from '../support/binary.js';

const HOUR_MS = 60 * 60 * 1000;
const RECIPIENTS = 2_000;

/** A broadcast of forty batches that is stored and not begun, and its ID. */
async function create(world: World): Promise<string> {
  const to = world.followersFile(RECIPIENTS);
  const plan = ['--messages', world.messagesFile(), '--to', to, '--batch-size', '50'];
  return String((await world.insideJson(['broadcast', 'create', ...plan]))['id']);
}

/** A copy of the state folder as it is now. */
function copyOf(world: World, name: string): string {
  const copy = join(world.folder, name);
  cpSync(world.home, copy, { recursive: true });
  return copy;
}

/** LINE's clock goes on: the age of a retry key is counted by it. */
async function pass(world: World, ms: number): Promise<void> {
  const body = JSON.stringify({ advanceMs: ms });
  const headers = { 'content-type': 'application/json' };
  await fetch(`${world.emulator.url}/_emulator/clock`, { method: 'POST', headers, body });
}

function resume(id: string, ...more: readonly string[]): readonly string[] {
  return ['broadcast', 'resume', id, '--yes', ...more];
}

describe.concurrent('a state folder that is put back from a copy', () => {
  it.each(['not begun', 'half way'])(
    '%s, an hour later: all are asked again under their keys, nobody gets it twice',
    {
      timeout: 90_000,
    },
    async (when) => {
      await using world = await openWorld({ followers: RECIPIENTS });
      const id = await create(world);
      if (when === 'half way') {
        const running = world.start(resume(id, '--json'));
        await world.seen(15, MULTICAST, running);
        running.signal('SIGINT');
        exited(130, await running.ended);
      }
      const copy = copyOf(world, 'copy');
      exited(0, await world.run(resume(id)));
      expect(world.delivered()).toEqual(eachOnce(RECIPIENTS));
      await pass(world, HOUR_MS);

      const { stdout, stderr } = exited(0, await world.run(resume(id, '--json'), { env: { LINE_OPS_HOME: copy } }));

      expect(readObject(stdout)).toMatchObject({
        state: 'completed',
        recipients: { accepted: RECIPIENTS, unknown: 0 },
      });
      expect(stderr).toContain('older than what this machine has sent');
      expect(world.delivered()).toEqual(eachOnce(RECIPIENTS));
      expect(world.requestsTo(MULTICAST)).toBeGreaterThan(RECIPIENTS / 50);
    },
  );

  it('25 hours later: what this machine sent is unknown, exit 7, and nobody gets it twice', {
    timeout: 90_000,
  }, async () => {
    await using world = await openWorld({ followers: RECIPIENTS });
    const id = await create(world);
    const copy = copyOf(world, 'copy');
    exited(0, await world.run(resume(id)));
    await pass(world, 25 * HOUR_MS);

    const env = { LINE_OPS_HOME: copy };
    const { stdout, stderr } = exited(7, await world.run(resume(id, '--json'), { env }));

    expect(readObject(stdout)).toMatchObject({ state: 'incomplete', recipients: { accepted: 0, unknown: RECIPIENTS } });
    expect(stderr).toContain('older than what this machine has sent');
    expect(stderr).toContain(`line-ops broadcast resolve ${id} --unknown resend|skip`);
    expect(world.delivered()).toEqual(eachOnce(RECIPIENTS));
    exited(0, await world.inside(['broadcast', 'resolve', id, '--unknown', 'skip', '--yes'], env));
    exited(0, await world.run(resume(id), { env }));
    expect(world.delivered()).toEqual(eachOnce(RECIPIENTS));
  });

  it('and another copy that is sent at the same time reach each one once', { timeout: 90_000 }, async () => {
    await using world = await openWorld({ followers: RECIPIENTS, latencyMs: 20 });
    const id = await create(world);
    const homes = [world.home, copyOf(world, 'one'), copyOf(world, 'other')];
    const ends = await Promise.all(homes.map((home) => world.run(resume(id), { env: { LINE_OPS_HOME: home } })));
    for (const ended of ends) exited(0, ended);
    expect(world.delivered()).toEqual(eachOnce(RECIPIENTS));
  });
});

describe.concurrent('a journal', () => {
  /** Begun and stopped; the journal is gone afterwards, as on another machine. */
  async function moved(world: World): Promise<string> {
    const id = await create(world);
    const running = world.start(resume(id));
    await world.seen(10, MULTICAST, running);
    running.signal('SIGINT');
    exited(130, await running.ended);
    rmSync(world.journal, { recursive: true });
    return id;
  }

  it('that is missing is asked for after a day, and --without-journal goes on', { timeout: 90_000 }, async () => {
    await using world = await openWorld({ followers: RECIPIENTS });
    const id = await moved(world);
    await pass(world, 25 * HOUR_MS);
    const sent = world.requestsTo(MULTICAST);
    for (const _again of [1, 2]) {
      const { stderr } = exited(7, await world.run(resume(id, '--json')));
      const { error } = readObject(stderr.trim().split('\n').at(-1) ?? '');
      expect(error).toMatchObject({ code: 'HISTORY_UNKNOWN', hint: expect.stringContaining('--without-journal') });
    }
    expect(world.requestsTo(MULTICAST)).toBe(sent);
    exited(0, await world.run(resume(id, '--without-journal')));
    expect(world.delivered()).toEqual(eachOnce(RECIPIENTS));
  });

  it('that is missing within a day is no matter', { timeout: 90_000 }, async () => {
    await using world = await openWorld({ followers: RECIPIENTS });
    const id = await moved(world);
    exited(0, await world.run(resume(id)));
    expect(world.delivered()).toEqual(eachOnce(RECIPIENTS));
  });

  it.each(['resume', 'push'])('that cannot be written: %s sends nothing and exits 1', async (command) => {
    await using world = await openWorld({ followers: RECIPIENTS });
    const id = await create(world);
    const env = { LINE_OPS_JOURNAL: world.file('no-folder', '') };
    const push = ['message', 'push', '--to', followerId(0), world.messagesFile(), '--yes', '--json'];
    const { stderr } = exited(1, await world.run(command === 'push' ? push : resume(id, '--json'), { env }));
    const { error } = readObject(stderr.trim().split('\n').at(-1) ?? '');
    expect(error).toMatchObject({
      code: 'JOURNAL_NOT_WRITABLE',
      exitCode: 1,
      hint: expect.stringContaining('LINE_OPS_JOURNAL'),
    });
    expect(world.delivered().messages).toBe(0);
  });

  it('whose last line a power cut tore, or whose lines nobody can read, sends nobody anything twice', {
    timeout: 90_000,
  }, async () => {
    await using world = await openWorld({ followers: RECIPIENTS });
    const id = await create(world);
    const [copy, later] = [copyOf(world, 'copy'), copyOf(world, 'later')];
    exited(0, await world.run(resume(id)));
    const path = join(world.journal, `${id}.journal`);
    const whole = readFileSync(path, 'utf8');
    truncateSync(path, whole.length - 30);
    const torn = exited(0, await world.run(resume(id), { env: { LINE_OPS_HOME: copy } }));
    expect(torn.stderr).not.toContain('cannot be read');
    expect(world.delivered()).toEqual(eachOnce(RECIPIENTS));

    await pass(world, 25 * HOUR_MS);
    writeFileSync(path, whole.replaceAll('"batch":7,', '"batch":8,'));
    const damaged = exited(7, await world.run(resume(id), { env: { LINE_OPS_HOME: later } }));
    expect(damaged.stderr).toContain('1 line of the journal of attempts cannot be read');
    expect(damaged.stderr).toContain('--without-journal');
    expect(world.delivered()).toEqual(eachOnce(RECIPIENTS));
  });
});
