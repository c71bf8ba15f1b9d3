import { failure } from '../failure/failure.js';

/** Where secrets are to be kept, as `LINE_OPS_SECRET_STORE` says; null where it is not set, and the best there is is taken. */
export type SecretStoreWish = 'keyring' | 'file' | 'plain';

/** @throws {LineOpsError} `usage` for any other word: a slip of the pen must not choose the weaker store. */
export function parseSecretStoreWish(text: string | undefined): SecretStoreWish | null {
  if (text === undefined || text === '') return null;
  if (text === 'keyring' || text === 'file' || text === 'plain') return text;
  throw failure('INVALID_SECRET_STORE', { text: text.slice(0, 40) });
}

/** A passphrase that is shorter can be guessed from a copy of the file. */
export const MINIMUM_SECRET_KEY_CHARACTERS = 16;

/** Whether a value of `LINE_OPS_SECRET_KEY` is long enough for a new store; white space counts. */
export function isLongEnough(secretKey: string): boolean {
  return MINIMUM_SECRET_KEY_CHARACTERS <= [...secretKey].length;
}
