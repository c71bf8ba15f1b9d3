import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/adapters/host.js';
import { createRedactor } from '../../../src/adapters/redactor.js';
import { type Keyring, KeyringUnavailable } from '../../../src/adapters/secrets/keyring.js';
import { createSecretStore } from '../../../src/adapters/secrets/secret-store.js';
import { createLocks } from '../../../src/adapters/state/locks.js';
import type { SecretStore } from '../../../src/ports/store.js';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const fileOf = (folder: string) => join(folder, 'secrets', 'secrets.json');

interface TestKeyring extends Keyring {
  isThere: boolean;
}

function memoryKeyring(): TestKeyring {
  const values = new Map<string, string>();
  const keyring: TestKeyring = {
    isThere: true,
    get: async (account) => {
      if (!keyring.isThere) throw new KeyringUnavailable('the keyring did not answer within 2 s');
      return values.get(account) ?? null;
    },
    set: async (account, value) => {
      if (!keyring.isThere) throw new KeyringUnavailable('the keyring did not answer within 2 s');
      values.set(account, value);
    },
  };
  return keyring;
}

function noKeyring(): Keyring {
  return {
    ...memoryKeyring(),
    get: () => Promise.reject(new KeyringUnavailable('no desktop session with a Secret Service')),
  };
}

function openStore(
  folder: string,
  { env = {}, keyring = noKeyring() }: { env?: Record<string, string>; keyring?: Keyring } = {},
): SecretStore {
  return createSecretStore({
    folder,
    env,
    keyring,
    locks: createLocks(folder, systemClock),
    redactor: createRedactor(),
  });
}

describe('without a keyring', () => {
  it('is a plain file that only its owner can read, and says why', async () => {
    const folder = newFolder();
    const store = openStore(folder);

    await store.set({ 'token/a': 'the-token' });

    expect(await store.protection()).toMatchObject({ type: 'plain' });
    expect(JSON.parse(readFileSync(fileOf(folder), 'utf8'))).toEqual({
      version: 1,
      protection: 'plain',
      entries: { 'token/a': 'the-token' },
    });
    expect([statSync(fileOf(folder)).mode & 0o777, statSync(join(folder, 'secrets')).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
    expect(await openStore(folder).get('token/a')).toBe('the-token');
  });

  it('forgets an entry that is set to null', async () => {
    const folder = newFolder();
    await openStore(folder).set({ 'token/a': 'one', 'token/b': 'two' });
    await openStore(folder).set({ 'token/a': null });

    expect([await openStore(folder).get('token/a'), await openStore(folder).get('token/b')]).toEqual([null, 'two']);
  });

  it.each([
    ['a file that others can read', 0o644, 0o700, 'chmod 0600'],
    ['a folder that others can look into', 0o600, 0o755, 'chmod 0700'],
  ])('refuses %s, and names the fix', async (_what, fileMode, folderMode, fix) => {
    const folder = newFolder();
    await openStore(folder).set({ 'token/a': 'one' });
    chmodSync(fileOf(folder), fileMode);
    chmodSync(join(folder, 'secrets'), folderMode);

    await expect(openStore(folder).get('token/a')).rejects.toMatchObject({
      kind: 'auth',
      code: 'SECRETS_MODE',
      hint: expect.stringContaining(fix),
    });
    await expect(openStore(folder).set({ 'token/b': 'two' })).rejects.toMatchObject({ code: 'SECRETS_MODE' });
  });

  it('does not write into a folder that others can look into', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'secrets'), { mode: 0o755 });

    await expect(openStore(folder).set({ 'token/a': 'one' })).rejects.toMatchObject({ code: 'SECRETS_MODE' });
  });

  it('leaves a damaged file untouched', async () => {
    const folder = newFolder();
    await openStore(folder).set({ 'token/a': 'one' });
    writeFileSync(fileOf(folder), '{"version":1,"prot');

    await expect(openStore(folder).set({ 'token/b': 'two' })).rejects.toMatchObject({
      kind: 'failure',
      code: 'SECRETS_DAMAGED',
    });
    expect(readFileSync(fileOf(folder), 'utf8')).toBe('{"version":1,"prot');
  });

  it('keeps what each of many writers adds', async () => {
    const folder = newFolder();

    await Promise.all(
      Array.from({ length: 10 }, (_, index) => openStore(folder).set({ [`token/${index}`]: `value-${index}` })),
    );

    const store = openStore(folder);
    for (let index = 0; index < 10; index += 1) expect(await store.get(`token/${index}`)).toBe(`value-${index}`);
  });
});

describe('with LINE_OPS_SECRET_KEY', () => {
  const env = { LINE_OPS_SECRET_KEY: 'correct horse battery staple' };

  it('is encrypted, and opens with the same key alone', async () => {
    const folder = newFolder();
    await openStore(folder, { env }).set({ 'token/a': 'the-token' });

    expect(readFileSync(fileOf(folder), 'utf8')).not.toContain('the-token');
    expect(await openStore(folder, { env }).protection()).toEqual({ type: 'key-variable' });
    expect(await openStore(folder, { env }).get('token/a')).toBe('the-token');
    await expect(openStore(folder).get('token/a')).rejects.toMatchObject({ kind: 'auth', code: 'SECRETS_LOCKED' });
    await expect(openStore(folder, { env: { LINE_OPS_SECRET_KEY: 'another' } }).get('token/a')).rejects.toMatchObject({
      code: 'SECRETS_LOCKED',
    });
  });

  it('writes nothing with another key', async () => {
    const folder = newFolder();
    await openStore(folder, { env }).set({ 'token/a': 'the-token' });
    const before = readFileSync(fileOf(folder), 'utf8');

    await expect(
      openStore(folder, { env: { LINE_OPS_SECRET_KEY: 'another' } }).set({ 'token/b': 'x' }),
    ).rejects.toMatchObject({ code: 'SECRETS_LOCKED' });
    expect(readFileSync(fileOf(folder), 'utf8')).toBe(before);
  });

  it('encrypts a file that was plain', async () => {
    const folder = newFolder();
    await openStore(folder).set({ 'token/a': 'the-token' });
    await openStore(folder, { env }).set({ 'token/b': 'another-token' });

    expect(readFileSync(fileOf(folder), 'utf8')).not.toContain('the-token');
    expect(await openStore(folder, { env }).get('token/a')).toBe('the-token');
  });
});

