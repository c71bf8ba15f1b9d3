import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LineOpsError } from '../../domain/failure.js';
import type { EnvironmentVariables, Redactor } from '../../ports/host.js';
import type { Locks, SecretProtection, SecretStore } from '../../ports/store.js';
import { replaceFile } from '../atomic-file.js';
import { makePrivateFolder, stateFailure } from '../state/folders.js';
import { type Keyring, KeyringUnavailable } from './keyring.js';

const VERSION = 1;
const LOCK_WAIT_MS = 5_000;
const CIPHER = 'aes-256-gcm';
/** How a plain file is explained that the operator asked for. */
const FILE_STORE = 'LINE_OPS_SECRET_STORE=file';
const PLAIN_STORE = 'LINE_OPS_SECRET_STORE=plain';

type Entries = Readonly<Record<string, string>>;

type SecretsFile =
  | { readonly protection: 'plain'; readonly entries: Entries }
  | {
      readonly protection: 'keyring' | 'key-variable';
      /** For the key that `LINE_OPS_SECRET_KEY` gives; unused with a keyring. */
      readonly salt: string;
      readonly nonce: string;
      readonly tag: string;
      readonly data: string;
    };

interface SecretStoreParts {
  readonly folder: string;
  readonly env: EnvironmentVariables;
  readonly keyring: Keyring;
  readonly locks: Locks;
  readonly redactor: Redactor;
}

/**
 * All secrets in one file of mode 0600 in a folder of mode 0700. Encrypted with AES-256-GCM under a key that lies in
 * the keyring, or comes from `LINE_OPS_SECRET_KEY`; plain where neither is there, and then called plain. Every value
 * that passes through here is registered with the redactor.
 *
 * Each write chooses the protection anew: a plain file is encrypted once there is a key, and an encrypted one becomes
 * plain, or changes from one kind of key to the other, only when `LINE_OPS_SECRET_STORE` asks for it.
 */
