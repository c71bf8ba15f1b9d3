import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packUserId } from '../../src/domain/broadcast/planning/user-id-bytes.js';
import { followerId } from '../../src/emulator/bot/followers.js';
import {
  eachOnce,
  exited,
  MULTICAST,
  numberAt,
  openWorld,
  PUSH,
  readObject,
  type StartOptions,
  type World,
} from '../support/binary.js';

/** Room for a state file and SQLite's log beside it, which grows to 4 MB before it is folded back. */
const DISK_BYTES = 12 * 1024 * 1024;

/** A state folder that can be made to run out of space. */
interface SmallDisk extends Disposable {
  readonly home: string;
  /** Leaves that much room; the options are for the processes that shall meet it. */
  readonly fill: (leaveBytes: number) => StartOptions;
  readonly free: () => void;
}

/** A small file system in memory; where mounting is not permitted, a limit on the size of any one file. */
function smallDisk(): SmallDisk {
  const home = mkdtempSync(join(tmpdir(), 'line-ops-disk-'));
  const isMounted =
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES},mode=0700`, 'tmpfs', home]).status === 0;
  const remove = () => {
    if (isMounted) spawnSync('umount', ['-l', home]);
    rmSync(home, { recursive: true, force: true });
  };
  // POSIX counts in blocks of 512 bytes.
  if (!isMounted)
    return {
      home,
      fill: (leaveBytes) => ({ shell: `ulimit -f ${Math.ceil(leaveBytes / 512)}; exec "$@"` }),
      free: () => undefined,
      [Symbol.dispose]: remove,
    };
  const filler = join(home, 'filler');
  return {
    home,
    fill(leaveBytes) {
      try {
        for (const bytes = Buffer.alloc(64 * 1024, 1); ; ) writeFileSync(filler, bytes, { flag: 'a' });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
      truncateSync(filler, Math.max(0, statSync(filler).size - leaveBytes));
      return {};
    },
    free: () => rmSync(filler),
    [Symbol.dispose]: remove,
  };
}

function planOf(world: World, recipients: number): readonly string[] {
  return ['--messages', world.messagesFile(), '--to', world.followersFile(recipients), '--batch-size', '50'];
}

describe.concurrent('a full disk', () => {
  it('behind stdout is told in words, and fails a command whose work is done', async () => {
    await using world = await openWorld();
    const { exitCode, stderr } = await world.run(['token', 'list'], { shell: '"$@" > /dev/full' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/error: the answer could not be written: the disk is full\n/);
    expect(stderr).toContain('\nhint: ');
    expect(stderr).not.toContain('    at ');
  });

  it('while a broadcast is created is told, nothing is stored, and all works once there is space', {
    timeout: 60_000,
  }, async () => {
    using disk = smallDisk();
    await using world = await openWorld({ followers: 20_000 }, disk.home);
    exited(0, await world.run(['broadcast', 'list']));
    const full = disk.fill(200 * 1024);
    const failed = exited(1, await world.run(['broadcast', 'create', ...planOf(world, 20_000), '--json'], full));
    expect(failed.stdout).toBe('');
    expect(readObject(failed.stderr)).toMatchObject({
      error: { code: 'DISK_FULL', hint: expect.stringContaining('Free some space') },
    });
    disk.free();
    expect(await world.json(['broadcast', 'list'])).toMatchObject({ broadcasts: [] });
    exited(0, await world.run(['broadcast', 'send', ...planOf(world, 20_000), '--yes']));
    expect(world.delivered()).toEqual(eachOnce(20_000));
  });

  it.each([0, 64 * 1024, 200 * 1024])(
    'while sending, with %i bytes left, ends the run, and the resume reaches each one once',
    { timeout: 60_000 },
    async (left) => {
      using disk = smallDisk();
      await using world = await openWorld({ followers: 10_000 }, disk.home);
      const { id } = await world.json(['broadcast', 'create', ...planOf(world, 10_000)]);
      const full = disk.fill(left);
      const failed = await world.run(['broadcast', 'resume', String(id), '--yes'], full);
      expect(failed.stderr).toMatch(/^error: .*disk/m);
      expect(failed.stderr).toContain('hint: ');
      expect([1, 7]).toContain(failed.exitCode);
      expect(world.delivered().most).toBeLessThanOrEqual(1);
      expect(world.delivered().reached).toBeLessThan(10_000);
      disk.free();
      exited(0, await world.run(['broadcast', 'resume', String(id), '--yes']));
      expect(world.delivered()).toEqual(eachOnce(10_000));
      expect(await world.json(['broadcast', 'show', String(id)])).toMatchObject({
        state: 'completed',
        recipients: { accepted: 10_000, unknown: 0 },
      });
    },
  );

  it.each([0, 64 * 1024])(
    'while recipients are forgotten, with %i bytes left, is told, and loses neither books nor what is not forgotten',
    { timeout: 60_000 },
    async (left) => {
      using disk = smallDisk();
      await using world = await openWorld({ followers: 20_000 }, disk.home);
      const { id } = await world.json(['broadcast', 'create', ...planOf(world, 20_000)]);
      exited(0, await world.run(['broadcast', 'cancel', String(id), '--yes']));
      const shown = await world.json(['broadcast', 'show', String(id)]);
      const prune = ['broadcast', 'prune', '--older-than', '0s', '--yes', '--json'];
      const ended = await world.run(prune, disk.fill(left));
      if (ended.exitCode !== 0) {
        expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
        expect(readObject(ended.stderr.split('\n').at(-2) ?? '')).toMatchObject({ error: { code: 'DISK_FULL' } });
      } else expect(left).toBeGreaterThan(0);
      disk.free();
      expect(await world.json(['broadcast', 'verify', String(id)])).toMatchObject({ ok: true });
      exited(0, await world.run(prune));
      expect(await world.json(['broadcast', 'verify', String(id)])).toMatchObject({ ok: true });
      expect(await world.json(['broadcast', 'show', String(id)])).toEqual(shown);
      expect(statSync(join(disk.home, 'state.db')).size).toBeLessThan(20_000 * 16);
    },
  );

  it('before a push leaves is told, nothing is sent, and all works once there is space', {
    timeout: 60_000,
  }, async () => {
    using disk = smallDisk();
    await using world = await openWorld({}, disk.home);
    const push = ['message', 'push', world.messagesFile(), '--to', followerId(0), '--json'];
    exited(0, await world.run(['broadcast', 'list']));
    const failed = exited(1, await world.run(push, disk.fill(0)));
    expect(readObject(failed.stderr)).toMatchObject({
      error: { code: 'DISK_FULL', message: expect.stringMatching(/^nothing was sent/) },
    });
    expect(world.requestsTo(PUSH)).toBe(0);
    disk.free();
    exited(0, await world.run(push));
    expect(world.delivered()).toEqual(eachOnce(1));
  });

  it('while a token is issued loses none', { timeout: 60_000 }, async () => {
    using disk = smallDisk();
    await using world = await openWorld({}, disk.home);
    exited(0, await world.run(['token', 'issue', '--type', 'v2.1']));
    for (const left of [0, 40 * 1024, 48 * 1024, 64 * 1024]) {
      const failed = await world.run(['token', 'issue', '--type', 'v2.1'], disk.fill(left));
      if (failed.exitCode !== 0) expect(failed.stderr).toMatch(/^error: .*(disk|space)/m);
      disk.free();
    }
    const alive = (await world.tokens()).filter(({ type, state }) => type === 'v2.1' && state === 'live');
    expect(numberAt(await world.json(['token', 'list']), 'limits', 'v2.1', 'active')).toBe(alive.length);
  });
});

describe.concurrent('a state folder that cannot be written to', () => {
  // Root may write anywhere: then the processes run as nobody.
  const NOBODY = 65_534;
  const asUser = process.getuid?.() === 0 ? { uid: NOBODY } : {};

  it.each([
    ['broadcast create', (world: World) => ['broadcast', 'create', ...planOf(world, 100)]],
    ['broadcast resume', (_world: World, id: string) => ['broadcast', 'resume', id, '--yes']],
    ['message push', (world: World) => ['message', 'push', world.messagesFile(), '--to', followerId(0)]],
    ['token issue', () => ['token', 'issue', '--type', 'v2.1']],
    ['channel add', () => ['channel', 'add', 'main']],
  ])('%s says so, and nothing is sent or issued', async (_name, args) => {
    await using world = await openWorld({ followers: 100 });
    chmodSync(world.folder, 0o755);
    mkdirSync(world.home, { mode: 0o700 });
    if (asUser.uid !== undefined) chownSync(world.home, NOBODY, NOBODY);
    const { id } = await world.json(['broadcast', 'create', ...planOf(world, 100)], asUser);
    takeAwayWriting(world.home);
    const { stderr } = exited(1, await world.run(args(world, String(id)), asUser));
    expect(stderr).toMatch(/^error: .*cannot .*\nhint: .*LINE_OPS_HOME/m);
    expect(world.requestsTo(MULTICAST) + world.requestsTo(PUSH)).toBe(0);
    expect(world.requestsTo('/oauth2/v2.1/token')).toBe(0);
  });
});

describe.concurrent('a damaged state file', () => {
  const PAGE = 4_096;
  const DAMAGE: readonly (readonly [what: string, damage: (file: Buffer) => void])[] = [
    ['its first page', (file) => file.fill(0xab, 0, PAGE)],
    ['all but its first page', (file) => file.fill(0xab, PAGE)],
    ['every third page', (file) => everyThirdPage(file, PAGE)],
    [
      'one bit of one user ID',
      (file) => {
        const at = file.indexOf(packUserId(followerId(7)));
        file.writeUInt8(file.readUInt8(at) ^ 1, at);
      },
    ],
  ];

  it.each(DAMAGE)('in %s is found before anything is sent', async (_what, damage) => {
    await using world = await openWorld({ followers: 400 });
    const { id } = await world.json([
      'broadcast',
      'create',
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(400),
    ]);
    const path = join(world.home, 'state.db');
    const file = readFileSync(path);
    damage(file);
    writeFileSync(path, file);
    const failed = await world.run(['broadcast', 'resume', String(id), '--yes']);
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toMatch(/error: .*damaged.*\nhint: /);
    expect(world.requestsTo(MULTICAST)).toBe(0);
  });
});

describe.concurrent('a state file that is damaged while a broadcast is sent', () => {
  const PAGE = 4_096;

  it.each<[what: string, damage: (path: string) => void]>([
    ['all but its first page', (path) => overwrite(path, (file) => file.fill(0xab, PAGE))],
    ['every third page', (path) => overwrite(path, (file) => everyThirdPage(file, PAGE))],
    ['its end, which is cut off', (path) => truncateSync(path, 5 * PAGE)],
  ])('in %s is called damaged, and nobody gets it twice', { timeout: 90_000 }, async (_what, damage) => {
    await using world = await openWorld({ followers: 20_000, latencyMs: 20 });
    const { id } = await world.json(['broadcast', 'create', ...planOf(world, 20_000)]);
    const running = world.start(['broadcast', 'resume', String(id), '--yes']);
    await world.seen(20, MULTICAST, running);
    damage(join(world.home, 'state.db'));
    const { exitCode, stderr } = await running.ended;
    expect([1, 7]).toContain(exitCode);
    expect(stderr).toMatch(/^error: .*damaged/m);
    expect(stderr).toMatch(/^hint: Keep the state folder as it is/m);
    expect(stderr).not.toMatch(/a bug|same command|resume b-/);
    expect(world.delivered()).toMatchObject({ most: 1, violations: 0 });
    const again = await world.run(['broadcast', 'resume', String(id), '--yes']);
    expect([1, 7]).toContain(again.exitCode);
    expect(again.stderr).toMatch(/^error: .*damaged/m);
    expect(world.delivered().most).toBe(1);
  });
});

/** In place, as a failing disk does under whoever has it open. */
function overwrite(path: string, damage: (file: Buffer) => void): void {
  const file = readFileSync(path);
  damage(file);
  writeFileSync(path, file, { flag: 'r+' });
}

function everyThirdPage(file: Buffer, pageBytes: number): void {
  for (let at = 2 * pageBytes; at < file.length; at += 3 * pageBytes)
    file.fill(0xab, at, Math.min(file.length, at + pageBytes));
}

function takeAwayWriting(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o500 : 0o400);
  }
  chmodSync(folder, 0o500);
}
