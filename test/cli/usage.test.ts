import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOUNS } from '../../src/cli/verbs.js';
import { followerId } from '../../src/emulator/bot/followers.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';

const PEOPLE = 10;
const ESCAPE = '\u001b';

let emulator: Emulator;
let cli: CommandLine;

beforeEach(async () => {
  emulator = await startEmulator({ followers: PEOPLE });
  cli = openCommandLine(emulator.env);
});

afterEach(async () => {
  cli.remove();
  await emulator.stop();
});

const requests = () => emulator.requests().endpoints.reduce((sum, { count }) => sum + count, 0);

function file(name: string, text: string): string {
  const path = join(cli.home, name);
  writeFileSync(path, text);
  return path;
}

const messages = () => file('messages.json', '{"type":"text","text":"hello"}');
const people = () => file('ids.txt', Array.from({ length: PEOPLE }, (_, index) => `${followerId(index)}\n`).join(''));
const plan = () => ['--messages', messages(), '--to', people()];

describe('wrong usage', () => {
  it.each([
    [['nonsense'], 'UNKNOWN_COMMAND'],
    [['token', 'nonsense'], 'UNKNOWN_COMMAND'],
    [['help', 'nonsense'], 'UNKNOWN_COMMAND'],
    [['token', 'list', '--nonsense'], 'UNKNOWN_OPTION'],
    [['--nonsense'], 'UNKNOWN_OPTION'],
    [['broadcast', 'send'], 'MISSING_OPTION'],
    [['broadcast', 'resume'], 'MISSING_ARGUMENT'],
    [['broadcast', 'resume', 'nonsense'], 'INVALID_BROADCAST_ID'],
    [['token', 'issue', '--type', 'long-lived'], 'ONLY_CONSOLE_ISSUES'],
    [['token', 'issue', '--expires-in', '31d'], 'INVALID_LIFETIME'],
    [['emulator', 'start', '--add-channel', '2000000001'], 'INVALID_CHANNEL'],
    [['emulator', 'start', '--add-channel', 'x:8c570fa6dd201bb328f1c1eac23a96d8'], 'INVALID_CHANNEL'],
  ])('%j is exit 2: a line of error and one of hint, and one error document with --json', async (args, code) => {
    expect(await cli.run(...args)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: [^\n]+\nhint: [^\n]+\n$/),
    });

    const { exitCode, stdout, stderr } = await cli.run(...args, '--json');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({
      schema: 'line-ops/error@1',
      error: {
        code,
        kind: 'usage',
        message: expect.any(String),
        hint: expect.any(String),
        requestId: null,
        details: null,
        exitCode: 2,
      },
    });
    expect(stderr.split('\n')).toHaveLength(2);
    expect(requests()).toBe(0);
  });

  it.each(['http://203.0.113.1', 'http://127.0.0.1.example.com', 'ftp://127.0.0.1', 'nonsense'])(
    'an API URL such as %s is exit 2 without a request',
    async (url) => {
      cli.setEnv({ LINE_OPS_API_URL: url });
      expect(await cli.run('quota')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('LINE_OPS_API_URL'),
      });
      expect(requests()).toBe(0);
    },
  );
});

describe('help', () => {
  it.each([[['--help']], [['help']], [[]]])('%j names each noun, on stdout', async (args) => {
    const { exitCode, stdout, stderr } = await cli.run(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Usage: line-ops <noun> <verb>');
    for (const noun of Object.keys(NOUNS)) expect(stdout).toContain(`\n  ${noun}`);
  });

  it.each([
    [['help', 'environment'], 'LINE_OPS_HOME'],
    [['help', 'exit-codes'], '143'],
    [['help', 'limits'], '1 to 500 user IDs a multicast'],
    [['help', 'token', 'issue'], '--revoke-oldest'],
    [['token', 'issue', '--help'], '--revoke-oldest'],
    [['token'], 'revoke'],
  ])('%j explains', async (args, part) => {
    expect(await cli.run(...args)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(part), stderr: '' });
  });
});

