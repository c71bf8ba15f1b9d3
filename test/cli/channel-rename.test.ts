import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/adapters/host/host.js';
import { createConfigurationStore } from '../../src/adapters/state/configuration/configuration-file.js';
import { createLocks } from '../../src/adapters/state/locks.js';
import { readSigningKeyId } from '../../src/domain/line/credential-text.js';
import { parseChannelId, parseChannelName } from '../../src/domain/line/ids.js';
import { assertionSigningKey } from '../../src/domain/line/secret.js';
import { followerId } from '../../src/emulator/bot/followers.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import type { ChannelSettings } from '../../src/ports/store.js';
import { forgetSecretsOf, planRemoval, removeChannel } from '../../src/usecases/channel-setup/remove-channel.js';
import { nameNow } from '../../src/usecases/channel-setup/rename-channel.js';
import { recordProvenKey } from '../../src/usecases/channel-setup/signing-key.js';
import { openCommandLine } from '../support/command-line.js';
import { CHANNEL_ID, createWorld, testSigningKey } from '../support/world.js';

function configured(...names: readonly string[]) {
  const line = openCommandLine({ LINE_CHANNEL_SECRET: '0123456789abcdef0123456789abcdef' });
  onTestFinished(() => line.remove());
  const add = (name: string, at: number) =>
    line.run('channel', 'add', name, '--channel-id', String(1_000_000_000 + at), '--no-verify');
  return { line, ready: Promise.all(names.map(add)) };
}

const namesOf = (stdout: string) =>
  JSON.parse(stdout).channels.map(({ name, current }: { name: string; current: boolean }) =>
    current ? `${name}*` : name,
  );

it('takes tokens, broadcasts and the log of its requests to the new name', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.stop());
  const line = openCommandLine(emulator.env);
  onTestFinished(() => line.remove());
  expect((await line.run('channel', 'add', 'shop')).exitCode).toBe(0);
  line.setEnv({ LINE_CHANNEL_ID: undefined, LINE_CHANNEL_SECRET: undefined, LINE_CHANNEL_ACCESS_TOKEN: undefined });
  const token = (await line.run('token', 'issue', '--type', 'short-lived')).stdout;
  const messages = join(line.home, 'messages.json');
  writeFileSync(messages, '{"type":"text","text":"hello"}');
  const to = join(line.home, 'ids.txt');
  writeFileSync(to, `${followerId(0)}\n`);
  expect((await line.run('broadcast', 'create', '--messages', messages, '--to', to)).exitCode).toBe(0);
  const logged = JSON.parse((await line.run('log', 'list', '-c', 'shop', '--json')).stdout).requests;
  expect(logged.length).toBeGreaterThan(0);

  const renamed = await line.run('channel', 'rename', 'shop', 'tokyo', '--json');

  expect(JSON.parse(renamed.stdout)).toMatchObject({ schema: 'line-ops/channel@1', name: 'tokyo', current: true });
  expect((await line.run('token', 'get', '--type', 'short-lived')).stdout).toBe(token);
  expect((await line.run('broadcast', 'list')).stdout).toMatch(/tokyo/);
  // Another channel under the free name has nothing of that.
  await line.runIn(
    { stdin: '0123456789abcdef0123456789abcdef' },
    ...['channel', 'add', 'shop', '--channel-id', '1000000009', '--channel-secret-stdin', '--no-verify'],
  );
  const ofTokyo = JSON.parse((await line.run('log', 'list', '-c', 'tokyo', '--json')).stdout).requests;
  expect(ofTokyo.slice(0, logged.length)).toEqual(logged.map((request: object) => ({ ...request, channel: 'tokyo' })));
  expect(JSON.parse((await line.run('log', 'list', '-c', 'shop', '--json')).stdout).requests).toEqual([]);
});

it('leaves another channel the current one, and keeps the order of the list', async () => {
  const { line, ready } = configured('one');
  await ready;
  await line.run('channel', 'add', 'two', '--channel-id', '1000000002', '--no-verify');

  expect((await line.run('channel', 'rename', 'two', 'three', '--yes')).exitCode).toBe(0);

  expect(namesOf((await line.run('channel', 'list', '--json')).stdout)).toEqual(['one*', 'three']);
});

