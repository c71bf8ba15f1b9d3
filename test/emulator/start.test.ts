import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startPlatform } from '../../src/adapters/emulator/start-platform.js';
import { createRedactor } from '../../src/adapters/redaction/redactor.js';
import type { EmulatorOptions } from '../../src/cli/emulator/emulator-options.js';
import { start } from '../../src/cli/emulator/start.js';
import type { RunningEmulator } from '../../src/ports/emulator.js';
import type { EnvironmentVariables, StopSignal } from '../../src/ports/host.js';
import { holdDocuments } from '../support/documents.js';
import { OPTIONS } from './options.js';

interface Served {
  readonly stdout: string;
  /** Lines of stderr, also those that come later. */
  readonly notes: readonly string[];
  readonly emulator: RunningEmulator;
  readonly status: Promise<number>;
  signal(signal: StopSignal): void;
}

/** `emulator start`, up to the moment at which it serves. */
async function serve(
  json: boolean,
  env: EnvironmentVariables = {},
  options: Partial<EmulatorOptions> = {},
): Promise<Served> {
  const home = await mkdtemp(join(tmpdir(), 'line-ops-start-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const redactor = createRedactor();
  for (const value of Object.values(env)) if (value !== undefined) redactor.register(value);
  let stdout = '';
  const notes: string[] = [];
  let signal: (signal: StopSignal) => void = () => undefined;
  return new Promise((resolve, reject) => {
    let emulator: RunningEmulator | null = null;
    const running = start(
      {
        deps: {
          env: { ...env, LINE_OPS_HOME: home },
          interruption: {
            onFirst: (handler) => {
              signal = handler;
              return () => undefined;
            },
          },
          startEmulator: async (wish) => {
            emulator = await startPlatform(wish);
            return emulator;
          },
        },
        terminal: {
          answer: (text, handedOut) => {
            stdout += redactor.redact(text, handedOut);
          },
          note: (line) => {
            notes.push(line);
            if (emulator !== null) resolve({ stdout, notes, emulator, status, signal: (which) => signal(which) });
          },
        },
        globals: { json },
      },
      { ...OPTIONS, ...options },
    );
    const status = running.then(
      () => 0,
      (ended: { readonly status?: number }) => ended.status ?? -1,
    );
    running.catch(reject);
  });
}

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('serves until %s comes, and ends with %i', async (which, exitStatus) => {
  const { emulator, status, signal, stdout } = await serve(true);
  holdDocuments(stdout);
  expect(JSON.parse(stdout)).toEqual({
    schema: 'line-ops/emulator@1',
    url: emulator.url,
    pid: process.pid,
    channels: [{ channelId: '1234567890', botUserId: expect.stringMatching(/^U[0-9a-f]{32}$/) }],
    env: emulator.env,
  });
  expect((await fetch(`${emulator.url}/_emulator/`)).status).toBe(200);
  signal(which);
  expect(await status).toBe(exitStatus);
  await expect(fetch(emulator.url)).rejects.toThrow();
});

it('ends with 0 when it is asked to stop', async () => {
  const { emulator, status } = await serve(true);
  await emulator.stop();
  expect(await status).toBe(0);
});

it('hands its environment to a shell that has one of another emulator, uncovered', async () => {
  const before = await serve(false);
  const { emulator, stdout, signal, status } = await serve(false, {
    ...before.emulator.env,
    LINE_OPS_CHANNEL: 'production',
  });
  const exported = Object.entries(emulator.env).map(([name, value]) => `export ${name}='${value}'\n`);

  expect(stdout).toBe(`unset LINE_OPS_CHANNEL\n${exported.join('')}`);
  before.signal('SIGTERM');
  signal('SIGTERM');
  expect([await before.status, await status]).toEqual([143, 143]);
});

it('serves the channels that are added, tells their bots, and never their secrets', async () => {
  const addChannel = [{ id: '2000000001', secret: 'an invented secret' }];
  const { emulator, stdout, notes, signal, status } = await serve(true, {}, { addChannel, menuBatchMs: 0 });
  holdDocuments(stdout);
  const { channels } = JSON.parse(stdout);
  expect(channels.map(({ channelId }: { readonly channelId: string }) => channelId)).toEqual([
    '1234567890',
    '2000000001',
  ]);
  expect(channels).toEqual(emulator.channels);
  expect(notes).toEqual([`The emulator serves 2 channels at ${emulator.url}. Ctrl-C stops it.`]);
  expect(stdout).not.toContain('an invented secret');
  signal('SIGTERM');
  await status;
});

it('tells of what it does not serve when it first comes, and at the end how often', async () => {
  const { emulator, notes, signal, status } = await serve(true);
  for (const path of ['/v2/bot/tomorrow?page=1', '/v2/bot/tomorrow?page=2', '/v3/bot'])
    await fetch(`${emulator.url}${path}`);
  const first = ['/v2/bot/tomorrow', '/v3/bot'].map((path) => `not served: GET ${path}: the emulator answered 501`);
  expect(notes.slice(1)).toEqual(first);
  signal('SIGTERM');
  await status;
  expect(notes.slice(1)).toEqual([...first, 'not served: GET /v2/bot/tomorrow: 2 times in all']);
});
