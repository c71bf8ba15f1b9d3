import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exited, openWorld, readObject } from '../support/binary.js';

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

  it('no arguments print the help on stdout', async () => {
    await using world = await openWorld();
    const { exitCode, stdout, stderr } = await world.run([]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Usage: line-ops <noun> <verb>');
  });
});

describe.concurrent('wrong usage', () => {
  it('is exit 2 with a line of error and a line of hint', async () => {
    await using world = await openWorld();
    const { exitCode, stdout, stderr } = await world.run(['broadcast', 'send']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+\nhint: [^\n]+\n$/);
    expect(world.emulator.requests().total).toBe(0);
  });

  it('with --json is one error document on stderr', async () => {
    await using world = await openWorld();
    const { exitCode, stdout, stderr } = await world.run(['token', 'list', '--nonsense', '--json']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(readObject(stderr)).toMatchObject({ schema: 'line-ops/error@1', error: { code: 'UNKNOWN_OPTION' } });
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
});

describe.concurrent('with nobody to ask', () => {
  it('a broadcast is exit 2, names --yes, and asks LINE nothing', async () => {
    await using world = await openWorld({ followers: 10 });
    const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(10)];
    const { exitCode, stdout, stderr } = await world.run(['broadcast', 'send', ...plan]);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringContaining('--yes') });
    expect(world.emulator.requests().total).toBe(0);
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
  ])('%s ends by itself where stdin is not even open', async (_name, args, code) => {
    await using world = await openWorld();
    world.messagesFile();
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
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
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
