import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { exited, MULTICAST, openWorld, until } from '../support/binary.js';

const lines = (text: string) => text.split('\n').slice(0, -1);

describe.concurrent('an export', () => {
  it('of a run that was killed agrees with what the platform delivered, and has everybody once', {
    timeout: 60_000,
  }, async () => {
    const recipients = 4_000;
    await using world = await openWorld({ followers: recipients, latencyMs: 20, seed: 5 });
    const list = world.followersFile(recipients);
    const running = world.start([
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      list,
      '--batch-size',
      '50',
      '--rate',
      '40/s',
      '--yes',
    ]);
    await running.says('created b-');
    await world.seen(12, MULTICAST, running);
    await running.kill();
    const id = await world.onlyBroadcast();

    const [accepted, pending, unknown] = await Promise.all(
      ['--accepted', '--pending', '--unknown'].map(async (state) =>
        lines(exited(0, await world.inside(['broadcast', 'export', id, state])).stdout),
      ),
    );

    expect([...(accepted ?? []), ...(pending ?? []), ...(unknown ?? [])].sort()).toEqual(
      Array.from({ length: recipients }, (_, index) => followerId(index)).sort(),
    );
    const { reached } = world.delivered();
    expect(accepted?.length).toBeLessThanOrEqual(reached);
    expect((accepted?.length ?? 0) + (unknown?.length ?? 0)).toBeGreaterThanOrEqual(reached);
    exited(0, await world.run(['broadcast', 'resume', id, '--yes']));
    expect(lines(exited(0, await world.inside(['broadcast', 'export', id, '--accepted'])).stdout)).toHaveLength(
      recipients,
    );
  });

  it('of a living run calls in flight what it has sent and not heard of', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 300, faults: [{ kind: 'hang-after', probability: 1 }] });
    const running = world.start([
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(300),
      '--batch-size',
      '300',
      '--yes',
    ]);
    await world.seen(1, MULTICAST, running);
    const id = await world.onlyBroadcast();
    const { stdout, stderr } = exited(
      0,
      await world.inside(['broadcast', 'export', id, '--unknown', '--format', 'csv']),
    );
    expect(stderr).toContain(`${id} is being sent: this is how it stood at `);
    expect(lines(stdout)).toHaveLength(301);
    expect(lines(stdout)[1]).toContain(',inFlight,1,0,');
    await running.kill();
  });

  it('that is killed, or stopped by Ctrl-C, leaves no half file under its name', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 1 });
    const list = world.file(
      'long.txt',
      `${Array.from({ length: 300_000 }, (_, index) => followerId(index)).join('\n')}\n`,
    );
    const created = await world.insideJson(['broadcast', 'create', '--messages', world.messagesFile(), '--to', list]);
    const id = String(created['id']);
    const out = join(world.folder, 'pending.csv');
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const running = world.start(['broadcast', 'export', id, '--format', 'csv', '--out', out]);
      await until(
        'the file begun',
        () => running.hasEnded || beginnings(world.folder).length > (signal === 'SIGINT' ? 1 : 0),
      );
      running.child.kill(signal);
      const { exitCode, signal: endedBy } = await running.ended;
      if (exitCode === 0) {
        // It was faster than the signal: then all of it is there.
        expect(lines(readFileSync(out, 'utf8'))).toHaveLength(300_001);
        return;
      }
      expect({ exitCode, endedBy }).toEqual(
        signal === 'SIGINT' ? { exitCode: 130, endedBy: null } : { exitCode: null, endedBy: 'SIGKILL' },
      );
      expect(existsSync(out)).toBe(false);
    }
    // What the killed one left beside it is the owner's alone, and swept later; the stopped one left nothing.
    expect(beginnings(world.folder)).toHaveLength(1);
  });

  it('ends in silence when its reader has enough, and says so when nobody can read or the disk is full', async () => {
    await using world = await openWorld({ followers: 1 });
    const list = world.file(
      'long.txt',
      `${Array.from({ length: 100_000 }, (_, index) => followerId(index)).join('\n')}\n`,
    );
    const { id } = await world.insideJson(['broadcast', 'create', '--messages', world.messagesFile(), '--to', list]);
    const args = ['broadcast', 'export', String(id), '--accepted', '--pending'];
    const head = await world.run(args, { shell: '{ "$@"; echo "ended $?" >&2; } | head -n 2' });
    expect(head.stdout).toBe(`${followerId(0)}\n${followerId(1)}\n`);
    expect(head.stderr).toContain('ended 0');
    expect(head.stderr).not.toContain('error');
    const closed = exited(2, await world.run(args, { shell: '"$@" >&-' }));
    expect(closed.stderr).toContain('stdout is closed');
    const full = exited(1, await world.run(args, { shell: '"$@" >/dev/full' }));
    expect(full.stderr).toContain('the disk is full');
  });
});

/** Files on their way in the folder. */
function beginnings(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.tmp'));
}
