import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { call, emulate, multicast, TEXT, tokenOf } from './platform.js';

const KEY = '123e4567-e89b-12d3-a456-426614174000';
const HOUR_MS = 60 * 60 * 1000;

async function stateFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'line-ops-emulator-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'nested', 'state.json');
}

it('keeps tokens, retry keys, deliveries, quota, narrowcasts, webhook and clock in the state file', async () => {
  const options = { stateFile: await stateFile(), followers: 50, quota: 200 };
  const first = await startEmulator(options);
  const token = await tokenOf(first);
  await multicast(first, token, [followerId(1), followerId(2)], KEY);
  await call(first, 'PUT', '/v2/bot/channel/webhook/endpoint', { token, body: { endpoint: 'https://example.com/' } });
  const narrowcast = { token, body: { messages: TEXT, limit: { max: 3 } } };
  await call(first, 'POST', '/v2/bot/message/narrowcast', narrowcast);
  first.moveClock(HOUR_MS / 6);
  const before = first.deliveries();
  await first.stop();

  const second = await emulate(options);
  expect(second.deliveries()).toMatchObject({ ...before, perRequest: expect.anything() });
  expect((await multicast(second, token, [followerId(1), followerId(2)], KEY)).status).toBe(409);
  expect((await call(second, 'GET', '/v2/bot/message/quota/consumption', { token })).body).toEqual({ totalUsage: 5 });
  expect((await call(second, 'GET', '/v2/bot/channel/webhook/endpoint', { token })).body).toMatchObject({
    endpoint: 'https://example.com/',
  });
  second.moveClock((HOUR_MS * 4.5) / 60);
  expect((await multicast(second, token, [followerId(1)])).status).toBe(200);
  second.moveClock(HOUR_MS / 60);
  expect((await multicast(second, token, [followerId(1)])).status).toBe(401);
});

it('leaves nothing but the state file behind', async () => {
  const file = await stateFile();
  const emulator = await startEmulator({ stateFile: file });
  await emulator.stop();

  expect(await readdir(join(file, '..'))).toEqual(['state.json']);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1 });
});

it.each(['not json', '{"version":99}', '[]'])('refuses %j as a state file and does not touch it', async (content) => {
  const file = await stateFile();
  await (await startEmulator({ stateFile: file })).stop();
  await writeFile(file, content);

  await expect(startEmulator({ stateFile: file })).rejects.toMatchObject({ kind: 'usage', code: 'INVALID_STATE_FILE' });
  expect(await readFile(file, 'utf8')).toBe(content);
});

it('stops at once although clients keep connections open, and answers no more', async () => {
  const emulator = await startEmulator({ latencyMs: 60_000 });
  const waiting = fetch(`${emulator.url}/v2/bot/info`).then(
    () => 'answered',
    () => 'closed',
  );
  while (emulator.requests().total === 0) await new Promise((resolve) => setImmediate(resolve));
  await emulator.stop();

  expect(await waiting).toBe('closed');
  await expect(fetch(emulator.url)).rejects.toThrow();
});

it('two emulators in one process know nothing of each other', async () => {
  const [first, second] = [await emulate(), await emulate()];
  await multicast(first, await tokenOf(first), [followerId(0)], KEY);

  expect(second.deliveries().messages).toBe(0);
  expect((await multicast(second, await tokenOf(second), [followerId(0)], KEY)).status).toBe(200);
});

it('a port in use is the error of the system', async () => {
  const { url } = await emulate();
  await expect(startEmulator({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('a reset starts over with the options of the start', async () => {
  const emulator = await emulate({ followers: 5, quota: 7 });
  await multicast(emulator, await tokenOf(emulator), [followerId(0)], KEY);
  await call(emulator, 'POST', '/_emulator/reset');

  expect(emulator.deliveries()).toMatchObject({ recipients: 0, messages: 0, perRequest: [] });
  expect(emulator.requests().total).toBe(0);
  const token = await tokenOf(emulator);
  expect((await call(emulator, 'GET', '/v2/bot/message/quota', { token })).body).toEqual({ type: 'limited', value: 7 });
});

it.each([
  [{ now: '2030-01-01T00:00:00Z' }, 200, '2030-01-01T00:00'],
  [{ advanceMs: 24 * HOUR_MS }, 200, '2026-01-02T00:00'],
  [{ advanceMs: 'soon' }, 400, ''],
  [{ advanceMs: 1e300 }, 400, ''],
  [{ now: '2027-02-30T00:00:00Z' }, 400, ''],
  [{}, 400, ''],
])('moves the clock with %j', async (body, status, now) => {
  const emulator = await emulate({ clock: new Date('2026-01-01T00:00:00Z') });
  const moved = await call(emulator, 'POST', '/_emulator/clock', { body });

  expect(moved.status).toBe(status);
  expect(String(moved.body['now'] ?? '').slice(0, 16)).toBe(now);
});

it('holds every answer back by the latency', async () => {
  const emulator = await emulate({ latencyMs: 80 });
  const startedAt = performance.now();
  expect((await call(emulator, 'GET', '/v2/bot/info')).status).toBe(401);
  expect(performance.now() - startedAt).toBeGreaterThan(75);
});

it('is alone with its state file; what a killed emulator left is taken over', async () => {
  const file = await stateFile();
  const first = await startEmulator({ stateFile: file });
  await expect(startEmulator({ stateFile: file })).rejects.toMatchObject({ kind: 'usage', code: 'STATE_FILE_IN_USE' });
  await first.stop();
  // A process number that no process has, then one that is alive.
  await writeFile(`${file}.lock`, String(2 ** 30));
  await (await startEmulator({ stateFile: file })).stop();
  await writeFile(`${file}.lock`, String(process.ppid));
  await expect(startEmulator({ stateFile: file })).rejects.toMatchObject({ details: { pid: process.ppid } });
});

it('takes the state file over from an emulator of another container once that is silent, whatever its number', async () => {
  const file = await stateFile();
  const lock = `${file}.lock`;
  await mkdir(dirname(file));
  await writeFile(lock, JSON.stringify({ pid: process.pid, place: 'another container' }));
  await expect(startEmulator({ stateFile: file })).rejects.toMatchObject({ code: 'STATE_FILE_IN_USE' });
  await utimes(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  const emulator = await startEmulator({ stateFile: file });
  await emulator.stop();
  expect((await readdir(dirname(file))).filter((name) => name.includes('.lock'))).toEqual([]);
});

it('leaves nothing of a save that was killed beside its state file', async () => {
  const file = await stateFile();
  const leftover = join(dirname(file), `.${basename(file)}.saving-${'0'.repeat(24)}`);
  await mkdir(dirname(file));
  await writeFile(leftover, '{}');
  await (await startEmulator({ stateFile: file })).stop();
  await expect(stat(leftover)).rejects.toThrow('ENOENT');
});

it('dates its answers by its own clock, so that a difference can be told from them', async () => {
  const emulator = await emulate({ clock: new Date('2026-01-01T00:00:00Z') });
  const dateOf = async () => {
    const { headers } = await call(emulator, 'GET', '/v2/bot/info', { token: await tokenOf(emulator) });
    return headers.get('date');
  };
  expect(await dateOf()).toMatch(/^Thu, 01 Jan 2026 00:00:0\d GMT$/);
  emulator.moveClock(3 * 60 * 60 * 1000);
  expect(await dateOf()).toMatch(/^Thu, 01 Jan 2026 03:00:0\d GMT$/);
});
