import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/adapters/host/host.js';
import { createConfigurationStore } from '../../../src/adapters/state/configuration/configuration-file.js';
import { createLocks } from '../../../src/adapters/state/locks.js';
import { channelCalled } from '../../support/channel-settings.js';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const open = (folder: string) => createConfigurationStore(folder, createLocks(folder, systemClock));
it('is empty before anything was configured', async () => {
  expect(await open(newFolder()).read()).toEqual({ current: null, channels: [] });
});

it('keeps what each of many writers adds, for its owner alone', async () => {
  const folder = newFolder();
  const names = Array.from({ length: 8 }, (_, index) => `channel-${index}`);

  await Promise.all(
    names.map((name) =>
      open(folder).change((before) => ({ ...before, channels: [...before.channels, channelCalled(name)] })),
    ),
  );

  expect((await open(folder).read()).channels.map(({ name }) => name).sort()).toEqual(names);
  expect(statSync(join(folder, 'config.json')).mode & 0o777).toBe(0o600);
});

it.each([
  ['a damaged file', '{"version":1,', 'CONFIG_DAMAGED'],
  ['a file of a newer version', '{"version":99,"channels":[]}', 'CONFIG_TOO_NEW'],
])('refuses %s and leaves it untouched', async (_what, text, code) => {
  const folder = newFolder();
  writeFileSync(join(folder, 'config.json'), text);

  await expect(open(folder).read()).rejects.toMatchObject({ code });
  await expect(open(folder).change((before) => before)).rejects.toMatchObject({ code });
  expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe(text);
});

it('has bodies logged where the file says so, and keeps what else stands in it', async () => {
  const folder = newFolder();
  expect(await open(folder).logsBodies()).toBe(false);
  writeFileSync(join(folder, 'config.json'), '{"log":{"bodies":true}}');

  await open(folder).change((before) => ({ ...before, channels: [channelCalled('shop')] }));

  expect(await open(folder).logsBodies()).toBe(true);
  expect((await open(folder).read()).channels).toHaveLength(1);
});

it('takes away what a killed process left beside the file', async () => {
  const folder = newFolder();
  for (const name of ['config.json.tmp-8765432109abcdef', 'config.json.bak']) writeFileSync(join(folder, name), '{');
  await open(folder).change((before) => ({ ...before, channels: [channelCalled('shop')] }));
  expect(readdirSync(folder).filter((name) => name.startsWith('config.'))).toEqual(['config.json', 'config.json.bak']);
});
