import { createHash } from 'node:crypto';
import { failure } from '../../domain/failure/failure.js';
import type { EnvironmentVariables, Redactor } from '../../ports/host.js';
import { type Keyring, KeyringUnavailable } from './keyring.js';
import { deriveKey, type KeyDerivation, newKey } from './sealing.js';

/** `LINE_OPS_SECRET_KEY`, byte for byte: white space may be a part of it. */
export interface Passphrase {
  readonly text: string;
  /** Takes some 50 ms the first time. */
  keyFor(derivation: KeyDerivation): Buffer;
}

/** Null where none is set. The redactor knows it. */
export function passphraseFrom(env: EnvironmentVariables, redactor: Redactor): Passphrase | null {
  const text = env['LINE_OPS_SECRET_KEY'] || null;
  if (text === null) return null;
  redactor.register(text);
  const derived = new Map<string, Buffer>();
  return {
    text,
    keyFor(derivation) {
      const how = JSON.stringify(derivation);
      const key = derived.get(how) ?? deriveKey(text, derivation);
      derived.set(how, key);
      return key;
    },
  };
}

/** The keys of one secrets file. The redactor knows every one of them. */
export interface SecretKeys {
  readonly passphrase: Passphrase | null;
  /** @throws {LineOpsError} `auth` SECRETS_LOCKED where no passphrase is set. */
  fromPassphrase(derivation: KeyDerivation): Buffer;
  /** The key in the keyring. @throws {LineOpsError} `auth` SECRETS_LOCKED where it cannot be had. */
  fromKeyring(): Promise<Buffer>;
  /** The key in the keyring, put there where there is none. @throws {KeyringUnavailable} */
  keptInKeyring(): Promise<Buffer>;
}

interface KeyParts {
  /** Of the secrets file. */
  readonly path: string;
  readonly env: EnvironmentVariables;
  readonly keyring: Keyring;
  readonly redactor: Redactor;
}

export function createSecretKeys({ path, env, keyring, redactor }: KeyParts): SecretKeys {
  const account = `secrets-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  const passphrase = passphraseFrom(env, redactor);
  /** Asking the keyring takes a process; its answer does not change under us once it is a key. */
  let known: Buffer | null = null;

  const stored = async (): Promise<Buffer | null> => {
    if (known !== null) return known;
    const text = await keyring.get(account);
    if (text === null) return null;
    redactor.register(text);
    known = Buffer.from(text, 'base64');
    return known;
  };

  const store = async (key: Buffer): Promise<Buffer> => {
    const text = key.toString('base64');
    redactor.register(text);
    await keyring.set(account, text);
    if ((await keyring.get(account)) !== text) throw new KeyringUnavailable('the keyring did not keep the key');
    known = key;
    return key;
  };

  const locked = (why: string, cause?: unknown) =>
    failure('SECRETS_LOCKED', { which: 'notOpened', path, why }, { cause });

  return {
    passphrase,
    fromPassphrase(derivation) {
      if (passphrase === null) throw failure('SECRETS_LOCKED', { which: 'keyNotSet', path });
      return passphrase.keyFor(derivation);
    },
    async fromKeyring() {
      try {
        const key = await stored();
        if (key === null) throw locked('the keyring does not hold their key');
        return key;
      } catch (error) {
        if (error instanceof KeyringUnavailable) throw locked(error.message, error);
        throw error;
      }
    },
    keptInKeyring: async () => (await stored()) ?? store(newKey()),
  };
}