export function createSecretStore({ folder, env, keyring, locks, redactor }: SecretStoreParts): SecretStore {
  const path = join(folder, 'secrets', 'secrets.json');
  const account = `secrets-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  let opened: Promise<Entries> | null = null;
  /** Asking the keyring takes a process; its answer does not change under us once it is a key. */
  let keyringKey: Buffer | null = null;

  const keyFromVariable = (salt: string): Buffer => {
    const passphrase = env['LINE_OPS_SECRET_KEY'];
    if (!passphrase) {
      throw new LineOpsError(
        'auth',
        'SECRETS_LOCKED',
        `the secrets in ${path} are encrypted with LINE_OPS_SECRET_KEY, which is not set`,
        {
          hint: 'Set LINE_OPS_SECRET_KEY to the value it had when the secrets were stored.',
        },
      );
    }
    redactor.register(passphrase);
    return scryptSync(passphrase, Buffer.from(salt, 'base64'), 32);
  };

  const keyFromKeyring = async (): Promise<Buffer | null> => {
    if (keyringKey !== null) return keyringKey;
    const stored = await keyring.get(account);
    if (stored === null) return null;
    redactor.register(stored);
    keyringKey = Buffer.from(stored, 'base64');
    return keyringKey;
  };

  const open = async (): Promise<Entries> => {
    const file = readSecretsFile(path);
    if (file === null) return {};
    if (file.protection === 'plain') return file.entries;
    const key =
      file.protection === 'key-variable' ? keyFromVariable(file.salt) : await requireKeyringKey(keyFromKeyring, path);
    return decrypt(file, key, path);
  };

  const read = async (): Promise<Entries> => {
    opened ??= open();
    const entries = await opened;
    for (const value of Object.values(entries)) redactor.register(value);
    return entries;
  };

  const chooseProtection = async (): Promise<{ protection: SecretProtection; key: Buffer | null; salt: string }> => {
    const salt = randomBytes(16).toString('base64');
    const wanted = env['LINE_OPS_SECRET_STORE'];
    if (wanted === 'plain') return { protection: { type: 'plain', why: PLAIN_STORE }, key: null, salt };
    if (env['LINE_OPS_SECRET_KEY'] && wanted !== 'keyring')
      return { protection: { type: 'key-variable' }, key: keyFromVariable(salt), salt };
    if (wanted === 'file') return { protection: { type: 'plain', why: FILE_STORE }, key: null, salt };
    try {
      let key = await keyFromKeyring();
      if (key === null) {
        key = randomBytes(32);
        await keyring.set(account, key.toString('base64'));
        const kept = await keyring.get(account);
        if (kept !== key.toString('base64')) throw new KeyringUnavailable('the keyring did not keep the key');
        keyringKey = key;
        redactor.register(kept);
      }
      return { protection: { type: 'keyring' }, key, salt };
    } catch (error) {
      if (!(error instanceof KeyringUnavailable)) throw error;
      if (wanted === 'keyring') throw keyringMissing(error);
      return { protection: { type: 'plain', why: error.message }, key: null, salt };
    }
  };

  return {
    async get(name) {
      return (await read())[name] ?? null;
    },
    async set(changes) {
      for (const value of Object.values(changes)) if (value) redactor.register(value);
      const lock = await locks.acquire('secrets', LOCK_WAIT_MS);
      if (!('held' in lock))
        throw new LineOpsError('failure', 'STATE_BUSY', `another line-ops is changing ${path}`, { hint: 'Try again.' });
      try {
        const entries: Record<string, string> = { ...(await open()) };
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === undefined) delete entries[name];
          else entries[name] = value;
        }
        const { protection, key, salt } = await chooseProtection();
        refuseDowngrade(readSecretsFile(path), protection, path);
        const file: SecretsFile =
          key === null
            ? { protection: 'plain', entries }
            : {
                protection: protection.type === 'keyring' ? 'keyring' : 'key-variable',
                salt,
                ...encrypt(entries, key),
              };
        writeSecretsFile(path, file);
        opened = Promise.resolve(entries);
      } finally {
        lock.held.release();
      }
    },
    async protection() {
      const file = existsSync(path) ? readSecretsFile(path) : null;
      if (file === null) return (await chooseProtection()).protection;
      return file.protection === 'plain'
        ? {
            type: 'plain',
            why: plainBecause(env['LINE_OPS_SECRET_STORE']),
          }
        : { type: file.protection };
    },
  };
}

/** A keyring that goes away between two calls must not turn an encrypted file into a plain one; only the operator may. */
function refuseDowngrade(file: SecretsFile | null, protection: SecretProtection, path: string): void {
  const isAsked = protection.type !== 'plain' || [FILE_STORE, PLAIN_STORE].includes(protection.why);
  if (file === null || file.protection === 'plain' || isAsked) return;
  throw new LineOpsError(
    'auth',
    'SECRETS_LOCKED',
    `the secrets in ${path} are encrypted, and would be written plain: ${protection.why}`,
    {
      hint: 'Unlock the keyring and run the command again; LINE_OPS_SECRET_STORE=file writes a plain file on purpose.',
    },
  );
}

function plainBecause(wanted: string | undefined): string {
  if (wanted === 'plain') return PLAIN_STORE;
  return wanted === 'file' ? FILE_STORE : 'no keyring when it was written';
}

function keyringMissing(cause: KeyringUnavailable): LineOpsError {
  return new LineOpsError(
    'auth',
    'SECRETS_LOCKED',
    `LINE_OPS_SECRET_STORE=keyring, and the keyring cannot be used: ${cause.message}`,
    {
      hint: 'Unlock the keyring; nothing was written.',
      cause,
    },
  );
}

async function requireKeyringKey(keyFromKeyring: () => Promise<Buffer | null>, path: string): Promise<Buffer> {
  const locked = (why: string, cause?: unknown) =>
    new LineOpsError('auth', 'SECRETS_LOCKED', `the secrets in ${path} cannot be opened: ${why}`, {
      hint: 'Unlock the keyring of the user who stored them, or remove the file and add the channels again.',
      cause,
    });
  try {
    const key = await keyFromKeyring();
    if (key === null) throw locked('the keyring does not hold their key');
    return key;
  } catch (error) {
    if (error instanceof KeyringUnavailable) throw locked(error.message, error);
    throw error;
  }
}

function readSecretsFile(path: string): SecretsFile | null {
  let text: string;
  try {
    if (process.platform !== 'win32') requirePrivate(path);
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof LineOpsError) throw cause;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw stateFailure(`cannot read ${path}`, cause);
  }
  const file = parseSecretsFile(text);
  if (file !== null) return file;
  throw new LineOpsError('failure', 'SECRETS_DAMAGED', `the secrets file ${path} cannot be read`, {
    hint: 'Restore a copy, or remove it and add the channels again; the file is left untouched.',
  });
}

function writeSecretsFile(path: string, file: SecretsFile): void {
  makePrivateFolder(dirname(path));
  try {
    replaceFile(path, `${JSON.stringify({ version: VERSION, ...file })}\n`);
  } catch (cause) {
    throw stateFailure(`cannot write ${path}`, cause);
  }
}

/** @throws {LineOpsError} `auth` when others may read the file or look into its folder. */
function requirePrivate(path: string): void {
  for (const [what, mode] of [
    [dirname(path), 0o700],
    [path, 0o600],
  ] as const) {
    const actual = statSync(what).mode & 0o777;
    if ((actual & 0o077) === 0) continue;
    throw new LineOpsError(
      'auth',
      'SECRETS_MODE',
      `others can read the secrets: ${what} has mode 0${actual.toString(8)}`,
      {
        hint: `Run: chmod 0${mode.toString(8)} ${what} and consider the secrets seen by others.`,
      },
    );
  }
}

function parseSecretsFile(text: string): SecretsFile | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || value['version'] !== VERSION) return null;
  const { protection, entries, salt, nonce, tag, data } = value;
  if (protection === 'plain') return isRecord(entries) ? { protection, entries: textEntries(entries) } : null;
  if (protection !== 'keyring' && protection !== 'key-variable') return null;
  if (typeof salt !== 'string' || typeof nonce !== 'string' || typeof tag !== 'string' || typeof data !== 'string')
    return null;
  return { protection, salt, nonce, tag, data };
}

function encrypt(entries: Entries, key: Buffer): { nonce: string; tag: string; data: string } {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const data = Buffer.concat([cipher.update(JSON.stringify(entries), 'utf8'), cipher.final()]);
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

function decrypt(file: { nonce: string; tag: string; data: string }, key: Buffer, path: string): Entries {
  try {
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(file.nonce, 'base64'), { authTagLength: 16 });
    decipher.setAuthTag(Buffer.from(file.tag, 'base64'));
    const text = Buffer.concat([decipher.update(Buffer.from(file.data, 'base64')), decipher.final()]).toString('utf8');
    const entries: unknown = JSON.parse(text);
    return isRecord(entries) ? textEntries(entries) : {};
  } catch (cause) {
    throw new LineOpsError('auth', 'SECRETS_LOCKED', `the secrets in ${path} cannot be decrypted with this key`, {
      hint: 'Use the key they were stored with (LINE_OPS_SECRET_KEY, or the keyring of that user); the file is left untouched.',
      cause,
    });
  }
}

function textEntries(entries: Record<string, unknown>): Entries {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
