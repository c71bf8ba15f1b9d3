import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { isLongEnough, type SecretStoreWish } from '../../domain/host/secret-protection.js';
import { KeyringUnavailable } from './keyring.js';
import { type KeyDerivation, newDerivation } from './sealing.js';
import type { Passphrase, SecretKeys } from './secret-keys.js';
import { type Entries, type SecretsFile, sealed, VERSION } from './secrets-file.js';

/** How a file is written the next time. */
export type Protecting =
  | { readonly type: 'plain'; readonly why: string }
  | { readonly type: 'keyring'; readonly key: Buffer }
  | { readonly type: 'key-variable'; readonly key: Buffer; readonly derivation: KeyDerivation };

/** What is known of a store when it is to be written. */
interface StoreToWrite {
  readonly path: string;
  /** As it is now; null where there is none. */
  readonly file: SecretsFile | null;
  readonly wish: SecretStoreWish | null;
  readonly keys: SecretKeys;
}

/**
 * The protection that the wish, or else what is there, gives a file. One that is encrypted stays so: whoever can set a
 * variable must not be able to have the secrets laid open.
 *
 * @throws {LineOpsError} where the wish cannot be met, or the file would become plain.
 */
export async function protectingFor(store: StoreToWrite): Promise<Protecting> {
  const { wish, keys } = store;
  if (wish === 'plain') return { type: 'plain', why: wishedFor(wish) };
  if (keys.passphrase !== null && wish !== 'keyring') return byPassphrase(store, keys.passphrase);
  if (wish !== 'file') return byKeyring(store);
  if (isEncrypted(store.file)) throw wouldBecomePlain(store.path, wish);
  return { type: 'plain', why: wishedFor(wish) };
}

/** How a plain file is explained that the operator asked for. */
export function wishedFor(wish: SecretStoreWish): string {
  return `LINE_OPS_SECRET_STORE=${wish}`;
}

export function wouldBecomePlain(path: string, wish: SecretStoreWish): LineOpsError {
  return failure('SECRETS_ENCRYPTED', { which: 'file', wished: wishedFor(wish), path });
}

/** What opened a file goes on to protect it, however short it is: only a new one must be long enough. */
function byPassphrase({ file }: StoreToWrite, passphrase: Passphrase): Protecting {
  const inUse = file?.protection === 'key-variable' ? file.derivation : null;
  if (inUse === null && !isLongEnough(passphrase.text)) throw failure('SECRET_KEY_TOO_SHORT', {});
  const derivation = inUse ?? newDerivation();
  return { type: 'key-variable', key: passphrase.keyFor(derivation), derivation };
}

async function byKeyring({ path, file, wish, keys }: StoreToWrite): Promise<Protecting> {
  try {
    return { type: 'keyring', key: await keys.keptInKeyring() };
  } catch (cause) {
    if (!(cause instanceof KeyringUnavailable)) throw cause;
    const why = cause.message;
    if (wish === 'keyring') throw failure('SECRETS_LOCKED', { which: 'noKeyring', why }, { cause });
    if (isEncrypted(file)) throw failure('SECRETS_LOCKED', { which: 'wouldBePlain', path, why }, { cause });
    return { type: 'plain', why };
  }
}

function isEncrypted(file: SecretsFile | null): boolean {
  return file !== null && file.protection !== 'plain';
}

/** The file that holds the entries under that protection. */
export function protectedFile(protecting: Protecting, generation: number, entries: Entries): SecretsFile {
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
