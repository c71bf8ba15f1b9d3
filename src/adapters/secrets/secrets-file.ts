import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { isJsonObject, jsonObjectIn } from '../../domain/text/json-object.js';

/** Secrets by their names. */
export type Entries = Readonly<Record<string, string>>;

/** How a key is made from `LINE_OPS_SECRET_KEY`. It lies in the file, so that a later version may ask for more. */
export interface KeyDerivation {
  readonly name: 'scrypt';
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** Base64. */
  readonly salt: string;
}

/** What is encrypted, in Base64. */
interface Sealed {
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface Common {
  /** Of the form of the file. */
  readonly version: number;
  /** How often the file was written; 0 in the first form, which did not count. */
  readonly generation: number;
}

export type SecretsFile = Common &
  (
    | { readonly protection: 'plain'; readonly entries: Entries }
    | ({ readonly protection: 'keyring' } & Sealed)
    | ({ readonly protection: 'key-variable'; readonly derivation: KeyDerivation } & Sealed)
  );

export type EncryptedFile = Extract<SecretsFile, Sealed>;

/** The form that is written. The first one, which authenticated nothing beside the secrets, is still read. */
export const VERSION = 2;
const FIRST_VERSION = 1;

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;

/** Node's own figures: 16 MB and some 50 ms for each try at a passphrase of 16 characters or more. */
const SCRYPT = { name: 'scrypt', n: 2 ** 14, r: 8, p: 1 } as const;
/** A file that asks for more would stop the program rather than open. */
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

type Head =
  | { readonly protection: 'keyring'; readonly generation: number }
  | { readonly protection: 'key-variable'; readonly generation: number; readonly derivation: KeyDerivation };

/** The entries encrypted under the key. What the head says is authenticated with them: it cannot be exchanged. */
export function sealed(head: Head, entries: Entries, key: Buffer): EncryptedFile {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(authenticated({ version: VERSION, ...head }));
  const data = Buffer.concat([cipher.update(JSON.stringify(entries), 'utf8'), cipher.final()]);
  return {
    version: VERSION,
    ...head,
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** @throws when the key is another one, or the file is not as it was written. */
export function unsealed(file: EncryptedFile, key: Buffer): Entries {
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(file.nonce, 'base64'), { authTagLength: 16 });
  if (file.version !== FIRST_VERSION) decipher.setAAD(authenticated(file));
  decipher.setAuthTag(Buffer.from(file.tag, 'base64'));
  const text = Buffer.concat([decipher.update(Buffer.from(file.data, 'base64')), decipher.final()]).toString('utf8');
  const entries: unknown = JSON.parse(text);
  return isJsonObject(entries) ? textEntries(entries) : {};
}

function authenticated(file: Head & { readonly version: number }): Buffer {
  const { version, protection, generation } = file;
  const { name, n, r, p, salt } =
    file.protection === 'key-variable' ? file.derivation : { name: null, n: null, r: null, p: null, salt: null };
  return Buffer.from(JSON.stringify(['line-ops/secrets', version, protection, generation, name, n, r, p, salt]));
}

/** The text of the file. */
export function secretsText(file: SecretsFile): string {
  return `${JSON.stringify(file)}\n`;
}

/** The file that a text is; `newer` where a later version of the program wrote it, null where it is none. */
export function parseSecretsFile(text: string): SecretsFile | 'newer' | null {
  const fields = jsonObjectIn(text);
  if (fields === null) return null;
  const { version } = fields;
  if (typeof version === 'number' && VERSION < version) return 'newer';
  if (version === VERSION) return fileIn(fields, version);
  if (version === FIRST_VERSION) return fileIn(asTodaysForm(fields), version);
  return null;
}

/** The first form did not count, and its key was always made in one way. */
function asTodaysForm(fields: Fields): Fields {
  return { ...fields, generation: 0, derivation: { ...SCRYPT, salt: fields['salt'] } };
}

function fileIn(fields: Fields, version: number): SecretsFile | null {
  const { generation, protection, entries } = fields;
  if (typeof generation !== 'number' || !Number.isSafeInteger(generation) || generation < 0) return null;
  if (protection === 'plain')
    return isJsonObject(entries) ? { version, generation, protection, entries: textEntries(entries) } : null;
  const parts = sealedIn(fields);
  if (parts === null) return null;
  if (protection === 'keyring') return { version, generation, protection, ...parts };
  const derivation = derivationIn(fields['derivation']);
  if (protection !== 'key-variable' || derivation === null) return null;
  return { version, generation, protection, derivation, ...parts };
}

function sealedIn({ nonce, tag, data }: Fields): Sealed | null {
  if (typeof nonce !== 'string' || typeof tag !== 'string' || typeof data !== 'string') return null;
  return { nonce, tag, data };
}

function derivationIn(value: unknown): KeyDerivation | null {
  if (!isJsonObject(value)) return null;
  const { name, n, r, p, salt } = value;
  if (name !== 'scrypt' || typeof salt !== 'string' || !isCount(n) || !isCount(r) || !isCount(p)) return null;
  const isPowerOfTwo = Number.isInteger(Math.log2(n)) && 1 < n;
  return isPowerOfTwo && 128 * n * r <= MOST_MEMORY_BYTES && p <= MOST_RUNS ? { name, n, r, p, salt } : null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && 0 < value;
}

function textEntries(entries: Fields): Entries {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
