import { isUserId, USER_ID_LENGTH } from '../../domain/line/ids.js';

/** Numbers of one user ID. */
export const WORDS_PER_ID = 4;
const CAPITAL_U = 0x55;
const NO_BYTE = 0x100;
const BYTE_OF_DIGITS = bytesByDigits();

/** User IDs as four 32-bit numbers each. */
export type UserWords = Uint32Array;

/** Reads a user ID into four numbers; false unless it is `U` and 32 of `0-9a-f`. */
export function readUserWords(id: string, into: UserWords): boolean {
  return readAllUserWords([id], into) === null;
}

/**
 * Reads user IDs into four numbers each, one after the other. Answers with the position of the first one that is not
 * `U` and 32 of `0-9a-f`, or null when all are.
 */
export function readAllUserWords(ids: readonly unknown[], into: UserWords): number | null {
  return readAtOnce(ids, into) ? null : readOneByOne(ids, into);
}

/**
 * Reads user IDs that stand in bytes `stride` apart, into four numbers each; false unless every one is `U` and 32 of
 * `0-9a-f`. Two digits at a time from a table: digit by digit takes several times as long.
 */
export function readUserWordsInBytes(
  bytes: Buffer,
  { start, stride, count }: { readonly start: number; readonly stride: number; readonly count: number },
  into: UserWords,
): boolean {
  if (bytes.length < start + (count - 1) * stride + USER_ID_LENGTH) return false;
  const byteOf = BYTE_OF_DIGITS; // A local name: the engine reads it once, not once per pair.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let seen = 0; // Every bit of every byte: one look at the end instead of one per pair.
  for (let id = 0; id < count; id++) {
    const idAt = start + id * stride;
    if (bytes[idAt] !== CAPITAL_U) return false;
    for (let word = 0; word < WORDS_PER_ID; word++) {
      const at = idAt + 1 + word * 8;
      const first = byteOf[view.getUint16(at)] ?? NO_BYTE;
      const second = byteOf[view.getUint16(at + 2)] ?? NO_BYTE;
      const third = byteOf[view.getUint16(at + 4)] ?? NO_BYTE;
      const fourth = byteOf[view.getUint16(at + 6)] ?? NO_BYTE;
      seen |= first | second | third | fourth;
      into[id * WORDS_PER_ID + word] = (first << 24) | (second << 16) | (third << 8) | fourth;
    }
  }
  return seen < NO_BYTE;
}

function readAtOnce(ids: readonly unknown[], into: UserWords): boolean {
  for (const id of ids) if (typeof id !== 'string' || id.length !== USER_ID_LENGTH) return false;
  const bytes = Buffer.from(ids.join(''));
  // More bytes than characters: some are not ASCII, and the IDs do not stand where they are looked for.
  if (bytes.length !== ids.length * USER_ID_LENGTH) return false;
  return readUserWordsInBytes(bytes, { start: 0, stride: USER_ID_LENGTH, count: ids.length }, into);
}

function readOneByOne(ids: readonly unknown[], into: UserWords): number | null {
  for (const [position, id] of ids.entries()) {
    if (typeof id !== 'string' || !isUserId(id)) return position;
    readAtOnce([id], into.subarray(position * 4));
  }
  return null;
}

/** What two hexadecimal digits stand for, by their character codes as one 16-bit number; `NO_BYTE` for anything else. */
function bytesByDigits(): Uint16Array {
  const bytes = new Uint16Array(0x10000).fill(NO_BYTE);
  for (let byte = 0; byte <= 0xff; byte++) {
    bytes[Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16BE()] = byte;
  }
  return bytes;
}
