import { join } from 'node:path';
import { failure } from '../../domain/failure/failure.js';
import {
  isLongEnough,
  MINIMUM_SECRET_KEY_CHARACTERS,
  parseSecretStoreWish,
} from '../../domain/host/secret-protection.js';
import type { EnvironmentVariables, Redactor } from '../../ports/host.js';
import type { Locks, SecretProtection, SecretStore } from '../../ports/store.js';
import { withLock } from '../../ports/with-lock.js';
import type { Keyring } from './keyring.js';
import { readMark, readPrivate, sayOnce, writeMark, writePrivate } from './private-files.js';
import { protectedFile, protectingFor, wishedFor, wouldBecomePlain } from './protecting.js';
import { createSecretKeys, type SecretKeys } from './secret-keys.js';
import {
  type EncryptedFile,
  type Entries,
  parseSecretsFile,
  type SecretsFile,
  secretsText,
  unsealed,
} from './secrets-file.js';

const LOCK_WAIT_MS = 5_000;

interface SecretStoreParts {
  readonly folder: string;
  readonly env: EnvironmentVariables;
  readonly keyring: Keyring;
  readonly locks: Locks;
  readonly redactor: Redactor;
  /** Says what an operator should know of the store; called once for each thing. */
  readonly warn: (line: string) => void;
}

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
  const wish = parseSecretStoreWish(env['LINE_OPS_SECRET_STORE']);
  const keys = createSecretKeys({ path, env, keyring, redactor });
  const warnOnce = sayOnce(warn);
  let opened: Promise<Entries> | null = null;

  const readFile = (): SecretsFile | null => {
    // Before the file, which is written first: another process may be writing both.
    const mark = readMark(markPath).generation;
    const file = fileAt(path);
    if (file === null) return null;
    if (wish === 'plain' && file.protection !== 'plain') throw wouldBecomePlain(path, wish);
    if (file.generation < mark) warnOnce(olderCopy(path));
    return file;
  };

  const entriesOf = async (file: SecretsFile | null): Promise<Entries> => {
    if (file === null) return {};
    if (file.protection === 'plain') return file.entries;
    const entries = await unlocked(file, keys, path);
    const isShort = keys.passphrase !== null && !isLongEnough(keys.passphrase.text);
    if (file.protection === 'key-variable' && isShort) warnOnce(SHORT_KEY_NOTE);
    return entries;
  };

  const read = async (): Promise<Entries> => {
    opened ??= entriesOf(readFile());
    const entries = await opened;
    for (const value of Object.values(entries)) redactor.register(value);
    return entries;
  };

  const set: SecretStore['set'] = async (changes) => {
    for (const value of Object.values(changes)) if (value) redactor.register(value);
    const busy = () => failure('STATE_BUSY', { which: 'file', path });
    await withLock(locks, { name: 'secrets', waitMs: LOCK_WAIT_MS, busy }, async () => {
      const file = readFile();
      const entries = changed(await entriesOf(file), changes);
      const generation = Math.max(file?.generation ?? 0, readMark(markPath).generation) + 1;
      const protecting = await protectingFor({ path, file, wish, keys });
      writePrivate(path, secretsText(protectedFile(protecting, generation, entries)));
      writeMark(markPath, { of: null, generation });
      opened = Promise.resolve(entries);
    });
  };

  return {
    get: async (name) => (await read())[name] ?? null,
    set,
    entries: read,
    async requireReadable() {
      await read();
    },
    requireWritable: () => set({}),
    async protection(): Promise<SecretProtection> {
      const file = readFile();
      if (file === null) {
        const protecting = await protectingFor({ path, file, wish, keys });
        return protecting.type === 'plain' ? protecting : { type: protecting.type };
      }
      if (file.protection !== 'plain') return { type: file.protection };
      return { type: 'plain', why: wish === null ? 'no keyring when it was written' : wishedFor(wish) };
    },
  };
}

/** @throws {LineOpsError} for a file that is none, or one of a later version. */
function fileAt(path: string): SecretsFile | null {
  const text = readPrivate(path);
  if (text === null) return null;
  const file = parseSecretsFile(text);
  if (file === null) throw failure('SECRETS_DAMAGED', { which: 'file', path });
  if (file === 'newer') throw failure('STATE_TOO_NEW', { which: 'secrets', path });
  return file;
}

async function unlocked(file: EncryptedFile, keys: SecretKeys, path: string): Promise<Entries> {
  const key = file.protection === 'key-variable' ? keys.fromPassphrase(file.derivation) : await keys.fromKeyring();
  try {
    return unsealed(file, key);
  } catch (cause) {
    throw failure('SECRETS_LOCKED', { which: 'wrongKey', path }, { cause });
  }
}

/** The entries after the changes, of which null takes one away. */
function changed(entries: Entries, changes: Parameters<SecretStore['set']>[0]): Entries {
  const after: Record<string, string> = { ...entries };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined) delete after[name];
    else after[name] = value;
  }
  return after;
}

const SHORT_KEY_NOTE = `LINE_OPS_SECRET_KEY has fewer than ${MINIMUM_SECRET_KEY_CHARACTERS} characters: it still opens what it encrypted, and no new store takes it`;

function olderCopy(path: string): string {
  return `the secrets file ${path} is an older copy than the last one that line-ops wrote here: what was stored since is missing in it, and what was forgotten since is back`;
}
