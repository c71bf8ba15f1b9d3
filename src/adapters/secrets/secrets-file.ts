import { isJsonObject, jsonObjectIn } from '../../domain/text/json-object.js';
import { derivationIn, type KeyDerivation, SCRYPT, type Sealed, sealText, unsealText } from './sealing.js';

/** Secrets by their names. */
export type Entries = Readonly<Record<string, string>>;

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

type Head =
  | { readonly protection: 'keyring'; readonly generation: number }
  | { readonly protection: 'key-variable'; readonly generation: number; readonly derivation: KeyDerivation };

/** The entries encrypted under the key. What the head says is authenticated with them: it cannot be exchanged. */
export function sealed(head: Head, entries: Entries, key: Buffer): EncryptedFile {
  const sealedEntries = sealText(JSON.stringify(entries), authenticated({ version: VERSION, ...head }), key);
  return { version: VERSION, ...head, ...sealedEntries };
}

/** @throws when the key is another one, or the file is not as it was written. */
export function unsealed(file: EncryptedFile, key: Buffer): Entries {
  const text = unsealText(file, file.version === FIRST_VERSION ? null : authenticated(file), key);
  const entries: unknown = JSON.parse(text);
  return isJsonObject(entries) ? textEntries(entries) : {};
}

function authenticated(file: Head & { readonly version: number }): string {
  const { version, protection, generation } = file;
  const { name, n, r, p, salt } =
    file.protection === 'key-variable' ? file.derivation : { name: null, n: null, r: null, p: null, salt: null };
  return JSON.stringify(['line-ops/secrets', version, protection, generation, name, n, r, p, salt]);
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

function textEntries(entries: Fields): Entries {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
