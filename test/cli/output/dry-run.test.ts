import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NOUNS } from '../../../src/cli/verbs.js';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from '../../support/command-line.js';

let emulator: Emulator;
let cli: CommandLine;
let broadcast = '';
let ended = '';
let tokenId = '';
let audience = 0;

beforeAll(async () => {
  emulator = await startEmulator({ followers: 3, quota: 1000, audienceMs: 0 });
  cli = openCommandLine(emulator.env);
  writeFileSync(file('m.json'), '{"type":"text","text":"hello"}');
  writeFileSync(file('mend.json'), '{"type":"Text","text":"hello"}');
  writeFileSync(file('ids.txt'), `${followerId(0)}\n${followerId(1)}\n`);
  await ok('channel', 'add', 'shop');
  await ok('channel', 'add', 'spare');
  tokenId = JSON.parse((await ok('token', 'issue', '--type', 'short-lived', '--label', 'kept', '--json')).stdout).token
    .id;
  await ok('token', 'issue', '--label', 'prod');
  await ok('webhook', 'set', 'https://bot.example.com/', '--yes', '--no-test');
  broadcast = JSON.parse((await ok('broadcast', 'create', ...MESSAGE(), '--json')).stdout).id;
  ended = JSON.parse((await ok('broadcast', 'create', ...MESSAGE(), '--json')).stdout).id;
  await ok('broadcast', 'cancel', ended, '--yes');
  audience = JSON.parse((await ok('audience', 'create', '--from', file('ids.txt'), '--name', 'two', '--json')).stdout)
    .audience.id;
  await ok('broadcast', 'create', ...MESSAGE(), '--at', new Date().toISOString(), '--yes');
});

afterAll(async () => {
  cli.remove();
  await emulator.stop();
});

const file = (name: string): string => join(cli.home, name);
const MESSAGE = () => ['--messages', file('m.json'), '--to', file('ids.txt')];

async function ok(...argv: readonly string[]) {
  const ran = await cli.run(...argv);
  if (ran.exitCode !== 0) throw new Error(`${argv.join(' ')}: ${ran.stderr}`);
  return ran;
}

/** A line for each verb that has `--dry-run`, which would change something without it. */
const CHANGES: Readonly<Record<string, () => readonly string[]>> = {
  init: () => [],
  'channel add': () => ['another'],
  'channel use': () => ['spare'],
  'channel rename': () => ['spare', 'other'],
  'channel remove': () => ['spare', '--yes'],
  'key generate': () => ['--channel', 'shop', '--out', file('key.json'), '--yes'],
  'key set-id': () => ['another-key-id', '--channel', 'shop'],
  'token issue': () => ['--type', 'short-lived'],
  'token get': () => ['--type', 'v2.1', '--label', 'nobody'],
  'token rotate': () => ['--label', 'prod', '--to', `env-file:${file('app.env')}`, '--yes'],
  'token revoke': () => ['--label', 'kept', '--yes'],
  'token forget': () => [tokenId, '--force', '--yes'],
  'token import': () => ['--type', 'short-lived'],
  'message new': () => ['text', '--out', file('new.json')],
  'message fix': () => [file('mend.json'), '--write'],
  'message preview': () => [file('m.json'), '--out', file('preview.html')],
  'message push': () => ['--to', followerId(0), file('m.json')],
  'broadcast create': () => [...MESSAGE(), '--again'],
  'broadcast send': () => [...MESSAGE(), '--again', '--yes'],
  'broadcast resume': () => [broadcast, '--yes'],
  'broadcast pause': () => [broadcast],
  'broadcast cancel': () => [broadcast, '--yes'],
  'broadcast report': () => [broadcast, '--html', file('page.html'), '--csv', file('refused.csv')],
  'broadcast resolve': () => [broadcast, '--unknown', 'skip', '--yes'],
  'broadcast export': () => [ended, '--pending', '--out', file('people.txt')],
  'broadcast insight': () => [ended],
  'broadcast prune': () => ['--older-than', '0s', '--yes'],
  'user list': () => ['--out', file('followers.txt')],
  'audience create': () => ['--from', file('ids.txt')],
  'audience delete': () => [String(audience), '--yes'],
  worker: () => ['--drain'],
  api: () => ['POST', '/v2/bot/message/validate/push', '--data', file('m.json'), '--yes'],
  'webhook set': () => ['https://other.example.com/', '--yes', '--no-test'],
  'webhook test': () => [],
  'webhook send': () => ['http://127.0.0.1:9/'],
  doctor: () => ['--answer', 'unsend=yes'],
  'webhook check': () => ['--save-chain', file('chain.pem')],
  'log prune': () => ['--older-than', '0s', '--yes'],
  'emulator stop': () => [],
  'state export': () => ['--output', file('state.jsonl')],
  'state move': () => ['--to', 'folder'],
};

