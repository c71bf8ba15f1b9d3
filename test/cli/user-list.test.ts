import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../src/emulator/settings.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';
import { json, startStubLine } from './api/stub-line.js';

let close: () => Promise<void> = async () => {};

afterEach(() => close());

async function open(options: EmulatorOptions): Promise<{ readonly line: CommandLine; readonly emulator: Emulator }> {
  const emulator = await startEmulator(options);
  const line = openCommandLine(emulator.env);
  close = async () => {
    line.remove();
    await emulator.stop();
  };
  return { line, emulator };
}

const all = (count: number) => Array.from({ length: count }, (_, index) => followerId(index));
const linesOf = (text: string) => text.trimEnd().split('\n');

it('names every follower once, in order: one a line, as a document, and in a new private file', async () => {
  const { line } = await open({ followers: 2_500 });
  const listed = await line.run('user', 'list');
  expect({ ...listed, stdout: linesOf(listed.stdout) }).toMatchObject({ exitCode: 0, stdout: all(2_500) });
  expect(JSON.parse((await line.run('user', 'list', '--json')).stdout)).toEqual({
    schema: 'line-ops/user-list@1',
    out: null,
    total: 2_500,
    userIds: all(2_500),
  });
  const out = join(line.home, 'followers.txt');
  expect(await line.run('user', 'list', '--out', out, '--dry-run')).toMatchObject({ exitCode: 0 });
  expect(existsSync(out)).toBe(false);
  const written = await line.run('user', 'list', '--out', out, '--json');
  expect({ exitCode: written.exitCode, document: JSON.parse(written.stdout) }).toEqual({
    exitCode: 0,
    document: { schema: 'line-ops/user-list@1', out, total: 2_500, userIds: null },
  });
  expect(linesOf(readFileSync(out, 'utf8'))).toEqual(all(2_500));
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(await line.run('user', 'list', '--out', out)).toMatchObject({ exitCode: 2 });
});

it('goes on where an earlier run ended, and leaves no file before it is whole', async () => {
  const asked: string[] = [];
  let isDown = true;
  await using stub = await startStubLine(({ url }, response) => {
    if (url.endsWith('/info')) return json(response, 200, { userId: `U${'b'.repeat(32)}` });
    const start = Number(new URL(url, 'http://x').searchParams.get('start') ?? 0);
    if (isDown && start === 2) return json(response, 500, { message: 'down' });
    asked.push(String(start));
    return json(response, 200, { userIds: [followerId(start)], ...(start < 3 ? { next: String(start + 1) } : {}) });
  });
  const line = openCommandLine(stub.env);
  close = async () => line.remove();
  const out = join(line.home, 'followers.txt');
  expect(await line.run('user', 'list', '--out', out)).toMatchObject({ exitCode: 6 });
  expect(existsSync(out)).toBe(false);
  isDown = false;
  const again = await line.run('user', 'list', '--out', out);
  expect(again).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('going on with the follower list') });
  expect(linesOf(readFileSync(out, 'utf8'))).toEqual(all(4));
  expect(asked).toEqual(['0', '1', '2', '3']);
  const anew = await line.run('user', 'list');
  expect(anew.stderr).not.toContain('going on');
  expect(asked).toEqual(['0', '1', '2', '3', '0', '1', '2', '3']);
});

it('writes each once where LINE forgets its place, and says so', async () => {
  let isForgotten = false;
  await using stub = await startStubLine(({ url }, response) => {
    if (url.endsWith('/info')) return json(response, 200, { userId: `U${'b'.repeat(32)}` });
    const start = Number(new URL(url, 'http://x').searchParams.get('start') ?? 0);
    if (start === 2 && !isForgotten) {
      isForgotten = true;
      return json(response, 400, { message: 'Invalid start param' });
    }
    return json(response, 200, { userIds: [followerId(start)], ...(start < 3 ? { next: String(start + 1) } : {}) });
  });
  const line = openCommandLine(stub.env);
  close = async () => line.remove();
  const listed = await line.run('user', 'list');
  expect({ ...listed, stdout: linesOf(listed.stdout) }).toMatchObject({ exitCode: 0, stdout: all(4) });
  expect(listed.stderr).toContain('begins anew');
  expect(listed.stderr).toContain('2 followers more than once');
});

it('lists nobody where there is nobody', async () => {
  const { line } = await open({ followers: 0 });
  expect(await line.run('user', 'list')).toMatchObject({ exitCode: 0, stdout: '' });
  expect(JSON.parse((await line.run('user', 'list', '--json')).stdout)).toMatchObject({ total: 0, userIds: [] });
});

it('says what to do where the account is neither verified nor premium', async () => {
  const { line } = await open({ followers: 10, verified: false });
  expect(await line.run('user', 'list')).toMatchObject({
    exitCode: 8,
    stdout: '',
    stderr: expect.stringMatching(/LINE answered 403[\s\S]*verified and premium accounts only/),
  });
});
