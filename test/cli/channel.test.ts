import { describe, expect, it } from 'vitest';
import { LineOpsError } from '../../src/domain/failure.js';
import { parseChannelId, parseChannelName, parseTokenId, parseUserId } from '../../src/domain/ids.js';
import type { Rotation } from '../../src/domain/tokens/rotation.js';
import type { TokenRecord } from '../../src/domain/tokens/token.js';
import { createTokenPlatform } from '../support/token-platform.js';
import {
  CHANNEL_ID,
  CHANNEL_SECRET,
  createWorld,
  SIGNING_KEY_ID,
  testSigningKey,
  type WorldOptions,
} from '../support/world.js';

const CHANNEL_KEYS = ['schema', 'name', 'channelId', 'botUserId', 'botName', 'signingKeyId', 'production', 'current'];
const BOT = parseUserId(`U${'b'.repeat(32)}`);

function channelWorld(options: WorldOptions = {}) {
  const line = createTokenPlatform();
  const world = createWorld({ ...options, line: { ...line.line, ...options.line } });
  return { world, line };
}

const liveToken: TokenRecord = {
  id: parseTokenId('t-alive000'),
  channelId: CHANNEL_ID,
  type: 'short-lived',
  signingKeyId: null,
  keyId: null,
  label: 'backend',
  state: 'active',
  issuedAt: 0,
  expiresAt: null,
  endedAt: null,
  endReason: null,
  stored: true,
  fingerprint: null,
};

const unfinishedRotation: Rotation = {
  id: 'r-1',
  channelId: CHANNEL_ID,
  oldId: liveToken.id,
  newId: parseTokenId('t-00000001'),
  plan: {
    type: 'short-lived',
    lifetimeSeconds: 2_592_000,
    label: null,
    targets: [],
    verifyCommand: null,
    graceMs: 0,
    keepOld: false,
  },
  state: 'issued',
  begun: 0,
  delivered: 0,
  graceEndsAt: null,
  startedAt: 0,
  finishedAt: null,
  reason: null,
};