it.each([
  ['a name that another channel has', ['one', 'two'], 'CHANNEL_EXISTS'],
  ['the name that it has', ['one', 'one'], 'CHANNEL_EXISTS'],
  ['a channel that is not there', ['none', 'three'], 'UNKNOWN_CHANNEL'],
  ['what is no name', ['one', '-x y'], 'INVALID_CHANNEL_NAME'],
])('refuses %s, with and without --dry-run', async (_what, names, code) => {
  const { line, ready } = configured('one', 'two');
  await ready;
  const before = readFileSync(join(line.home, 'config.json'), 'utf8');

  for (const dryRun of [[], ['--dry-run']]) {
    const refused = await line.run('channel', 'rename', '--json', ...dryRun, '--', ...names);
    expect([refused.exitCode, JSON.parse(refused.stderr).error.code]).toEqual([2, code]);
  }

  expect(readFileSync(join(line.home, 'config.json'), 'utf8')).toBe(before);
});

it('shows in a dry run what would change, and changes nothing', async () => {
  const { line, ready } = configured('one');
  await ready;

  const planned = await line.run('channel', 'rename', 'one', 'two', '--dry-run', '--json');

  expect(JSON.parse(planned.stdout)).toMatchObject({
    schema: 'line-ops/dry-run@1',
    requests: [],
    changes: ['configuration: one is called two', 'configuration: two is the current channel'],
  });
  expect(namesOf((await line.run('channel', 'list', '--json')).stdout)).toEqual(['one*']);
});

it('waits for another process that changes the configuration', async () => {
  const { line, ready } = configured('one');
  await ready;
  const lock = await createLocks(line.home, systemClock).acquire('configuration', 0);
  if (!('held' in lock)) throw new Error('the lock is taken');
  const running = line.run('channel', 'rename', 'one', 'two');
  setImmediate(() => void lock.held.release());

  expect((await running).exitCode).toBe(0);
  expect(namesOf((await line.run('channel', 'list', '--json')).stdout)).toEqual(['two*']);
});

it('gives a name to one of two channels that want it at the same time', async () => {
  const { line, ready } = configured('one', 'two');
  await ready;

  const ran = await Promise.all(['one', 'two'].map((old) => line.run('channel', 'rename', old, 'three')));

  expect(ran.map(({ exitCode }) => exitCode).sort()).toEqual([0, 2]);
  const left = ran[0]?.exitCode === 0 ? 'two' : 'one';
  const names = namesOf((await line.run('channel', 'list', '--json')).stdout);
  expect(names.map((name: string) => name.replace('*', '')).sort()).toEqual([left, 'three'].sort());
});

it('warns where the environment goes on naming the old name', async () => {
  const { line, ready } = configured('one');
  await ready;
  line.setEnv({ LINE_OPS_CHANNEL: 'one' });
  const renamed = await line.run('channel', 'rename', 'one', 'two');
  expect(renamed.exitCode).toBe(0);
  expect(renamed.stderr).toContain('LINE_OPS_CHANNEL names one, which is no channel any more: set it to two');
});

it('keeps the secrets of a channel that is renamed while its removal is asked about', async () => {
  const world = createWorld();
  world.addChannel();
  const [settings] = world.configuration.channels;
  if (settings === undefined) throw new Error('no channel');
  const removal = await planRemoval(settings, world.deps);
  await world.run('channel', 'rename', 'shop', 'tokyo');

  await expect(removeChannel(removal, world.deps)).rejects.toMatchObject({ code: 'UNKNOWN_CHANNEL' });

  expect([...world.secrets.keys()]).toEqual([`channel/${CHANNEL_ID}/secret`]);
});

