import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/adapters/host/host.js';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { type Keyring, KeyringUnavailable } from '../../../src/adapters/secrets/keyring.js';
import { createSecretStore } from '../../../src/adapters/secrets/secret-store.js';
import { createLocks } from '../../../src/adapters/state/locks.js';
import type { SecretStore } from '../../../src/ports/store.js';
import { toldAs } from '../../support/failures.js';

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
  {
    env = {},
    keyring = noKeyring(),
    said = [],
  }: { env?: Record<string, string>; keyring?: Keyring; said?: string[] } = {},
): SecretStore {
  return createSecretStore({
    folder,
    env,
    keyring,
    locks: createLocks(folder, systemClock),
    redactor: createRedactor(),
    warn: (line) => said.push(line),
  });
}

/** The file as an earlier version wrote it: `the-token` under `token/a`, encrypted with the passphrase "short". */
const FIRST_FORM = {
  version: 1,
  protection: 'key-variable',
  salt: 'FcUwWzHlPqfBvpA1XlY1XQ==',
  nonce: 'npDUKrVu1c4T8R9u',
  tag: 'AF3xe6hUXmq4nXCbTNzIPQ==',
  data: 'LVB15Y6p5HW3DPfBzj+0gZ4O8r5zmag=',
};

function put(folder: string, content: unknown): void {
  mkdirSync(join(folder, 'secrets'), { mode: 0o700, recursive: true });
  writeFileSync(fileOf(folder), `${JSON.stringify(content)}\n`, { mode: 0o600 });
}

function contentOf(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(fileOf(folder), 'utf8'));
}