describe('channel add', () => {
  it('checks the credentials, learns the bot, stores the secret, and makes the first channel the current one', async () => {
    const { world } = channelWorld();
    world.stdin = `${CHANNEL_SECRET}\n`;

    const ran = await world.run(
      'channel',
      'add',
      'shop',
      '--channel-id',
      '1234567890',
      '--channel-secret-stdin',
      '--json',
    );
    const document = JSON.parse(ran.stdout);

    expect(ran.exitCode).toBe(0);
    expect(Object.keys(document)).toEqual(CHANNEL_KEYS);
    expect(document).toEqual({
      schema: 'line-ops/channel@1',
      name: 'shop',
      channelId: '1234567890',
      botUserId: BOT,
      botName: 'Shop bot',
      signingKeyId: null,
      production: false,
      current: true,
    });
    expect(world.calls).toEqual(['issueStatelessToken', 'botInfo']);
    expect(world.secrets.get('channel/1234567890/secret')).toBe(CHANNEL_SECRET);
    expect(ran.stderr).toContain('a plain file that only this user can read, not encrypted');
    expect(ran.stdout + ran.stderr).not.toContain(CHANNEL_SECRET);
  });

  it('asks a person for what is missing, the secret hidden', async () => {
    const { world } = channelWorld({ canAsk: true });
    world.answers.push('1234567890', CHANNEL_SECRET);

    expect((await world.run('channel', 'add', 'shop')).exitCode).toBe(0);
    expect(world.questions).toEqual(['Channel ID (Basic settings tab)', 'Channel secret']);
  });

  it.each([
    ['the channel ID', ['--channel-secret-stdin'], '--channel-id'],
    ['the channel secret', ['--channel-id', '1'], '--channel-secret-stdin'],
    [
      'the key of a key ID',
      ['--channel-id', '1', '--channel-secret-stdin', '--assertion-key-id', 'k'],
      '--assertion-key-file',
    ],
  ])('names the option for %s where nobody can be asked', async (_what, options, named) => {
    const { world } = channelWorld();
    world.stdin = CHANNEL_SECRET;

    const ran = await world.run('channel', 'add', 'shop', ...options);

    expect(ran).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(named) });
    expect(world.calls).toEqual([]);
  });

  it('stores nothing when LINE refuses the credentials', async () => {
    const { world } = channelWorld({
      line: {
        issueStatelessToken: async () =>
          Promise.reject(new LineOpsError('auth', 'CREDENTIALS_REFUSED', 'LINE answered 400')),
      },
    });
    world.stdin = CHANNEL_SECRET;

    expect((await world.run('channel', 'add', 'shop', '--channel-id', '1', '--channel-secret-stdin')).exitCode).toBe(4);
    expect(world.configuration.channels).toEqual([]);
    expect(world.secrets.size).toBe(0);
  });

  it('makes no request with --no-verify', async () => {
    const { world } = channelWorld();
    world.stdin = CHANNEL_SECRET;

    const ran = await world.run(
      'channel',
      'add',
      'shop',
      '--channel-id',
      '1',
      '--channel-secret-stdin',
      '--no-verify',
      '--production',
      '--json',
    );

    expect(JSON.parse(ran.stdout)).toMatchObject({ botUserId: null, production: true });
    expect(world.calls).toEqual([]);
  });

  it('proves an assertion key with its key ID by a key-ID listing', async () => {
    const { world } = channelWorld();
    world.stdin = CHANNEL_SECRET;
    world.files.set('key.json', testSigningKey());

    const ran = await world.run(
      'channel',
      'add',
      'shop',
      '--channel-id',
      '1',
      '--channel-secret-stdin',
      '--assertion-key-file',
      'key.json',
      '--assertion-key-id',
      'kid-1',
      '--json',
    );

    expect(JSON.parse(ran.stdout)).toMatchObject({ signingKeyId: 'kid-1' });
    expect(world.calls).toEqual(['issueStatelessToken', 'botInfo', 'listV21KeyIds']);
    expect(world.secrets.get('channel/1/assertion-key')).toBe(testSigningKey());
  });

  it('asks before it replaces a channel, and keeps the key that was not given anew', async () => {
    const { world } = channelWorld();
    world.addChannel({ assertionKey: testSigningKey(), production: true });
    world.stdin = 'a-new-channel-secret';
    const command = ['channel', 'add', 'shop', '--channel-id', '1234567890', '--channel-secret-stdin'];

    expect((await world.run(...command)).exitCode).toBe(2);
    expect(world.secrets.get('channel/1234567890/secret')).toBe(CHANNEL_SECRET);

    expect(JSON.parse((await world.run(...command, '--yes', '--json')).stdout)).toMatchObject({
      signingKeyId: SIGNING_KEY_ID,
      production: true,
    });
    expect(world.secrets.get('channel/1234567890/secret')).toBe('a-new-channel-secret');
    expect(world.secrets.get('channel/1234567890/assertion-key')).toBe(testSigningKey());
    expect(world.configuration.channels).toHaveLength(1);
  });

  it('forgets the secrets of a channel that its name no longer stands for', async () => {
    const { world } = channelWorld();
    world.addChannel();
    world.stdin = CHANNEL_SECRET;

    await world.run('channel', 'add', 'shop', '--channel-id', '99', '--channel-secret-stdin', '--yes');

    expect([...world.secrets.keys()]).toEqual(['channel/99/secret']);
  });

  it('changes nothing with --dry-run', async () => {
    const { world } = channelWorld();
    world.stdin = CHANNEL_SECRET;

    const ran = await world.run('channel', 'add', 'shop', '--channel-id', '1', '--channel-secret-stdin', '--dry-run');

    expect(ran).toEqual({
      exitCode: 0,
      stdout:
        'would change: configuration: shop, channel 1, Shop bot\nwould change: secret store: the channel secret\n',
      stderr: '',
    });
    expect([world.configuration.channels, world.secrets.size]).toEqual([[], 0]);
  });
});

describe('channel list and use', () => {
  it('lists none as an answer', async () => {
    const { world } = channelWorld();

    expect(await world.run('channel', 'list', '--json')).toEqual({
      exitCode: 0,
      stdout: '{"schema":"line-ops/channel-list@1","channels":[]}\n',
      stderr: '',
    });
    expect((await world.run('channel', 'list')).stdout).toContain('line-ops channel add <name>');
  });

  it('chooses the current channel', async () => {
    const { world } = channelWorld();
    world.addChannel({ name: parseChannelName('one') });
    world.addChannel({ name: parseChannelName('two') });

    expect(await world.run('channel', 'use', 'one')).toEqual({
      exitCode: 0,
      stdout: 'one is the current channel.\n',
      stderr: '',
    });

    const { channels } = JSON.parse((await world.run('channel', 'list', '--json')).stdout);
    expect(channels.map(({ name, current }: { name: string; current: boolean }) => [name, current])).toEqual([
      ['one', true],
      ['two', false],
    ]);
    expect((await world.run('channel', 'use', 'three')).exitCode).toBe(2);
  });
});

