import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exited, openWorld, readObject, type StartOptions, type World } from '../support/binary.js';

const ISSUE = '/oauth2/v2.1/token';
const DAY_MS = 24 * 60 * 60 * 1000;
const DISK_BYTES = 12 * 1024 * 1024;
const NOBODY = 65_534;

interface Disk extends Disposable {
  fill(leaveBytes: number): void;
  free(): void;
  makeReadOnly(): void;
}

/** A file system in memory of its own; null where mounting is not permitted. */
function mountDisk(folder: string): Disk | null {
  mkdirSync(folder);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES},mode=0700`, 'tmpfs', folder]).status !== 0)
    return null;
  const filler = join(folder, 'filler');
  return {
    fill(leaveBytes) {
      try {
        for (const bytes = Buffer.alloc(64 * 1024, 1); ; ) writeFileSync(filler, bytes, { flag: 'a' });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
      truncateSync(filler, Math.max(0, statSync(filler).size - leaveBytes));
    },
    free: () => rmSync(filler),
    makeReadOnly: () => spawnSync('mount', ['-o', 'remount,ro', folder]),
    [Symbol.dispose]: () => void spawnSync('umount', ['-l', folder]),
  };
}

async function liveTokens(world: World): Promise<readonly string[]> {
  return (await world.tokens()).filter(({ state }) => state === 'live').map(({ accessToken }) => accessToken);
}

/** A token in use in `disk/app.env`. */
async function openScene(): Promise<{
  world: World;
  file: string;
  before: string;
  disk: Disk | null;
}> {
  const world = await openWorld();
  const { stdout } = exited(0, await world.inside(['token', 'issue', '--label', 'prod']));
  const disk = mountDisk(join(world.folder, 'disk'));
  const before = `# app\nLINE_CHANNEL_ACCESS_TOKEN=${stdout.trim()}\n`;
  const file = join(world.folder, 'disk', 'app.env');
  writeFileSync(file, before);
  return { world, file, before, disk };
}

const ROTATE = ['token', 'rotate', '--label', 'prod', '--to', 'env-file:disk/app.env', '--yes', '--json'];

describe('an env file', () => {
  it('on a file system that is read-only is refused before anything is issued', { timeout: 60_000 }, async () => {
    const { file, before, ...scene } = await openScene();
    await using world = scene.world;
    using disk = scene.disk;
    const options: StartOptions = disk === null && process.getuid?.() === 0 ? { uid: NOBODY } : {};
    if (disk === null) chmodSync(join(world.folder, 'disk'), 0o555);
    else disk.makeReadOnly();
    if (options.uid !== undefined) spawnSync('chown', ['-R', String(NOBODY), world.home, world.folder]);
    const issues = world.requestsTo(ISSUE);

    const { stderr } = exited(2, await world.run(ROTATE, options));

    expect(readObject(stderr)).toMatchObject({ error: { code: 'TARGET_NOT_WRITABLE' } });
    expect(world.requestsTo(ISSUE)).toBe(issues);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('on a full disk stays as it is, and the rotation is rolled back', { timeout: 60_000 }, async () => {
    const { file, before, ...scene } = await openScene();
    await using world = scene.world;
    using disk = scene.disk;
    // Where no disk can be made, a limit on the size of a file is as good: the env file is larger than it.
    disk?.fill(0);
    if (disk === null) writeFileSync(file, `${before}${'#'.repeat(2_000_000)}\n`);
    const options: StartOptions = disk === null ? { shell: 'ulimit -f 2000; exec "$@"' } : {};
    const old = await liveTokens(world);

    const { stderr } = exited(1, await world.run(ROTATE, options));

    expect(readObject(stderr)).toMatchObject({ error: { code: 'DELIVERY_FAILED', details: { rolledBack: true } } });
    expect(readFileSync(file, 'utf8').startsWith(before)).toBe(true);
    expect(readdirSync(join(world.folder, 'disk')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await liveTokens(world)).toEqual(old);
  });
});

describe('a state folder without space', () => {
  it('costs nobody a living token, and the rotation goes on once there is space', { timeout: 120_000 }, async () => {
    for (const leaveBytes of [0, 8_192, 24_576, 49_152, 98_304]) {
      await using world = await openWorld();
      using disk = mountDisk(join(world.folder, 'small'));
      const home = disk === null ? world.home : join(world.folder, 'small', 'home');
      const env = { LINE_OPS_HOME: home };
      const { stdout } = exited(0, await world.inside(['token', 'issue', '--label', 'prod'], env));
      const file = world.file('app.env', `LINE_CHANNEL_ACCESS_TOKEN=${stdout.trim()}\n`);
      const rotate = ['token', 'rotate', '--label', 'prod', '--to', 'env-file:app.env', '--yes'];
      disk?.fill(leaveBytes);
      const limited = { shell: `ulimit -f ${Math.ceil(leaveBytes / 512)}; exec "$@"` };

      await world.run(rotate, { env, ...(disk === null ? limited : {}) });

      const used = () => /TOKEN=(.*)/.exec(readFileSync(file, 'utf8'))?.[1];
      expect(await liveTokens(world), `${leaveBytes} bytes were left`).toContain(used());
      disk?.free();
      exited(0, await world.run([...rotate, '--resume'], { env }));
      expect(await liveTokens(world)).toContain(used());
      exited(0, await world.inside(['token', 'check', '--label', 'prod'], env));
    }
  });
});

describe('time', () => {
  it('that has passed at LINE is noticed by token check, and the token replaced by token rotate', {
    timeout: 60_000,
  }, async () => {
    await using world = await openWorld();
    // No assertion is signed: LINE's clock would be a month from ours.
    const env = { LINE_ASSERTION_KEY: undefined, LINE_ASSERTION_KEY_ID: undefined };
    exited(0, await world.inside(['token', 'issue', '--type', 'short-lived', '--label', 'prod'], env));
    exited(0, await world.inside(['token', 'check', '--label', 'prod'], env));

    await fetch(`${world.emulator.url}/_emulator/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceMs: 31 * DAY_MS }),
    });

    exited(3, await world.inside(['token', 'check', '--label', 'prod'], env));
    exited(0, await world.run(['token', 'rotate', '--label', 'prod', '--to', 'env-file:app.env', '--yes'], { env }));
    exited(0, await world.inside(['token', 'check', '--label', 'prod'], env));
    expect(await liveTokens(world)).toHaveLength(1);
  });
});