/** A world with a configuration on disk, that sees whether another process could change it while secrets are forgotten. */
async function watchedForgetting() {
  const world = createWorld();
  const { line } = configured();
  const locks = createLocks(line.home, systemClock);
  const configuration = createConfigurationStore(line.home, locks);
  world.addChannel();
  const [settings] = world.configuration.channels;
  if (settings === undefined) throw new Error('no channel');
  const secrets = await world.deps.secrets();
  const watch = { isConfigurationFree: true };
  const set: typeof secrets.set = async (values) => {
    const lock = await locks.acquire('configuration', 0);
    watch.isConfigurationFree = 'held' in lock;
    if ('held' in lock) await lock.held.release();
    await secrets.set(values);
  };
  const deps = {
    ...world.deps,
    configuration: async () => configuration,
    secrets: async () => Object.assign(Object.create(secrets), { set }),
  };
  return { world, configuration, settings, deps, watch };
}

it('lets nobody rename a channel while its secrets are being forgotten', async () => {
  const { world, configuration, settings, deps, watch } = await watchedForgetting();
  await configuration.change(() => world.configuration);

  await removeChannel(await planRemoval(settings, world.deps), deps);

  expect(watch.isConfigurationFree).toBe(false);
  expect(world.secrets.size).toBe(0);
  expect((await configuration.read()).channels).toEqual([]);
});

it('gives no name to a channel while the secrets of its replaced name are being forgotten', async () => {
  const { world, settings, deps, watch } = await watchedForgetting();

  await forgetSecretsOf(settings.channelId, deps);

  expect(watch.isConfigurationFree).toBe(false);
  expect(world.secrets.size).toBe(0);
});

it('keeps the secrets of a channel that gets a second name while its removal is asked about', async () => {
  const world = createWorld();
  world.addChannel();
  const [settings] = world.configuration.channels;
  if (settings === undefined) throw new Error('no channel');
  const removal = await planRemoval(settings, world.deps);
  world.addChannel({ name: parseChannelName('tokyo') });

  await removeChannel(removal, world.deps);

  expect([...world.secrets.keys()]).toEqual([`channel/${CHANNEL_ID}/secret`]);
  expect(world.configuration.channels.map(({ name }) => name)).toEqual(['tokyo']);
});

it('records the key ID of a channel that is renamed while LINE is asked', async () => {
  const world = createWorld();
  world.addChannel({ assertionKey: testSigningKey() });
  await world.run('channel', 'rename', 'shop', 'tokyo');
  const signingKeyId = readSigningKeyId('kid-2', 'the test');
  const proven = { key: assertionSigningKey(testSigningKey()), signingKeyId, isNew: false, activeTokens: 0 };

  await recordProvenKey({ name: parseChannelName('shop'), id: CHANNEL_ID }, proven, world.deps);

  expect(world.configuration.channels).toMatchObject([{ name: 'tokyo', signingKeyId }]);
});

describe('what a logged name stands for', () => {
  const channel = (name: string, ...former: readonly (readonly [name: string, until: number])[]): ChannelSettings => ({
    name: parseChannelName(name),
    channelId: parseChannelId('1'),
    signingKeyId: null,
    botUserId: null,
    botName: null,
    production: false,
    timeZone: null,
    formerNames: former.map(([old, until]) => ({ name: parseChannelName(old), until })),
    answers: [],
    triedWebhooks: [],
  });
  it.each<[what: string, channels: readonly ChannelSettings[], name: string, at: number, now: string]>([
    ['the channel that had it then', [channel('b', ['a', 10]), channel('a')], 'a', 9, 'b'],
    ['the channel that took it over', [channel('b', ['a', 10]), channel('a')], 'a', 10, 'a'],
    ['the one that had it, for a process that began before', [channel('b', ['a', 10])], 'a', 11, 'b'],
    ['the first of several that had it', [channel('c', ['a', 20]), channel('b', ['a', 10])], 'a', 5, 'b'],
    ['the second of several that had it', [channel('c', ['a', 20]), channel('b', ['a', 10])], 'a', 15, 'c'],
    ['a channel renamed twice', [channel('c', ['a', 10], ['b', 20])], 'a', 5, 'c'],
    ['a channel renamed back', [channel('a', ['a', 10], ['b', 20])], 'b', 15, 'a'],
    ['nobody known: itself', [channel('c')], 'a', 5, 'a'],
  ])('%s', (_what, channels, name, at, now) => {
    expect(nameNow(name, at, channels)).toBe(now);
  });
});