describe('channel show', () => {
  const rest: WorldOptions['line'] = {
    quota: async () => ({ type: 'limited', limit: 1000 }),
    consumption: async () => 250,
    webhookEndpoint: async () => ({ endpoint: 'https://example.com/hook', active: true }),
  };

  it('answers JSON with every part', async () => {
    const { world } = channelWorld({ line: rest });
    world.addChannel({ assertionKey: testSigningKey() });

    const document = JSON.parse((await world.run('channel', 'show', '--json')).stdout);

    expect(Object.keys(document)).toEqual([...CHANNEL_KEYS, 'bot', 'quota', 'tokens', 'webhook', 'problems']);
    expect(document).toMatchObject({
      bot: { userId: BOT, displayName: 'Shop bot' },
      quota: { type: 'limited', limit: 1000, used: 250, left: 750 },
      tokens: { limits: { 'v2.1': { active: 0, limit: 30 } }, unknownKeyIds: [] },
      webhook: { endpoint: 'https://example.com/hook', active: true },
      problems: [],
    });
    expect(world.calls.filter((call) => call === 'issueStatelessToken')).toHaveLength(1);
  });

  it('says in its row which part failed, shows the others, and exits with the worst', async () => {
    const { world } = channelWorld({
      line: {
        ...rest,
        webhookEndpoint: async () =>
          Promise.reject(new LineOpsError('unavailable', 'LINE_FAILED', 'LINE answered 500')),
      },
    });
    world.addChannel();

    const ran = await world.run('channel', 'show', 'shop');

    expect(ran.exitCode).toBe(6);
    expect(ran.stdout).toContain('quota        about 250 used, 750 left');
    expect(ran.stdout).toContain('webhook      LINE answered 500');
  });

  it('warns when the token is of another bot than the channel', async () => {
    const { world } = channelWorld({ line: rest });
    world.addChannel({ botUserId: parseUserId(`U${'c'.repeat(32)}`) });

    expect((await world.run('channel', 'show')).stdout).toContain('not the bot of "channel add"');
  });
});

describe('channel remove', () => {
  it('says what is forgotten and what stays alive, asks, and forgets it', async () => {
    const { world } = channelWorld({ canAsk: true });
    world.addChannel({ assertionKey: testSigningKey() });
    world.tokens.set(liveToken.id, liveToken);
    world.secrets.set('token/t-alive000', 'the-string');
    world.answers.push(true);

    const ran = await world.run('channel', 'remove', 'shop');

    expect(ran).toMatchObject({ exitCode: 0, stdout: 'removed  shop\n' });
    expect(ran.stderr).toContain('the settings of shop; its channel secret and signing key; 1 stored token string');
    expect(ran.stderr).toContain('1 token stays alive at LINE: t-alive000 (backend)');
    expect(world.secrets.size).toBe(0);
    expect(world.configuration).toEqual({ current: null, channels: [] });
    expect(world.tokens.get('t-alive000')).toMatchObject({ state: 'active', stored: false });
  });

  it('keeps the secrets that another name of the same channel uses', async () => {
    const { world } = channelWorld();
    world.addChannel({ name: parseChannelName('one') });
    world.addChannel({ name: parseChannelName('two') });

    const ran = await world.run('channel', 'remove', 'two', '--yes', '--json');

    expect(JSON.parse(ran.stdout)).toEqual({
      schema: 'line-ops/channel-remove@1',
      name: 'two',
      channelId: '1234567890',
      forgottenTokens: [],
      liveTokens: [],
    });
    expect(world.secrets.get('channel/1234567890/secret')).toBe(CHANNEL_SECRET);
  });

  it('keeps what an unfinished rotation needs, and says how to end that', async () => {
    const { world } = channelWorld();
    world.addChannel({ assertionKey: testSigningKey() });
    world.tokens.set(liveToken.id, liveToken);
    world.rotations.set('r-1', unfinishedRotation);

    const ran = await world.run('channel', 'remove', 'shop', '--yes');

    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('token rotate --resume');
    expect(world.configuration.channels).toHaveLength(1);
    expect(world.secrets.size).toBe(2);
  });

  it('removes nothing without a yes', async () => {
    const { world } = channelWorld();
    world.addChannel({ channelId: parseChannelId('5') });

    expect((await world.run('channel', 'remove', 'shop')).exitCode).toBe(2);
    expect(world.configuration.channels).toHaveLength(1);
    expect(world.secrets.size).toBe(1);
  });
});