describe('with a keyring', () => {
  it('is encrypted with a key that lies there', async () => {
    const folder = newFolder();
    const keyring = memoryKeyring();
    await openStore(folder, { keyring }).set({ 'token/a': 'the-token' });

    expect(readFileSync(fileOf(folder), 'utf8')).not.toContain('the-token');
    expect(await openStore(folder, { keyring }).protection()).toEqual({ type: 'keyring' });
    expect(await openStore(folder, { keyring }).get('token/a')).toBe('the-token');
  });

  it('cannot be opened, and is not written plain, while the keyring is away', async () => {
    const folder = newFolder();
    const keyring = memoryKeyring();
    await openStore(folder, { keyring }).set({ 'token/a': 'the-token' });
    const before = readFileSync(fileOf(folder), 'utf8');
    keyring.isThere = false;

    await expect(openStore(folder, { keyring }).get('token/a')).rejects.toMatchObject({
      kind: 'auth',
      code: 'SECRETS_LOCKED',
      message: expect.stringContaining('did not answer within 2 s'),
    });
    await expect(openStore(folder, { keyring }).set({ 'token/b': 'x' })).rejects.toMatchObject({
      code: 'SECRETS_LOCKED',
    });
    expect(readFileSync(fileOf(folder), 'utf8')).toBe(before);
  });

  it('stays encrypted when another key is there by variable and the keyring goes away', async () => {
    const folder = newFolder();
    const env = { LINE_OPS_SECRET_KEY: 'correct horse' };
    await openStore(folder, { env }).set({ 'token/a': 'the-token' });

    await expect(openStore(folder).set({ 'token/b': 'x' })).rejects.toMatchObject({ code: 'SECRETS_LOCKED' });
    expect(readFileSync(fileOf(folder), 'utf8')).toContain('"protection":"key-variable"');
  });

  it('does not trust a keyring that forgets', async () => {
    const folder = newFolder();
    const store = openStore(folder, { keyring: { get: async () => null, set: async () => {} } });
    await store.set({ 'token/a': 'the-token' });

    expect(await openStore(folder).get('token/a')).toBe('the-token');
    expect((await store.protection()).type).toBe('plain');
  });

  it('is plain where the operator asks for a plain file', async () => {
    const folder = newFolder();
    const store = openStore(folder, { keyring: memoryKeyring(), env: { LINE_OPS_SECRET_STORE: 'file' } });
    await store.set({ 'token/a': 'the-token' });

    expect(await store.protection()).toEqual({ type: 'plain', why: 'LINE_OPS_SECRET_STORE=file' });
  });
});

describe('moving from one protection to another', () => {
  const key = { LINE_OPS_SECRET_KEY: 'a long passphrase' };
  const stores: Readonly<Record<string, Record<string, string>>> = {
    plain: { LINE_OPS_SECRET_STORE: 'file' },
    'key-variable': key,
    keyring: {},
  };

  it.each<[from: string, to: string, env: Record<string, string>]>([
    ['plain', 'key-variable', key],
    ['plain', 'keyring', {}],
    ['key-variable', 'keyring', { ...key, LINE_OPS_SECRET_STORE: 'keyring' }],
    ['key-variable', 'plain', { ...key, LINE_OPS_SECRET_STORE: 'plain' }],
    ['keyring', 'key-variable', key],
    ['keyring', 'plain', { LINE_OPS_SECRET_STORE: 'plain' }],
  ])('keeps every secret: %s to %s', async (from, to, env) => {
    const folder = newFolder();
    const keyring = memoryKeyring();
    await openStore(folder, { env: stores[from] ?? {}, keyring }).set({ 'token/a': 'first-secret' });

    const moved = openStore(folder, { env, keyring });
    await moved.set({ 'token/b': 'second-secret' });

    expect(await moved.protection()).toMatchObject({ type: to });
    const again = openStore(folder, { env: to === 'plain' ? {} : env, keyring });
    expect([await again.get('token/a'), await again.get('token/b')]).toEqual(['first-secret', 'second-secret']);
    expect(readFileSync(fileOf(folder), 'utf8').includes('first-secret')).toBe(to === 'plain');
    expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600);
  });

  it('changes nothing where the keyring that was asked for is away', async () => {
    const folder = newFolder();
    await openStore(folder, { env: key }).set({ 'token/a': 'first-secret' });
    const before = readFileSync(fileOf(folder), 'utf8');

    const store = openStore(folder, { env: { ...key, LINE_OPS_SECRET_STORE: 'keyring' } });

    await expect(store.set({ 'token/b': 'second' })).rejects.toMatchObject({ code: 'SECRETS_LOCKED' });
    expect(readFileSync(fileOf(folder), 'utf8')).toBe(before);
  });
});
