import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import {
  isLongEnough,
  MINIMUM_SECRET_KEY_CHARACTERS,
  parseSecretStoreWish,
  type SecretStoreWish,
} from '../../domain/host/secret-protection.js';
import type { EnvironmentVariables, Redactor } from '../../ports/host.js';
import type { Locks, SecretProtection, SecretStore } from '../../ports/store.js';
import { withLock } from '../../ports/with-lock.js';
import { type Keyring, KeyringUnavailable } from './keyring.js';
import { readMark, readPrivate, writeMark, writePrivate } from './private-files.js';
import {
  deriveKey,
  type EncryptedFile,
  type Entries,
  type KeyDerivation,
  newDerivation,
  newKey,
  parseSecretsFile,
  type SecretsFile,
  sealed,
  secretsText,
  unsealed,
  VERSION,
} from './secrets-file.js';

const LOCK_WAIT_MS = 5_000;
/** How a plain file is explained that the operator asked for. */
const wishedFor = (wish: SecretStoreWish): string => `LINE_OPS_SECRET_STORE=${wish}`;

interface SecretStoreParts {
  readonly folder: string;
  readonly env: EnvironmentVariables;
  readonly keyring: Keyring;
  readonly locks: Locks;
  readonly redactor: Redactor;
  /** Says what an operator should know of the store; called once for each thing. */
  readonly warn: (line: string) => void;
}

/** How the file is written the next time. */
type Protecting =
  | { readonly type: 'plain'; readonly why: string }
  | { readonly type: 'keyring'; readonly key: Buffer }
  | { readonly type: 'key-variable'; readonly key: Buffer; readonly derivation: KeyDerivation };

/**
 * All secrets in one file of mode 0600 in a folder of mode 0700. Encrypted with AES-256-GCM under a key that lies in
 * the keyring, or comes from `LINE_OPS_SECRET_KEY`; plain where neither is there, and then called plain. Every value
 * that passes through here is registered with the redactor.
 *
 * Each write chooses the protection anew: a plain file is encrypted once there is a key, and an encrypted one may change
 * from one kind of key to the other; it never becomes plain.
 *
 * @throws {LineOpsError} `usage` when `LINE_OPS_SECRET_STORE` is none of its three words.
 */
