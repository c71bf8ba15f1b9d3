import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { isJsonObject } from '../../domain/text/json-object.js';

/** How a key is made from `LINE_OPS_SECRET_KEY`. It lies beside the secrets, so that a later version may ask for more. */
export interface KeyDerivation {
  readonly name: 'scrypt';
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** Base64. */
  readonly salt: string;
}

/** What is encrypted, in Base64. */
export interface Sealed {
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;

/** Node's own figures: 16 MB and some 50 ms for each try at a passphrase of 16 characters or more. */
export const SCRYPT = { name: 'scrypt', n: 2 ** 14, r: 8, p: 1 } as const;
/** Secrets that ask for more would stop the program rather than open. */
const MOST_MEMORY_BYTES = 512 * 1024 * 1024;
const MOST_RUNS = 16;

export function newDerivation(): KeyDerivation {
  return { ...SCRYPT, salt: randomBytes(16).toString('base64') };
}

export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

export function deriveKey(passphrase: string, { n, r, p, salt }: KeyDerivation): Buffer {
  return scryptSync(passphrase, Buffer.from(salt, 'base64'), KEY_BYTES, {
    N: n,
    r,
    p,
    maxmem: MOST_MEMORY_BYTES + 1024 * 1024,
  });
}

/** Encrypts under a nonce of its own. What is authenticated beside it cannot be exchanged. */
export function sealText(text: string, authenticated: string, key: Buffer): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(Buffer.from(authenticated));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** @throws when the key is another one, or anything is not as it was sealed. */
export function unsealText({ nonce, tag, data }: Sealed, authenticated: string | null, key: Buffer): string {
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, 'base64'), { authTagLength: 16 });
  if (authenticated !== null) decipher.setAAD(Buffer.from(authenticated));
  decipher.setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
}

/** Null for what is none, or asks for more than any of ours. */
export function derivationIn(value: unknown): KeyDerivation | null {
  if (!isJsonObject(value)) return null;
  const { name, n, r, p, salt } = value;
  if (name !== 'scrypt' || typeof salt !== 'string' || !isCount(n) || !isCount(r) || !isCount(p)) return null;
  const isPowerOfTwo = Number.isInteger(Math.log2(n)) && 1 < n;
  return isPowerOfTwo && 128 * n * r <= MOST_MEMORY_BYTES && p <= MOST_RUNS ? { name, n, r, p, salt } : null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && 0 < value;
}
