import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createEmulatorRegistry } from '../../src/adapters/emulator/emulator-registry.js';
import { startPlatform } from '../../src/adapters/emulator/start-platform.js';
import { systemClock } from '../../src/adapters/host/host.js';
import type { EmulatorWish, RunningEmulator } from '../../src/ports/emulator.js';

const WISH: EmulatorWish = {
  port: 0,
  followers: 1,
  quota: null,
  latencyMs: 0,
  faults: [],
  seed: 1,
  stateFile: null,
  blockedRatio: 0,
};

async function home(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'line-ops-registry-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function started(folder: string, wish: Partial<EmulatorWish> = {}): Promise<RunningEmulator> {
  const emulator = await startPlatform({ ...WISH, listedIn: { LINE_OPS_HOME: folder }, ...wish });
  onTestFinished(() => emulator.stop());
  return emulator;
}

it('lists several at once, and ends the one that is chosen', async () => {
  const folder = await home();
  const [first, second] = [await started(folder), await started(folder)];
  const registry = createEmulatorRegistry(folder, systemClock);

  const listed = await registry.list();
  expect(listed.map(({ url, pid }) => [url, pid]).sort()).toEqual(
    [first, second].map(({ url, pid }) => [url, pid]).sort(),
  );
  await listed.find(({ url }) => url === first.url)?.stop();
  await first.stopped;
  await expect(fetch(first.url)).rejects.toThrow();
  expect((await registry.list()).map(({ url }) => url)).toEqual([second.url]);
});

it('takes away what a killed process left, and never asks a stranger on its port to stop', async () => {
  const folder = await home();
  const emulator = await started(folder);
  const dead = { pid: 1, url: 'http://127.0.0.1:9', id: 'dead', startedAt: 1 };
  const stranger = { pid: 1, url: emulator.url, id: 'another', startedAt: 1 };
  for (const [name, entry] of Object.entries({ dead, stranger, broken: 7 })) {
    await writeFile(join(folder, 'emulators', `${name}.json`), JSON.stringify(entry));
  }

  const listed = await createEmulatorRegistry(folder, systemClock).list();
  expect(listed.map(({ pid }) => pid)).toEqual([process.pid]);
  expect((await readdir(join(folder, 'emulators'))).length).toBe(1);
});

it('stops over HTTP only for those who know its ID', async () => {
  const folder = await home();
  const emulator = await started(folder);
  const refused = await fetch(`${emulator.url}/_emulator/stop`, { method: 'POST', body: '{"id":"guess"}' });
  expect(refused.status).toBe(403);
  expect((await fetch(`${emulator.url}/_emulator/`)).status).toBe(200);
});

it('leaves the list when it stops, and lists nothing in a folder that is not there', async () => {
  const folder = await home();
  const registry = createEmulatorRegistry(folder, systemClock);
  expect(await registry.list()).toEqual([]);
  const emulator = await started(folder);
  await emulator.stop();
  expect(await readdir(join(folder, 'emulators'))).toEqual([]);
});

it.each([
  ['a port in use', async (url: string) => ({ port: Number(new URL(url).port) }), 'PORT_NOT_AVAILABLE'],
  [
    'a state file in a file',
    async () => ({ stateFile: join(import.meta.filename, 'state.json') }),
    'STATE_FILE_NOT_USABLE',
  ],
  ['an import that is not there', async () => ({ importFile: '/nonexistent/state.json' }), 'STATE_FILE_NOT_FOUND'],
  ['a fault on no endpoint', async () => ({ faults: ['429=1@nowhere'] }), 'INVALID_FAULT'],
])('refuses %s before it serves', async (_what, wish, code) => {
  const folder = await home();
  const { url } = await started(folder);
  await expect(startPlatform({ ...WISH, ...(await wish(url)) })).rejects.toMatchObject({ kind: 'usage', code });
});