/** What is kept at LINE and here, but for the log of requests, which every request makes longer. */
async function everything() {
  const files = readdirSync(cli.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\b(logs|locks|state\.db)/.test(join(entry.parentPath, entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const tokens: unknown = await (await fetch(`${emulator.url}/_emulator/tokens`)).json();
  const changing = emulator
    .requests()
    .endpoints.filter(({ method, path }) => method !== 'GET' && !/\/v3\/token|verify|validate|_emulator/.test(path))
    .map(({ method, path, count }) => `${method} ${path} ${count}`);
  return {
    files: files.map((path) => [path, readFileSync(path, 'latin1')]),
    broadcasts: (await ok('broadcast', 'list', '--all', '--json')).stdout,
    kept: (await ok('broadcast', 'export', ended, '--json')).stdout,
    tokens: JSON.parse((await ok('token', 'list', '--offline', '--all', '--json')).stdout).tokens.map(
      ({ id, status, stored }: Record<string, unknown>) => [id, status, stored],
    ),
    atLine: JSON.stringify(tokens).match(/"type":"(v2\.1|short-lived)"/g)?.length,
    changing,
  };
}

it('every verb either takes --dry-run, and then changes nothing, or refuses it', { timeout: 240_000 }, async () => {
  const before = await everything();
  const seen: string[] = [];
  for (const verb of VERBS) {
    const takes = (await cli.run(...verb.split(' '), '--help')).stdout.includes('--dry-run');
    expect([verb, takes]).toEqual([verb, verb in CHANGES]);
    if (takes) {
      seen.push(verb);
      const { exitCode, stderr } = await cli.runIn(
        { stdin: 'a-token-of-somebody' },
        ...verb.split(' '),
        ...(CHANGES[verb]?.() ?? []),
        '--dry-run',
      );
      // A key ID that LINE does not know, and a token that it does not, are found out by asking: that is a read. The state
      // lies in this folder already, and no server is here.
      if (!['key set-id', 'token import', 'state move'].includes(verb))
        expect([verb, exitCode, stderr]).toEqual([verb, 0, stderr]);
      expect([verb, await everything()]).toEqual([verb, before]);
    } else {
      for (const argv of [
        [...verb.split(' '), ...(NEEDS[verb] ?? []), '--dry-run'],
        ['--dry-run', ...verb.split(' '), ...(NEEDS[verb] ?? [])],
      ]) {
        const { exitCode, stdout, stderr } = await cli.run(...argv);
        expect([verb, exitCode, stdout]).toEqual([verb, 2, '']);
        expect(stderr).toContain("error: unknown option '--dry-run'");
      }
    }
  }
  expect(seen.toSorted()).toEqual(Object.keys(CHANGES).toSorted());
});

it.each(['-c', '--json', '--no-input', '-y', '-q', '-v', '--no-color'])('every verb takes %s', async (option) => {
  for (const verb of VERBS) {
    const given = option === '-c' ? [option, 'shop'] : [option];
    // With an option that no verb has, so that none is run.
    const { exitCode, stderr } = await cli.run(...verb.split(' '), ...given, '--no-such-option');
    expect([verb, exitCode]).toEqual([verb, 2]);
    expect([verb, stderr]).not.toEqual([verb, expect.stringContaining(`unknown option '${option}'`)]);
  }
});

/** What a verb must be given to come as far as its options. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'login check-callbacks': ['urls.txt'],
  'login verify-id-token': ['--client-id', '1'],
  'broadcast plan': ['--messages', 'm.json', '--to', 'ids.txt'],
  'user show': [followerId(0)],
  'audience show': ['7'],
  'broadcast show': ['b-20261121-4f7k2p'],
  'broadcast verify': ['b-20261121-4f7k2p'],
  'webhook verify': ['--signature', 'x', '--body-file', 'x'],
  'webhook replay': ['x', '--to', 'http://127.0.0.1:1/'],
  'log show': ['x'],
  'log check': ['x'],
  'emulator exec': ['true'],
};

/** Each noun with each verb, and the nouns that are a verb themselves. */
const VERBS: readonly string[] = Object.entries(NOUNS).flatMap(([noun, { verbs }]) =>
  typeof verbs === 'function' ? [noun] : Object.keys(verbs).map((verb) => `${noun} ${verb}`),
);