describe('without a keyring', () => {
  it('is a plain file that only its owner can read, and says why', async () => {
    const folder = newFolder();
    const store = openStore(folder);

    await store.set({ 'token/a': 'the-token' });

    expect(await store.protection()).toMatchObject({ type: 'plain' });
    expect(JSON.parse(readFileSync(fileOf(folder), 'utf8'))).toEqual({
      version: 2,
      generation: 1,
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

    await expect(openStore(folder).get('token/a')).rejects.toEqual(
      toldAs({
        kind: 'auth',
        code: 'SECRETS_MODE',
        hint: expect.stringContaining(fix),
      }),
    );
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

    await expect(openStore(folder, { keyring }).get('token/a')).rejects.toEqual(
      toldAs({
        kind: 'auth',
        code: 'SECRETS_LOCKED',
        message: expect.stringContaining('did not answer within 2 s'),
      }),
    );
    await expect(openStore(folder, { keyring }).set({ 'token/b': 'x' })).rejects.toMatchObject({
      code: 'SECRETS_LOCKED',
    });
    expect(readFileSync(fileOf(folder), 'utf8')).toBe(before);
  });

  it('stays encrypted when another key is there by variable and the keyring goes away', async () => {
    const folder = newFolder();
    const env = { LINE_OPS_SECRET_KEY: 'correct horse battery' };
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
    ['keyring', 'key-variable', key],
  ])('keeps every secret: %s to %s', async (from, to, env) => {
    const folder = newFolder();
    const keyring = memoryKeyring();
    await openStore(folder, { env: stores[from] ?? {}, keyring }).set({ 'token/a': 'first-secret' });

    const moved = openStore(folder, { env, keyring });
    await moved.set({ 'token/b': 'second-secret' });

    expect(await moved.protection()).toMatchObject({ type: to });
    const again = openStore(folder, { env, keyring });
    expect([await again.get('token/a'), await again.get('token/b')]).toEqual(['first-secret', 'second-secret']);
    expect(readFileSync(fileOf(folder), 'utf8')).not.toContain('first-secret');
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

describe('what was encrypted', () => {
  const key = { LINE_OPS_SECRET_KEY: 'a long passphrase' };

  it.each<[from: string, wish: string, env: Record<string, string>]>([
    ['LINE_OPS_SECRET_KEY', 'plain', key],
    ['LINE_OPS_SECRET_KEY', 'file', {}],
    ['the keyring', 'plain', {}],
    ['the keyring', 'file', {}],
  ])('with %s is not written plain for LINE_OPS_SECRET_STORE=%s', async (from, wish, env) => {
    const folder = newFolder();
    const keyring = memoryKeyring();
    await openStore(folder, { keyring, env: from === 'the keyring' ? {} : key }).set({ 'token/a': 'first-secret' });
    const before = readFileSync(fileOf(folder), 'utf8');

    const store = openStore(folder, { keyring, env: { ...env, LINE_OPS_SECRET_STORE: wish } });

    const isLocked = wish === 'file' && from !== 'the keyring';
    await expect(store.set({ 'token/b': 'second' })).rejects.toMatchObject(
      isLocked ? { code: 'SECRETS_LOCKED' } : { kind: 'usage', code: 'SECRETS_ENCRYPTED' },
    );
    expect(readFileSync(fileOf(folder), 'utf8')).toBe(before);
  });

  it('is not even read with LINE_OPS_SECRET_STORE=plain', async () => {
    const folder = newFolder();
    await openStore(folder, { env: key }).set({ 'token/a': 'first-secret' });

    const store = openStore(folder, { env: { ...key, LINE_OPS_SECRET_STORE: 'plain' } });

    await expect(store.get('token/a')).rejects.toMatchObject({ kind: 'usage', code: 'SECRETS_ENCRYPTED' });
  });

  it.each([
    ['the kind of protection', { protection: 'keyring' }],
    ['the count of its changes', { generation: 7 }],
    ['a parameter of the key', { derivation: { name: 'scrypt', n: 2 ** 13, r: 8, p: 1 } }],
    ['the form of the first version', { version: 1 }],
  ])('does not open when %s was exchanged', async (_what, change) => {
    const folder = newFolder();
    const keyring = memoryKeyring();
    await openStore(folder, { env: key }).set({ 'token/a': 'first-secret' });
    const { derivation, ...file } = contentOf(folder);
    const derived = { ...Object(derivation), ...('derivation' in change ? change.derivation : {}) };
    put(folder, { ...file, ...change, derivation: derived, salt: derived.salt });

    const store = openStore(folder, { env: key, keyring });

    await expect(store.get('token/a')).rejects.toMatchObject({ kind: 'auth', code: 'SECRETS_LOCKED' });
  });

  it('does not open when a key that asks for all the memory was put in', async () => {
    const folder = newFolder();
    await openStore(folder, { env: key }).set({ 'token/a': 'first-secret' });
    const file = contentOf(folder);
    put(folder, { ...file, derivation: { ...Object(file['derivation']), n: 2 ** 30 } });

    await expect(openStore(folder, { env: key }).get('token/a')).rejects.toMatchObject({ code: 'SECRETS_DAMAGED' });
  });

  it('keeps the parameters of its key, and makes the key once for all changes of a run', async () => {
    const folder = newFolder();
    const store = openStore(folder, { env: key });
    await store.set({ 'token/a': 'one' });
    const { derivation } = contentOf(folder);
    await store.set({ 'token/b': 'two' });

    expect(derivation).toEqual({ name: 'scrypt', n: 16_384, r: 8, p: 1, salt: expect.any(String) });
    expect(contentOf(folder)['derivation']).toEqual(derivation);
  });
});

describe('the length of LINE_OPS_SECRET_KEY', () => {
  it.each([
    ['15 characters', 'a'.repeat(15), 'SECRET_KEY_TOO_SHORT'],
    ['16 characters', 'a'.repeat(16), null],
    ['16 characters of more than one byte', '鍵'.repeat(16), null],
    ['15 characters of four bytes', '🔑'.repeat(15), 'SECRET_KEY_TOO_SHORT'],
    ['white space, which counts', ` ${'a'.repeat(14)}\n`, null],
  ])('of a new store: %s', async (_what, passphrase, code) => {
    const folder = newFolder();
    const store = openStore(folder, { env: { LINE_OPS_SECRET_KEY: passphrase } });

    if (code === null) {
      await store.set({ 'token/a': 'one' });
      const trimmed = openStore(folder, { env: { LINE_OPS_SECRET_KEY: `${passphrase} ` } });
      await expect(trimmed.get('token/a')).rejects.toMatchObject({ code: 'SECRETS_LOCKED' });
    } else {
      await expect(store.set({ 'token/a': 'one' })).rejects.toMatchObject({ kind: 'usage', code });
      await expect(store.requireWritable()).rejects.toMatchObject({ kind: 'usage', code });
    }
  });

  it('is enough for what it encrypted once, with a note, and the first form is written anew', async () => {
    const folder = newFolder();
    put(folder, FIRST_FORM);
    const said: string[] = [];
    const store = openStore(folder, { env: { LINE_OPS_SECRET_KEY: 'short' }, said });

    expect(await store.get('token/a')).toBe('the-token');
    await store.set({ 'token/b': 'another' });

    expect(said).toEqual([expect.stringContaining('fewer than 16 characters: it still opens what it encrypted')]);
    expect(contentOf(folder)).toMatchObject({ version: 2, protection: 'key-variable', generation: 1 });
    const again = openStore(folder, { env: { LINE_OPS_SECRET_KEY: 'short' } });
    expect([await again.get('token/a'), await again.get('token/b')]).toEqual(['the-token', 'another']);
  });
});

describe('a copy of the file that is put back', () => {
  it.each([['plain'], ['key-variable']])('is told when it is older, until the next change (%s)', async (protection) => {
    const folder = newFolder();
    const env: Record<string, string> =
      protection === 'plain' ? {} : { LINE_OPS_SECRET_KEY: 'a passphrase of many words' };
    await openStore(folder, { env }).set({ 'token/a': 'one' });
    const older = contentOf(folder);
    await openStore(folder, { env }).set({ 'token/b': 'two' });
    const newer = contentOf(folder);
    const said: string[] = [];

    expect(await openStore(folder, { env, said }).get('token/b')).toBe('two');
    expect(said).toEqual([]);
    put(folder, older);
    expect(await openStore(folder, { env, said }).get('token/b')).toBeNull();
    expect(said).toEqual([expect.stringContaining('is an older copy')]);

    await openStore(folder, { env }).set({ 'token/c': 'three' });
    said.length = 0;
    await openStore(folder, { env, said }).get('token/c');
    expect(said).toEqual([]);
    expect(Number(contentOf(folder)['generation'])).toBeGreaterThan(Number(newer['generation']));
  });

  it('is told nobody while another process is writing', async () => {
    const folder = newFolder();
    const said: string[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        await openStore(folder, { said }).set({ [`token/${index}`]: 'value' });
        await openStore(folder, { said }).get(`token/${index}`);
      }),
    );

    expect(said).toEqual([]);
  });
});

it.each(['keychain', 'File', ' file', 'none'])('LINE_OPS_SECRET_STORE does not take "%s"', (wish) => {
  expect(() => openStore(newFolder(), { env: { LINE_OPS_SECRET_STORE: wish } })).toThrow(
    expect.objectContaining({ kind: 'usage', code: 'INVALID_SECRET_STORE' }),
  );
});

it('a file of a newer version is left alone', async () => {
  const folder = newFolder();
  put(folder, { version: 3, protection: 'plain', entries: {} });

  await expect(openStore(folder).set({ 'token/a': 'one' })).rejects.toMatchObject({ code: 'STATE_TOO_NEW' });
  expect(contentOf(folder)['version']).toBe(3);
});
