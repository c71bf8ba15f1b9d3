import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOUNS } from '../../src/cli/verbs.js';
import { followerId } from '../../src/emulator/bot/followers.js';
import { exited, MULTICAST, openWorld, readObject, type World } from '../support/binary.js';

const VERSION: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

const NO_CREDENTIALS = {
  LINE_CHANNEL_ID: undefined,
  LINE_CHANNEL_SECRET: undefined,
  LINE_ASSERTION_KEY: undefined,
  LINE_ASSERTION_KEY_ID: undefined,
};

const ESCAPE = '\u001b';

describe.concurrent('answers', () => {
  it.each([['--version'], ['-V']])('%s prints the version alone', async (option) => {
    await using world = await openWorld();
    expect(await world.run([option])).toMatchObject({ exitCode: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  it.each([
    ['--help', ['--help']],
    ['no arguments', []],
    ['help', ['help']],
  ])('%s prints the help on stdout', async (_name, args) => {
    await using world = await openWorld();
    const { exitCode, stdout, stderr } = await world.run(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Usage: line-ops <noun> <verb>');
    for (const noun of Object.keys(NOUNS)) expect(stdout).toContain(`\n  ${noun}`);
  });

  it.each([
    [['help', 'environment'], 'LINE_OPS_HOME'],
    [['help', 'exit-codes'], '143'],
    [['help', 'limits'], '500 recipients'],
    [['help', 'token', 'issue'], '--revoke-oldest'],
    [['token', 'issue', '--help'], '--revoke-oldest'],
    [['token'], 'revoke'],
  ])('%j explains', async (args, part) => {
    await using world = await openWorld();
    const { exitCode, stdout, stderr } = await world.run(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(part);
  });
});

describe.concurrent('wrong usage', () => {
  const WRONG: readonly (readonly [args: readonly string[], code: string])[] = [
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
  ];

  it.each(WRONG)('%j is exit 2 with a line of error and a line of hint', async (args) => {
    await using world = await openWorld();
    const { exitCode, stdout, stderr } = await world.run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+\nhint: [^\n]+\n$/);
    expect(world.emulator.requests().total).toBe(0);
  });

  it.each(WRONG)('%j with --json is one error document on stderr', async (args, code) => {
    await using world = await openWorld();
    const { exitCode, stdout, stderr } = await world.run([...args, '--json']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(readObject(stderr)).toEqual({
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
  });

  it('without credentials is exit 4, and says what to set', async () => {
    await using world = await openWorld();
    const { exitCode, stdout, stderr } = await world.run(['quota'], { env: NO_CREDENTIALS });
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toContain('LINE_CHANNEL_ID');
    expect(world.emulator.requests().total).toBe(0);
  });

  it('with a secret that LINE refuses is exit 4', async () => {
    await using world = await openWorld();
    exited(4, await world.run(['quota'], { env: { LINE_CHANNEL_SECRET: '00000000000000000000000000000000' } }));
  });

  it.each(['http://203.0.113.1', 'http://127.0.0.1.example.com', 'ftp://127.0.0.1', 'nonsense'])(
    'an API URL such as %s is exit 2 without a request',
    async (url) => {
      await using world = await openWorld();
      const { exitCode, stderr } = await world.run(['quota'], { env: { LINE_OPS_API_URL: url } });
      expect(exitCode).toBe(2);
      expect(stderr).toContain('LINE_OPS_API_URL');
      expect(world.emulator.requests().total).toBe(0);
    },
  );
});

describe.concurrent('with nobody to ask', () => {
  interface Asking {
    readonly name: string;
    readonly args: (world: World) => readonly string[];
    /** Commands that make what is asked about. */
    readonly before?: readonly (readonly string[])[];
    readonly flag: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
  }
  const plan = (world: World) => ['--messages', world.messagesFile(), '--to', world.followersFile(10)];
  const ONE_PERSON = followerId(0);
  const ADD = ['channel', 'add', 'main', '--channel-id', '1234567890'];
  const ASKING: readonly Asking[] = [
    { name: 'broadcast send', args: (world) => ['broadcast', 'send', ...plan(world)], flag: '--yes' },
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
      args: (world) => ['broadcast', 'send', ...plan(world), '--yes', '-c', 'main'],
      flag: '--confirm-channel',
    },
    {
      name: 'message push on a production channel',
      before: [[...ADD, '--production']],
      args: (world) => ['message', 'push', '--to', ONE_PERSON, world.messagesFile(), '--yes', '-c', 'main'],
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
  ];

  const allRequests = (world: World) => world.emulator.requests().endpoints.reduce((sum, { count }) => sum + count, 0);

  it.each(ASKING)(
    '$name is exit 2, names $flag, and asks LINE nothing',
    async ({ args, before = [], flag, env = {} }) => {
      await using world = await openWorld({ followers: 10 });
      for (const command of before) exited(0, await world.run(command));
      const requestsBefore = allRequests(world);
      const { exitCode, stdout, stderr } = await world.run(args(world), { env });
      expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringContaining(flag) });
      expect(allRequests(world)).toBe(requestsBefore);
    },
  );

  it('message push names one person, and goes ahead', async () => {
    await using world = await openWorld({ followers: 10 });
    exited(0, await world.run(['message', 'push', '--to', ONE_PERSON, world.messagesFile()]));
    expect(world.requestsTo('/v2/bot/message/push')).toBe(1);
  });

  it('broadcast resume of what was never approved is exit 2 and names --yes', async () => {
    await using world = await openWorld({ followers: 10 });
    const { id } = await world.json(['broadcast', 'create', ...plan(world)]);
    const { exitCode, stderr } = await world.run(['broadcast', 'resume', String(id)]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('--yes') });
    expect(world.requestsTo(MULTICAST)).toBe(0);
  });

  it.each([
    ['token import', ['token', 'import', '--type', 'v2.1'], 2],
    ['token verify --stdin', ['token', 'verify', '--stdin'], 2],
    ['token revoke --stdin', ['token', 'revoke', '--stdin'], 2],
    [
      'channel add --channel-secret-stdin',
      ['channel', 'add', 'main', '--channel-id', '1234567890', '--channel-secret-stdin'],
      2,
    ],
    ['message validate -', ['message', 'validate', '-'], 3],
    ['broadcast plan --to -', ['broadcast', 'plan', '--messages', 'messages.json', '--to', '-'], 2],
    ['webhook verify --body-file -', ['webhook', 'verify', '--signature', 'x', '--body-file', '-'], 3],
  ])('%s ends by itself where stdin is empty, and where it is not even open', async (_name, args, code) => {
    await using world = await openWorld();
    world.messagesFile();
    exited(code, await world.run(args));
    exited(code, await world.run(args, { shell: 'exec "$@" <&-' }));
  });
});

describe.concurrent('streams', () => {
  it.each([[['--help']], [['help', 'environment']], [['token', 'limits']], [['broadcast', 'list', '--json']]])(
    '%j into a pipe that is closed is no crash',
    async (args) => {
      await using world = await openWorld();
      const running = world.start(args);
      running.child.stdout?.destroy();
      expect(await running.ended).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
    },
  );

  it('are free of escape codes in pipes, with CI set and without', async () => {
    await using world = await openWorld({ followers: 100 });
    for (const env of [{}, { CI: '1' }, { CI: 'true', GITHUB_ACTIONS: 'true' }]) {
      const sent = exited(
        0,
        await world.run(
          [
            'broadcast',
            'send',
            '--again',
            '--messages',
            world.messagesFile(),
            '--to',
            world.followersFile(100),
            '--batch-size',
            '10',
            '--yes',
          ],
          { env },
        ),
      );
      expect(sent.stdout + sent.stderr).not.toContain(ESCAPE);
      expect(sent.stdout).toContain('completed');
    }
  });

  it.each([
    [{ FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '1' }, ['--no-color'], false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
    [{ FORCE_COLOR: '0' }, [], false],
    [{ NO_COLOR: '1' }, [], false],
    [{}, [], false],
  ])('have colours with %j %j: %s', async (env, options, hasColours) => {
    await using world = await openWorld();
    const { stdout } = exited(0, await world.run(['token', 'limits', ...options], { env }));
    expect(stdout.includes(ESCAPE)).toBe(hasColours);
  });

  it('keep JSON free of colours whatever is forced', async () => {
    await using world = await openWorld();
    const { stdout } = exited(0, await world.run(['token', 'list', '--json'], { env: { FORCE_COLOR: '1' } }));
    expect(stdout).not.toContain(ESCAPE);
    expect(readObject(stdout)).toMatchObject({ schema: 'line-ops/token-list@1', tokens: [] });
  });
});