describe('with nobody to ask', () => {
  const NO_CREDENTIALS = {
    LINE_CHANNEL_ID: undefined,
    LINE_CHANNEL_SECRET: undefined,
    LINE_ASSERTION_KEY: undefined,
    LINE_ASSERTION_KEY_ID: undefined,
  };
  const ADD = ['channel', 'add', 'main', '--channel-id', '1234567890'];
  const ON_PRODUCTION = ['--yes', '-c', 'main'];

  it.each<{
    readonly name: string;
    readonly args: () => readonly string[];
    /** Commands that make what is asked about. */
    readonly before?: readonly (readonly string[])[];
    readonly flag: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
  }>([
    { name: 'broadcast send', args: () => ['broadcast', 'send', ...plan()], flag: '--yes' },
    {
      name: 'channel add without an ID',
      args: () => ['channel', 'add', 'main'],
      flag: '--channel-id',
      env: NO_CREDENTIALS,
    },
    { name: 'channel add without a secret', args: () => ADD, flag: '--channel-secret-stdin', env: NO_CREDENTIALS },
    { name: 'channel add over another', before: [ADD], args: () => ADD, flag: '--yes' },
    { name: 'channel remove', before: [ADD], args: () => ['channel', 'remove', 'main'], flag: '--yes' },
    {
      name: 'a send on a production channel',
      before: [[...ADD, '--production']],
      args: () => ['broadcast', 'send', ...plan(), ...ON_PRODUCTION],
      flag: '--confirm-channel',
    },
    {
      name: 'message push on a production channel',
      before: [[...ADD, '--production']],
      args: () => ['message', 'push', '--to', followerId(0), messages(), ...ON_PRODUCTION],
      flag: '--confirm-channel',
    },
    { name: 'webhook set', args: () => ['webhook', 'set', 'https://example.com/hook'], flag: '--yes' },
    {
      name: 'token revoke --all',
      before: [['token', 'issue']],
      args: () => ['token', 'revoke', '--all'],
      flag: '--yes',
    },
    {
      name: 'key generate over another',
      before: [ADD, ['key', 'generate', '-c', 'main']],
      args: () => ['key', 'generate', '-c', 'main'],
      flag: '--yes',
    },
  ])('$name is exit 2, names $flag, and asks LINE nothing', async ({ args, before = [], flag, env = {} }) => {
    for (const command of before) expect(await cli.run(...command)).toMatchObject({ exitCode: 0 });
    cli.setEnv(env);
    const requestsBefore = requests();
    const { exitCode, stdout, stderr } = await cli.run(...args());
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringContaining(flag) });
    expect(requests()).toBe(requestsBefore);
  });

  it('message push names one person, and goes ahead', async () => {
    expect(await cli.run('message', 'push', '--to', followerId(0), messages())).toMatchObject({ exitCode: 0 });
    expect(emulator.deliveries()).toMatchObject({ recipients: 1, messages: 1 });
  });

  it('broadcast resume of what was never approved is exit 2 and names --yes', async () => {
    const { stdout } = await cli.run('broadcast', 'create', ...plan(), '--json');
    expect(await cli.run('broadcast', 'resume', JSON.parse(stdout).id)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--yes'),
    });
    expect(emulator.deliveries()).toMatchObject({ messages: 0 });
  });

  it.each([
    ['token import', () => ['token', 'import', '--type', 'v2.1'], 2],
    ['token verify --stdin', () => ['token', 'verify', '--stdin'], 2],
    ['token revoke --stdin', () => ['token', 'revoke', '--stdin'], 2],
    ['channel add --channel-secret-stdin', () => [...ADD, '--channel-secret-stdin'], 2],
    ['message validate -', () => ['message', 'validate', '-'], 3],
    ['broadcast plan --to -', () => ['broadcast', 'plan', '--messages', messages(), '--to', '-'], 2],
    ['webhook verify --body-file -', () => ['webhook', 'verify', '--signature', 'x', '--body-file', '-'], 3],
  ])('%s ends by itself where stdin is empty', async (_name, args, exitCode) => {
    expect(await cli.run(...args())).toMatchObject({ exitCode });
  });
});

describe('colours', () => {
  it.each([
    [{ FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '1' }, ['--no-color'], false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
    [{ FORCE_COLOR: '0' }, [], false],
    [{ NO_COLOR: '1' }, [], false],
    [{}, [], false],
  ])('with %j %j: %s', async (env, options, hasColours) => {
    cli.setEnv(env);
    const { exitCode, stdout } = await cli.run('token', 'limits', ...options);
    expect({ exitCode, hasColours: stdout.includes(ESCAPE) }).toEqual({ exitCode: 0, hasColours });
  });
});
