import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseChannelId, parseChannelName, parseTokenId, parseUserId } from '../../src/domain/line/ids.js';
import type { Rotation } from '../../src/domain/tokens/rotation.js';
import type { TokenRecord } from '../../src/domain/tokens/token.js';
import { followerId } from '../../src/emulator/bot/followers.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { openCommandLine } from '../support/command-line.js';
import { credentialsRefused, lineFailed } from '../support/failures.js';
import { createTokenPlatform } from '../support/token-platform.js';
import {
  CHANNEL_ID,
  CHANNEL_SECRET,
  createWorld,
  SIGNING_KEY_ID,
  testSigningKey,
  type WorldOptions,
} from '../support/world.js';

const CHANNEL_KEYS = [
  'schema',
  'name',
  'channelId',
  'botUserId',
  'botName',
  'signingKeyId',
  'production',
  'timeZone',
  'current',
];
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
    commandTimeoutMs: 60_000,
    graceMs: 0,
    keepOld: false,
  },
  state: 'issued',
  begun: 0,
  delivered: 0,
  graceEndsAt: null,
  startedAt: 0,
  finishedAt: null,
  host: null,
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
      timeZone: null,
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
        issueStatelessToken: async () => Promise.reject(credentialsRefused()),
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

  const ANOTHER = ['channel', 'add', 'shop', '--channel-id', '99', '--channel-secret-stdin'];

  it('gives a name to another channel only with --replace, and says what is lost', async () => {
    const { world } = channelWorld();
    world.addChannel();
    world.tokens.set(liveToken.id, liveToken);
    world.stdin = CHANNEL_SECRET;

    const refused = await world.run(...ANOTHER, '--yes');

    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('error: shop is channel 1234567890 already, not 99');
    expect(refused.stderr).toContain('its channel secret and signing key; 1 stored token string');
    expect(refused.stderr).toContain('1 token stays alive at LINE: t-alive000 (backend)');
    expect(world.calls).toEqual([]);
    expect([...world.secrets.keys()]).toEqual(['channel/1234567890/secret']);

    const planned = await world.run(...ANOTHER, '--replace', '--dry-run', '--json');
    expect(JSON.parse(planned.stdout).changes[0]).toBe('forgotten: the settings of shop, channel 1234567890');
    expect([...world.secrets.keys()]).toEqual(['channel/1234567890/secret']);

    const replaced = await world.run(...ANOTHER, '--replace', '--yes');
    expect(replaced.stderr).toContain('Forgotten will be: the settings of shop, channel 1234567890;');
    expect([...world.secrets.keys()]).toEqual(['channel/99/secret']);
  });

  it('replaces nothing while a rotation of the old channel is unfinished', async () => {
    const { world } = channelWorld();
    world.addChannel();
    world.rotations.set('r-1', unfinishedRotation);
    world.stdin = CHANNEL_SECRET;

    const ran = await world.run(...ANOTHER, '--replace', '--yes', '--json');

    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.stderr).error.code).toBe('ROTATION_UNFINISHED');
    expect([...world.secrets.keys()]).toEqual(['channel/1234567890/secret']);
  });

  it('names the unfinished broadcasts of a channel that a name is taken from, or that is removed', async () => {
    const emulator = await startEmulator({ followers: 3 });
    const cli = openCommandLine(emulator.env);
    onTestFinished(async () => {
      cli.remove();
      await emulator.stop();
    });
    const file = (name: string, text: string) => {
      writeFileSync(join(cli.home, name), text);
      return join(cli.home, name);
    };
    await cli.run('channel', 'add', 'shop');
    const messages = file('messages.json', '{"type":"text","text":"hello"}');
    const recipients = file('ids.txt', `${followerId(0)}\n`);
    const created = await cli.run('broadcast', 'create', '--messages', messages, '--to', recipients, '--json');
    const { id } = JSON.parse(created.stdout);

    const refused = await cli.run('channel', 'add', 'shop', '--channel-id', '99');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`${id} is planned with 1 recipient left`);

    const removed = await cli.run('channel', 'remove', 'shop', '--yes', '--json');
    expect(removed.stderr).toContain(`${id} is planned with 1 recipient left`);
    expect(JSON.parse(removed.stdout)).toMatchObject({ unfinishedBroadcasts: [id] });
  });

  it('asks for the secret right behind the ID, and never for the key ID that the key itself names', async () => {
    const { world } = channelWorld({ canAsk: true });
    world.files.set('key.json', JSON.stringify({ ...JSON.parse(testSigningKey()), kid: 'kid-of-the-file' }));
    world.answers.push('shop', '1234567890', CHANNEL_SECRET, 'key.json', false, true);

    const ran = await world.run('channel', 'add', '--json');
    expect(ran.exitCode).toBe(2);

    world.answers.splice(0, world.answers.length, 'shop', '1234567890', CHANNEL_SECRET, 'key.json', false, true);
    expect((await world.run('channel', 'add')).exitCode).toBe(0);
    expect(world.questions.map((question) => question.split(' ').slice(0, 2).join(' '))).toEqual([
      'Your name',
      'Channel ID',
      'Channel secret',
      'File of',
      'Is it',
      'Add shop?',
    ]);
    expect(world.configuration.channels[0]?.signingKeyId).toBe('kid-of-the-file');
    expect(world.secrets.get('channel/1234567890/assertion-key')).not.toContain('kid-of-the-file');
  });

  it('takes no key under another key ID than the key names', async () => {
    const { world } = channelWorld();
    world.files.set('key.json', JSON.stringify({ ...JSON.parse(testSigningKey()), kid: 'kid-of-the-file' }));
    world.stdin = CHANNEL_SECRET;

    const ran = await world.run(
      ...['channel', 'add', 'shop', '--channel-id', '1', '--channel-secret-stdin'],
      ...['--assertion-key-file', 'key.json', '--assertion-key-id', 'another'],
    );

    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('error: "kid" of key.json is kid-of-the-file, and --assertion-key-id is another');
    expect(world.calls).toEqual([]);
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

    expect(Object.keys(document)).toEqual([
      ...CHANNEL_KEYS.toSpliced(6, 0, 'newSigningKeyWaits'),
      'bot',
      'quota',
      'tokens',
      'webhook',
      'problems',
    ]);
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
        webhookEndpoint: async () => Promise.reject(lineFailed()),
      },
    });
    world.addChannel();

    const ran = await world.run('channel', 'show', 'shop');

    expect(ran.exitCode).toBe(6);
    expect(ran.stdout).toContain('quota        about 250 used, 750 left');
    expect(ran.stdout).toContain('webhook      could not do it: LINE answered 500');
  });

  it('knows the signing key that is used, and a new one that waits for its key ID', async () => {
    const { world } = channelWorld({ line: rest });
    world.addChannel();
    expect((await world.run('channel', 'show')).stdout).toContain('signing key  none; make one with');
    await world.run('key', 'generate');

    const text = await world.run('channel', 'show');
    expect(text.stdout).toContain(
      'signing key  a new key waits for the key ID that the console gives:\n             line-ops key set-id <key ID>\n',
    );
    expect(JSON.parse((await world.run('channel', 'show', '--json')).stdout)).toMatchObject({
      signingKeyId: null,
      newSigningKeyWaits: true,
    });

    world.secrets.set('channel/1234567890/assertion-key', testSigningKey());
    world.configuration = {
      ...world.configuration,
      channels: world.configuration.channels.map((channel) => ({ ...channel, signingKeyId: SIGNING_KEY_ID })),
    };
    expect((await world.run('channel', 'show')).stdout).toContain(`signing key  key ID ${SIGNING_KEY_ID}\n`);
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
    expect(ran.stderr).toContain(
      'the settings of shop, channel 1234567890; its channel secret and signing key; 1 stored token string',
    );
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
      unfinishedBroadcasts: [],
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
