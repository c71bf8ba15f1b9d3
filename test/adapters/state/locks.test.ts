import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/adapters/host/host.js';
import { createLocks } from '../../../src/adapters/state/locks.js';
import { isHeld } from '../../../src/ports/store.js';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-locks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('lets one in at a time, and names the holder to the other', async () => {
  const locks = createLocks(newFolder(), systemClock);
  const first = await locks.acquire('tokens-1', 0);

  expect(await locks.acquire('tokens-1', 0)).toMatchObject({ heldBy: { pid: process.pid } });
  expect(await locks.acquire('tokens-2', 0)).toHaveProperty('held');
  if ('held' in first) await first.held.release();
  expect(await locks.acquire('tokens-1', 0)).toHaveProperty('held');
});

it('waits for a holder that lets go', async () => {
  const locks = createLocks(newFolder(), systemClock);
  const first = await locks.acquire('secrets', 0);
  const second = locks.acquire('secrets', 10_000);
  if ('held' in first) await first.held.release();

  expect(await second).toHaveProperty('held');
});

it('can be looked at by anybody, which makes nothing and keeps nobody out', async () => {
  const folder = newFolder();
  const locks = createLocks(folder, systemClock);
  expect(await isHeld(locks, 'broadcast-1-at-work')).toBe(false);
  expect(readdirSync(folder)).toEqual([]);

  const first = await locks.acquire('broadcast-1-at-work', 0);
  expect(await isHeld(locks, 'broadcast-1-at-work')).toBe(true);
  if ('held' in first) await first.held.release();
  expect(await isHeld(locks, 'broadcast-1-at-work')).toBe(false);
  expect(await locks.acquire('broadcast-1-at-work', 0)).toHaveProperty('held');
});

it('is free again when its holder is killed with SIGKILL', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'locks'));
  const path = join(folder, 'locks', 'tokens-1.lock');
  writeFileSync(`${path}.holder`, JSON.stringify({ pid: 1, host: 'elsewhere', since: 5 }));
  const holder = spawn(process.execPath, [join(import.meta.dirname, 'lock-holder.mjs'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const locks = createLocks(folder, systemClock);

  expect(await locks.acquire('tokens-1', 100)).toEqual({ heldBy: { pid: 1, host: 'elsewhere', since: 5 } });

  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(await locks.acquire('tokens-1', 0)).toHaveProperty('held');
});
