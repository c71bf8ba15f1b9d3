import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';

let emulator: Emulator;
let cli: CommandLine;

beforeEach(async () => {
  emulator = await startEmulator({ followers: 2, longLived: true });
  cli = openCommandLine(emulator.env);
});

afterEach(async () => {
  cli.remove();
  await emulator.stop();
});

const ofEmulator = (name: string): string => emulator.env[name] ?? '';
const requests = (): number => emulator.requests().endpoints.reduce((sum, { count }) => sum + count, 0);
const key = (more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ ...JSON.parse(ofEmulator('LINE_ASSERTION_KEY')), ...more });

function file(name: string, text: string): string {
  const path = join(cli.home, name);
  writeFileSync(path, text);
  return path;
}

describe('credentials of the environment', () => {
  it.each([
    ['a line break', (value: string) => `${value}\n`],
    ['CRLF', (value: string) => `${value}\r\n`],
    ['blanks and quotes', (value: string) => ` "${value}" `],
    ['Bearer', (value: string) => `Bearer ${value}`],
  ])('work with %s around them', async (_what, wrap) => {
    const wrapped = Object.fromEntries(
      ['LINE_CHANNEL_ID', 'LINE_CHANNEL_SECRET', 'LINE_CHANNEL_ACCESS_TOKEN', 'LINE_ASSERTION_KEY_ID'].map((name) => [
        name,
        wrap(ofEmulator(name)),
      ]),
    );
    cli.setEnv(wrapped);
    const message = file('m.json', '{"type":"text","text":"hello"}');

    for (const argv of [
      ['quota'],
      ['token', 'verify'],
      ['message', 'push', '--to', followerId(0), message],
      ['token', 'issue', '--type', 'v2.1'],
      ['token', 'issue', '--type', 'short-lived'],
    ]) {
      const ran = await cli.run(...argv);
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(ran.stderr).not.toContain(ofEmulator('LINE_CHANNEL_SECRET'));
    }
  });

  it.each([
    ['LINE_CHANNEL_ACCESS_TOKEN', ['quota']],
    ['LINE_CHANNEL_ACCESS_TOKEN', ['token', 'verify']],
    ['LINE_CHANNEL_ACCESS_TOKEN', ['webhook', 'show']],
    ['LINE_CHANNEL_SECRET', ['token', 'issue', '--type', 'short-lived']],
    ['LINE_CHANNEL_ID', ['quota']],
    ['LINE_ASSERTION_KEY_ID', ['token', 'list']],
  ])('%s with a character that it cannot have is exit 2 for %j, without a request', async (name, argv) => {
    for (const stranger of ['\n', 'Ａ', '\u200b']) {
      const value = `${ofEmulator(name).slice(0, 8)}${stranger}${ofEmulator(name).slice(8)}`;
      cli.setEnv({ [name]: value });
      const before = requests();
      const { exitCode, stderr, stdout } = await cli.run(...argv);
      expect({ exitCode, stdout, requests: requests() - before }).toEqual({ exitCode: 2, stdout: '', requests: 0 });
      expect(stderr).toContain(`error: ${name} does not hold`);
      expect(stderr).not.toContain(value.slice(0, 8));
    }
  });

  it('a broadcast with a token that cannot be one sends nothing and stores nothing', async () => {
    cli.setEnv({ LINE_CHANNEL_ACCESS_TOKEN: `${ofEmulator('LINE_CHANNEL_ACCESS_TOKEN')}\nx` });
    const message = file('m.json', '{"type":"text","text":"hello"}');
    const ids = file('ids.txt', `${followerId(0)}\n`);

    const ran = await cli.run('broadcast', 'send', '--yes', '--messages', message, '--to', ids);

    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(/^error: LINE_CHANNEL_ACCESS_TOKEN does not hold a channel access token: /m);
    expect(requests()).toBe(0);
    expect((await cli.run('broadcast', 'list')).stdout).toBe('No broadcasts.\n');
  });
});

describe('an assertion key', () => {
  it('with its key ID needs no other one', async () => {
    cli.setEnv({ LINE_ASSERTION_KEY: key({ kid: ofEmulator('LINE_ASSERTION_KEY_ID') }), LINE_ASSERTION_KEY_ID: '' });
    expect(JSON.parse((await cli.run('token', 'issue', '--json')).stdout).token.type).toBe('v2.1');
  });

  it('with another key ID than LINE_ASSERTION_KEY_ID is exit 2 with both', async () => {
    cli.setEnv({ LINE_ASSERTION_KEY: key({ kid: 'kid-of-the-key' }) });
    const ran = await cli.run('token', 'issue');
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(
      `error: "kid" of the assertion key of LINE_ASSERTION_KEY is kid-of-the-key, and LINE_ASSERTION_KEY_ID is ${ofEmulator('LINE_ASSERTION_KEY_ID')}`,
    );
    expect(requests()).toBe(0);
  });

  it('is read from a file that Windows saved', async () => {
    cli.setEnv({ LINE_ASSERTION_KEY: '', LINE_ASSERTION_KEY_FILE: file('key.json', `\ufeff${key()}\r\n`) });
    expect((await cli.run('token', 'issue')).exitCode).toBe(0);
  });
});

describe('a refusal names what the request carried, and nothing else', () => {
  const another = JSON.stringify(
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  );
  it.each<[what: string, env: Record<string, string>, hint: string]>([
    ['a key ID of another channel', { LINE_ASSERTION_KEY_ID: '536e453c-aa93-4449-8e90-add2608783c6' }, 'key ID'],
    ['another channel ID', { LINE_CHANNEL_ID: '1650000000' }, 'channel ID'],
    ['another private key', { LINE_ASSERTION_KEY: another }, "the private key's public half"],
  ])('%s', async (_what, env, hint) => {
    cli.setEnv(env);
    const ran = await cli.run('token', 'issue');
    expect(ran.exitCode).toBe(4);
    const [error, shownHint] = ran.stderr.split('\n');
    expect(error).toContain('LINE answered 40');
    expect(shownHint).toMatch(/^hint: /);
    expect(shownHint).toContain(hint);
    expect(shownHint).not.toContain('secret');
  });

  it('a wrong channel secret', async () => {
    cli.setEnv({ LINE_CHANNEL_SECRET: 'f'.repeat(32) });
    const ran = await cli.run('token', 'issue', '--type', 'short-lived');
    expect(ran.exitCode).toBe(4);
    expect(ran.stderr).toContain('hint: Compare channel ID and channel secret');
    expect(ran.stderr).not.toContain('assertion');
  });
});
