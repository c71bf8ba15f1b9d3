import { describe, expect, it } from 'vitest';
import { parseChannelName, parseUserId } from '../../src/domain/line/ids.js';
import { credentialsRefused, unreachable } from '../support/failures.js';
import { plannedBroadcast } from '../support/planned-broadcast.js';
import { createTokenPlatform } from '../support/token-platform.js';
import { CHANNEL_ID, CHANNEL_SECRET, createWorld, testSigningKey, type WorldOptions } from '../support/world.js';

const BOT = {
  userId: parseUserId(`U${'b'.repeat(32)}`),
  basicId: '@corner',
  premiumId: null,
  displayName: 'Corner shop',
  chatMode: 'bot',
  markAsReadMode: 'manual',
};
const NO_KEY = 'no: the channel secret alone, with tokens of 15 minutes';

function newcomer(options: WorldOptions = {}) {
  const line = { ...createTokenPlatform().line, botInfo: async () => BOT, webhookEndpoint: async () => null };
  return createWorld({ canAsk: true, isWatched: true, ...options, line: { ...line, ...options.line } });
}

describe('init', () => {
  it('asks for a channel and its secret, and works without a key and without a push', async () => {
    const world = newcomer();
    world.answers.push('shop', CHANNEL_ID, CHANNEL_SECRET, false, NO_KEY, '');
    const { exitCode, stdout, stderr } = await world.run('init');
    expect(exitCode).toBe(0);
    expect(world.answers).toEqual([]);
    expect(world.configuration).toMatchObject({
      current: 'shop',
      channels: [{ name: 'shop', channelId: CHANNEL_ID, botUserId: BOT.userId, production: false, signingKeyId: null }],
    });
    expect(stderr).toMatch(/1 of 4 .*\n[\s\S]*2 of 4 .*\n[\s\S]*3 of 4 .*\n[\s\S]*4 of 4 /);
    expect(stderr).toContain('https://developers.line.biz/console/');
    expect(stderr.endsWith('Next, to see how it stands: line-ops status -c shop\n')).toBe(true);
    expect(stdout + stderr).not.toContain(CHANNEL_SECRET);
  });

  it('says what LINE refused, and asks again', async () => {
    let asked = 0;
    const world = newcomer({
      line: {
        botInfo: async () => {
          asked += 1;
          if (asked === 1) throw credentialsRefused();
          return BOT;
        },
      },
    });
    world.answers.push('shop', CHANNEL_ID, '0'.repeat(32), false, CHANNEL_ID, CHANNEL_SECRET, false, NO_KEY, '');
    const { exitCode, stderr } = await world.run('init');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^error: .*\nhint: /m);
    expect(world.secrets.get(`channel/${CHANNEL_ID}/secret`)).toBe(CHANNEL_SECRET);
  });

  it('ends where LINE cannot be reached, with what was proven kept', async () => {
    const world = newcomer({
      line: {
        webhookEndpoint: async () => {
          throw unreachable();
        },
      },
    });
    world.answers.push('shop', CHANNEL_ID, CHANNEL_SECRET, false, NO_KEY, '');
    expect((await world.run('init')).exitCode).toBe(6);
    expect(world.configuration.channels).toHaveLength(1);
  });

  it('goes on with a channel that is there, and asks for nothing that is proven', async () => {
    const world = newcomer({ env: {} });
    world.addChannel({ assertionKey: testSigningKey() });
    world.answers.push('go on with shop', '');
    const { exitCode, stderr } = await world.run('init');
    expect(exitCode).toBe(0);
    expect(world.questions).toEqual(['Which channel is it about?', 'Your user ID (empty: no test push)']);
    expect(stderr).toContain('LINE takes the channel secret: Corner shop (@corner)');
    expect(stderr).toContain('LINE takes the signing key under');
  });

  it.each([
    ['in doubt', { state: 'incomplete', left: { unknown: 1 } }],
    ['on its way in another terminal', { state: 'running', left: { inFlight: 1 } }],
  ] as const)(
    'pushes nothing beside a push that is %s, and names the command that settles it',
    async (_what, { state, left }) => {
      const { recipients } = plannedBroadcast({});
      const inDoubt = plannedBroadcast(
        { state, recipients: { ...recipients, pending: 0, ...left } },
        { via: 'push', channelId: CHANNEL_ID },
      );
      const broadcastLedger = async () => ({ list: async () => [inDoubt] });
      const world = newcomer({ deps: { broadcastLedger } as never });
      world.addChannel({ assertionKey: testSigningKey() });
      const { exitCode, stderr } = await world.run('init', 'shop');
      expect(exitCode).toBe(0);
      expect(world.questions).toEqual([]);
      expect(stderr).toContain(`line-ops broadcast resume ${inDoubt.settings.id} -c shop`);
    },
  );

  it('adds another channel beside those that are there', async () => {
    const world = newcomer();
    world.addChannel({});
    world.answers.push('add another one', 'other', '9876543210', CHANNEL_SECRET, true, NO_KEY, '');
    expect((await world.run('init')).exitCode).toBe(0);
    expect(world.configuration.channels.map(({ name, production }) => [name, production])).toEqual([
      ['shop', false],
      [parseChannelName('other'), true],
    ]);
  });

  it('asks for a secret that is not there any more', async () => {
    const world = newcomer();
    world.addChannel({ secret: null });
    world.answers.push(true, CHANNEL_SECRET, NO_KEY, '');
    expect((await world.run('init', 'shop')).exitCode).toBe(0);
    expect(world.secrets.get(`channel/${CHANNEL_ID}/secret`)).toBe(CHANNEL_SECRET);
  });

  it.each([['--dry-run'], ['--dry-run', '--json']])('changes and asks nothing with %s %s', async (...argv) => {
    const world = newcomer({ canAsk: false, line: {} });
    const { exitCode, stdout } = await world.run('init', ...argv);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('/v2/bot/message/push');
    expect([world.calls, world.configuration.channels]).toEqual([[], []]);
  });

  it.each([[[]], [['--yes']], [['--json']]])('needs a person, also with %j', async (argv) => {
    const { exitCode, stdout, stderr } = await newcomer({ canAsk: false }).run('init', ...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('--channel-secret-stdin');
  });
});
