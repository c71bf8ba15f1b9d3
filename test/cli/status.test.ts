import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTokenId } from '../../src/domain/line/ids.js';
import type { TokenRecord } from '../../src/domain/tokens/token.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { openCommandLine } from '../support/command-line.js';
import { lineFailed } from '../support/failures.js';
import { createTokenPlatform } from '../support/token-platform.js';
import { CHANNEL_ID, createWorld, START, testSigningKey, type World, type WorldOptions } from '../support/world.js';

const DAY_MS = 24 * 60 * 60 * 1000;

const BOT = {
  userId: `U${'b'.repeat(32)}`,
  basicId: '@corner',
  premiumId: null,
  displayName: 'Corner shop',
  chatMode: 'bot',
  markAsReadMode: 'manual',
};

function token(id: string, daysLeft: number): TokenRecord {
  return {
    id: parseTokenId(id),
    channelId: CHANNEL_ID,
    type: 'short-lived',
    signingKeyId: null,
    keyId: null,
    label: 'backend',
    state: 'active',
    issuedAt: START - DAY_MS,
    expiresAt: START + daysLeft * DAY_MS,
    endedAt: null,
    endReason: null,
    stored: false,
    fingerprint: null,
  };
}

/** A channel, and LINE as far as it is scripted. */
function shop({ line = {}, ...options }: WorldOptions = {}, ...tokens: readonly TokenRecord[]): World {
  const world = createWorld({ ...options, line: { ...createTokenPlatform().line, ...LINE, ...line } as never });
  world.addChannel({ assertionKey: testSigningKey() });
  for (const one of tokens) world.tokens.set(one.id, one);
  return world;
}

const LINE = {
  botInfo: async () => BOT,
  quota: async () => ({ type: 'limited', limit: 1000 }),
  consumption: async () => 250,
  webhookEndpoint: async () => ({ endpoint: 'https://bot.example.com/webhook', active: true }),
};

describe('line-ops alone', () => {
  it('on a first run names the three commands that matter', async () => {
    const { exitCode, stdout, stderr } = await createWorld({ isWatched: true }).run();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.match(/^line-ops \w+/gm)).toEqual(['line-ops init', 'line-ops demo', 'line-ops help']);
  });

  it.each<[string, WorldOptions, readonly string[]]>([
    ['where stdout is no terminal', {}, []],
    ['with --json', { isWatched: true }, ['--json']],
  ])('prints the help %s', async (_where, options, argv) => {
    const { exitCode, stdout } = await createWorld(options).run(...argv);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: line-ops');
  });

  it('asks LINE nothing, shows what ends soon, and names the command for it', async () => {
    const world = shop({ isWatched: true }, token('t-00000001', 40), token('t-00000002', 3), token('t-00000003', 2));
    const { exitCode, stdout } = await world.run();
    expect(exitCode).toBe(0);
    expect(world.calls).toEqual([]);
    expect(stdout).toMatch(/ends soon +t-00000003[^\n]*\n[^\n]*t-00000002/);
    expect(stdout).not.toContain('t-00000001');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      'Next, to replace what ends soon: line-ops token rotate t-00000003',
    );
  });

  it('says which channels there are where none is chosen', async () => {
    const world = shop({ isWatched: true });
    world.configuration = {
      current: null,
      channels: [...world.configuration.channels, ...world.configuration.channels],
    };
    const { exitCode, stdout } = await world.run();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('line-ops channel use shop');
  });

  it('refuses a word that is none', async () => {
    const { exitCode, stderr } = await createWorld({ isWatched: true }).run('sttus');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('sttus');
  });
});

describe('status', () => {
  it('asks LINE, and says what it answers', async () => {
    const { exitCode, stdout } = await shop().run('status');
    expect(exitCode).toBe(0);
    for (const words of ['Corner shop (@corner)', 'about 250 used, 750 left', 'https://bot.example.com/webhook, on'])
      expect(stdout).toContain(words);
    expect(stdout).toContain('line-ops doctor');
  });

  it('records nothing', async () => {
    const world = shop({}, { ...token('t-00000001', 20), type: 'v2.1', keyId: 'gone' as never });
    const before = [...world.tokens];
    expect((await world.run('status')).exitCode).toBe(0);
    expect([...world.tokens]).toEqual(before);
  });

  it('calls what LINE refused not known, with the reason, and shows the rest', async () => {
    const world = shop({
      line: {
        quota: async () => {
          throw lineFailed();
        },
      },
    });
    const { exitCode, stdout } = await world.run('status', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      quota: null,
      line: { bot: 'answered', quota: 'failed', tokens: 'answered', webhook: 'answered' },
      problems: [{ part: 'quota', message: expect.stringMatching(/^not known: /) }],
      webhook: { active: true },
    });
    expect((await world.run('status')).stdout).toMatch(/quota +not known: /);
  });

  it('waits for no answer that does not come, and calls it neither good nor zero', async () => {
    const never = () => new Promise<never>(() => {});
    const line = { botInfo: never, quota: never, consumption: never, webhookEndpoint: never, listV21KeyIds: never };
    const { exitCode, stdout } = await shop({ line } as never).run('status', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      quota: null,
      webhook: null,
      tokens: { listedByLine: false },
      line: { bot: 'late', quota: 'late', tokens: 'late', webhook: 'late' },
      problems: [
        { part: 'bot', code: 'NOT_ANSWERED_IN_TIME' },
        { part: 'quota' },
        { part: 'keyIds' },
        { part: 'webhook' },
      ],
    });
  });

  it('has the same keys without a channel', async () => {
    const [without, having] = [await createWorld().run('status', '--json'), await shop().run('status', '--json')];
    expect(Object.keys(JSON.parse(without.stdout))).toEqual(Object.keys(JSON.parse(having.stdout)));
    expect(JSON.parse(without.stdout)).toMatchObject({ channel: null, next: { command: 'line-ops init' } });
  });

  it('refuses a channel that is not there', async () => {
    expect((await shop().run('status', '-c', 'other')).exitCode).toBe(2);
  });

  it('names a broadcast that waits to be sent, and none that is over', async () => {
    const emulator = await startEmulator({ followers: 20 });
    const line = openCommandLine(emulator.env);
    try {
      const file = join(line.home, 'hello.json');
      writeFileSync(file, '{"type":"text","text":"hello"}');
      const create = ['broadcast', 'create', '--messages', file, '--to', 'followers', '--name', 'first'];
      expect((await line.run(...create)).exitCode).toBe(0);
      const { stdout } = await line.run('status', '--json');
      const { broadcasts, next } = JSON.parse(stdout);
      expect(broadcasts).toMatchObject([{ name: 'first', standing: 'planned', unique: 20, accepted: 0, unknown: 0 }]);
      expect(next.command).toBe(`line-ops broadcast resume ${broadcasts[0].id}`);
      expect((await line.run('broadcast', 'resume', broadcasts[0].id, '--yes')).exitCode).toBe(0);
      expect(JSON.parse((await line.run('status', '--json')).stdout)).toMatchObject({ broadcasts: [], elsewhere: [] });
    } finally {
      line.remove();
      await emulator.stop();
    }
  });
});
