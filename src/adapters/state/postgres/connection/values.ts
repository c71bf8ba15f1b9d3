import { damaged } from '../../sql/damage.js';

/** @see https://www.postgresql.org/docs/current/catalog-pg-type.html and pg_type.dat of its source */
const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const FLOAT4 = 700;
const FLOAT8 = 701;
const NUMERIC = 1700;

/** What a text of the server is in the program, by its type; whatever is not listed stays a text. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [BOOL, (text) => text === 't'],
  [BYTEA, bytesOf],
  ...[INT8, INT2, INT4, FLOAT4, FLOAT8, NUMERIC].map((type) => [type, numberOf] as const),
]);

/** For the driver: sums come as `numeric`, counts as `int8`, and both are numbers here. */
export const VALUES = {
  getTypeParser: (type: number) => PARSERS.get(type) ?? ((text: string) => text),
};

/** Larger than a number can be: no program of ours has written it. @throws {LineOpsError} `failure` STATE_DAMAGED. */
function numberOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number)) return number;
  throw damaged(text);
}

/** Two digits for each byte, or, where the server is set to it, text with what is no text as `\\ooo`. */
function bytesOf(text: string): Uint8Array {
  if (text.startsWith('\\x')) return Buffer.from(text.slice(2), 'hex');
  const plain = text.replace(/\\(\\|[0-7]{3})/g, (_, code: string) =>
    code === '\\' ? code : String.fromCharCode(Number.parseInt(code, 8)),
  );
  return Buffer.from(plain, 'latin1');
}
