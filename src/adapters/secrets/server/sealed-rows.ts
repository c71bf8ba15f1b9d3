import { jsonObjectIn } from '../../../domain/text/json-object.js';
import { damaged } from '../../state/sql/damage.js';
import type { RowReader } from '../../state/sql/rows.js';
import { derivationIn, type KeyDerivation, type Sealed, sealText, unsealText } from '../sealing.js';

/** The form of both rows. */
export const VERSION = 1;

/** What is common to both rows: which write made it. */
interface SealedRow extends Sealed {
  readonly version: number;
  readonly generation: number;
}

/** How the key of a state is made, with something to prove that it is the right one. */
export interface SealedKey extends SealedRow {
  readonly derivation: KeyDerivation;
}

/** One secret. */
export type SealedSecret = SealedRow;

export function sealKey(derivation: KeyDerivation, generation: number, key: Buffer): SealedKey {
  const head = { version: VERSION, generation, derivation };
  return { ...head, ...sealText(PROOF, keyWords(head), key) };
}

/** Whether it is the key under which the row was sealed, and the row as it was. */
export function isOpenedBy(key: Buffer, sealed: SealedKey): boolean {
  try {
    return unsealText(sealed, keyWords(sealed), key) === PROOF;
  } catch {
    return false;
  }
}

const PROOF = 'line-ops';

function keyWords({ version, generation, derivation }: Omit<SealedKey, keyof Sealed>): string {
  const { name, n, r, p, salt } = derivation;
  return JSON.stringify(['line-ops/secret-key', version, generation, name, n, r, p, salt]);
}

/** Each by itself, with its name: a row that is put under another name does not open. */
export function sealSecret(name: string, value: string, generation: number, key: Buffer): SealedSecret {
  const head = { version: VERSION, generation };
  return { ...head, ...sealText(value, secretWords(name, head), key) };
}

/** @throws when the row is not as it was sealed under that name. */
export function unsealSecret(name: string, sealed: SealedSecret, key: Buffer): string {
  return unsealText(sealed, secretWords(name, sealed), key);
}

function secretWords(name: string, { version, generation }: Omit<SealedRow, keyof Sealed>): string {
  return JSON.stringify(['line-ops/secret', version, generation, name]);
}

/** @throws {LineOpsError} `failure` STATE_DAMAGED for what we never write. */
export function sealedKeyOf(row: RowReader): SealedKey {
  const derivation = derivationIn(jsonObjectIn(row.text('derivation')));
  if (derivation === null) throw damaged('derivation');
  return { ...sealedRowOf(row), derivation };
}

/** The columns begin with `prefix`. */
export function sealedRowOf(row: RowReader, prefix = ''): SealedRow {
  return {
    version: row.number(`${prefix}version`),
    generation: row.number(`${prefix}generation`),
    nonce: row.text(`${prefix}nonce`),
    tag: row.text(`${prefix}tag`),
    data: row.text(`${prefix}data`),
  };
}