export function createSecretStore({ folder, env, keyring, locks, redactor, warn }: SecretStoreParts): SecretStore {
  const path = join(folder, 'secrets', 'secrets.json');
  // Beside the folder: whoever puts back a copy of the folder does not put this back with it.
  const markPath = join(folder, 'secrets.mark.json');
  const account = `secrets-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  const wish = parseSecretStoreWish(env['LINE_OPS_SECRET_STORE']);
  // Byte for byte: white space may be a part of it.
  const passphrase = env['LINE_OPS_SECRET_KEY'] || null;
  if (passphrase !== null) redactor.register(passphrase);
  const said = new Set<string>();
  const warnOnce = (line: string): void => {
    if (!said.has(line)) warn(line);
    said.add(line);
  };
  let opened: Promise<Entries> | null = null;
  /** Asking the keyring takes a process; its answer does not change under us once it is a key. */
  let keyringKey: Buffer | null = null;
  const derived = new Map<string, Buffer>();

  const keyFromVariable = (derivation: KeyDerivation): Buffer => {
    if (passphrase === null) {
      throw failure('SECRETS_LOCKED', { which: 'keyNotSet', path });
    }
    const how = JSON.stringify(derivation);
    const key = derived.get(how) ?? deriveKey(passphrase, derivation);
    derived.set(how, key);
    return key;
  };

  const keyFromKeyring = async (): Promise<Buffer | null> => {
    if (keyringKey !== null) return keyringKey;
    const stored = await keyring.get(account);
    if (stored === null) return null;
    redactor.register(stored);
    keyringKey = Buffer.from(stored, 'base64');
    return keyringKey;
  };

  const readFile = (): SecretsFile | null => {
    // Before the file, which is written first: another process may be writing both.
    const mark = readMark(markPath);
    const text = readPrivate(path);
    if (text === null) return null;
    const file = parseSecretsFile(text);
    if (file === null) throw damaged(path);
    if (file === 'newer') throw tooNew(path);
    if (wish === 'plain' && file.protection !== 'plain') throw wouldBecomePlain(path, wishedFor(wish));
    if (file.generation < mark) warnOnce(olderCopy(path));
    return file;
  };

  const entriesOf = async (file: SecretsFile | null): Promise<Entries> => {
    if (file === null) return {};
    if (file.protection === 'plain') return file.entries;
    const isByVariable = file.protection === 'key-variable';
    const key = isByVariable ? keyFromVariable(file.derivation) : await requireKeyringKey(keyFromKeyring, path);
    const entries = opening(file, key, path);
    if (isByVariable && passphrase !== null && !isLongEnough(passphrase)) warnOnce(SHORT_KEY_NOTE);
    return entries;
  };

  const read = async (): Promise<Entries> => {
    opened ??= entriesOf(readFile());
    const entries = await opened;
    for (const value of Object.values(entries)) redactor.register(value);
    return entries;
  };

  const newKeyringKey = async (): Promise<Buffer> => {
    const key = newKey();
    const text = key.toString('base64');
    redactor.register(text);
    await keyring.set(account, text);
    if ((await keyring.get(account)) !== text) throw new KeyringUnavailable('the keyring did not keep the key');
    keyringKey = key;
    return key;
  };

  const chooseProtection = async (file: SecretsFile | null): Promise<Protecting> => {
    const wasEncrypted = file !== null && file.protection !== 'plain';
    if (wish === 'plain') return { type: 'plain', why: wishedFor(wish) };
    if (passphrase !== null && wish !== 'keyring') {
      if (file?.protection !== 'key-variable' && !isLongEnough(passphrase)) throw keyTooShort();
      const derivation = file?.protection === 'key-variable' ? file.derivation : newDerivation();
      return { type: 'key-variable', key: keyFromVariable(derivation), derivation };
    }
    if (wish === 'file') {
      if (wasEncrypted) throw wouldBecomePlain(path, wishedFor(wish));
      return { type: 'plain', why: wishedFor(wish) };
    }
    try {
      return { type: 'keyring', key: (await keyFromKeyring()) ?? (await newKeyringKey()) };
    } catch (error) {
      if (!(error instanceof KeyringUnavailable)) throw error;
      if (wish === 'keyring') throw keyringMissing(error);
      if (wasEncrypted) throw keyMissing(path, error);
      return { type: 'plain', why: error.message };
    }
  };

  const set: SecretStore['set'] = async (changes) => {
    for (const value of Object.values(changes)) if (value) redactor.register(value);
    const busy = () => failure('STATE_BUSY', { which: 'file', path });
    await withLock(locks, { name: 'secrets', waitMs: LOCK_WAIT_MS, busy }, async () => {
      const file = readFile();
      const entries: Record<string, string> = { ...(await entriesOf(file)) };
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === undefined) delete entries[name];
        else entries[name] = value;
      }
      const generation = Math.max(file?.generation ?? 0, readMark(markPath)) + 1;
      writePrivate(path, secretsText(fileOf(await chooseProtection(file), generation, entries)));
      writeMark(markPath, generation);
      opened = Promise.resolve(entries);
    });
  };

  return {
    async get(name) {
      return (await read())[name] ?? null;
    },
    set,
    async requireReadable() {
      await read();
    },
    requireWritable: () => set({}),
    async protection(): Promise<SecretProtection> {
      const file = readFile();
      const { type, ...rest } = file === null ? await chooseProtection(null) : { type: file.protection };
      if (type !== 'plain') return { type };
      return {
        type,
        why: 'why' in rest ? rest.why : wish === null ? 'no keyring when it was written' : wishedFor(wish),
      };
    },
  };
}

function fileOf(protecting: Protecting, generation: number, entries: Entries): SecretsFile {
  switch (protecting.type) {
    case 'plain':
      return { version: VERSION, generation, protection: 'plain', entries };
    case 'keyring':
      return sealed({ protection: 'keyring', generation }, entries, protecting.key);
    case 'key-variable': {
      const { derivation, key } = protecting;
      return sealed({ protection: 'key-variable', generation, derivation }, entries, key);
    }
  }
}

function opening(file: EncryptedFile, key: Buffer, path: string): Entries {
  try {
    return unsealed(file, key);
  } catch (cause) {
    throw failure('SECRETS_LOCKED', { which: 'wrongKey', path }, { cause });
  }
}

const SHORT_KEY_NOTE = `LINE_OPS_SECRET_KEY has fewer than ${MINIMUM_SECRET_KEY_CHARACTERS} characters: it still opens what it encrypted, and no new store takes it`;

function olderCopy(path: string): string {
  return `the secrets file ${path} is an older copy than the last one that line-ops wrote here: what was stored since is missing in it, and what was forgotten since is back`;
}

function keyTooShort(): LineOpsError {
  return failure('SECRET_KEY_TOO_SHORT', {});
}

/** What was encrypted stays so: whoever can set a variable must not be able to have the secrets laid open. */
function wouldBecomePlain(path: string, wished: string): LineOpsError {
  return failure('SECRETS_ENCRYPTED', { wished, path });
}

function keyMissing(path: string, cause: KeyringUnavailable): LineOpsError {
  return failure('SECRETS_LOCKED', { which: 'wouldBePlain', path, why: cause.message }, { cause });
}

function keyringMissing(cause: KeyringUnavailable): LineOpsError {
  return failure('SECRETS_LOCKED', { which: 'noKeyring', why: cause.message }, { cause });
}

async function requireKeyringKey(keyFromKeyring: () => Promise<Buffer | null>, path: string): Promise<Buffer> {
  const locked = (why: string, cause?: unknown) =>
    failure('SECRETS_LOCKED', { which: 'notOpened', path, why }, { cause });
  try {
    const key = await keyFromKeyring();
    if (key === null) throw locked('the keyring does not hold their key');
    return key;
  } catch (error) {
    if (error instanceof KeyringUnavailable) throw locked(error.message, error);
    throw error;
  }
}

function damaged(path: string): LineOpsError {
  return failure('SECRETS_DAMAGED', { path });
}

function tooNew(path: string): LineOpsError {
  return failure('STATE_TOO_NEW', { which: 'secrets', path });
}
