import { USER_ID_LENGTH, type UserId } from '../ids.js';

/** Bytes of a packed user ID: its 32 hexadecimal digits, two to a byte. */
export const PACKED_USER_ID_BYTES = 16;

const CAPITAL_U = 0x55;
const HEX_DIGITS = '0123456789abcdef';

/** Stands for "no lower-case hexadecimal digit"; its high bits survive the OR of a whole ID. */
const NOT_A_DIGIT = 0xf0;
/** Value of each byte as a lower-case hexadecimal digit. */
const DIGIT_VALUE = new Uint8Array(256).fill(NOT_A_DIGIT);
for (let value = 0; value < 16; value++) DIGIT_VALUE[HEX_DIGITS.charCodeAt(value)] = value;

/** The two digits of each byte as two ASCII characters, in the byte order of this machine. */
const DIGIT_PAIR = new Uint16Array(256);
for (let byte = 0; byte < 256; byte++)
  DIGIT_PAIR[byte] = asciiPair(HEX_DIGITS.charAt(byte >> 4), HEX_DIGITS.charAt(byte & 15));
/** What stands before and after an ID in a JSON array. Both take two bytes, so a whole ID is written pair by pair. */
const BEFORE_ID = asciiPair('"', 'U');
const AFTER_ID = asciiPair('"', ',');
const JSON_PAIRS = 1 + PACKED_USER_ID_BYTES + 1;

/** The 16 bytes of a user ID. */
export function packUserId(userId: UserId): Uint8Array {
  const packed = new Uint8Array(PACKED_USER_ID_BYTES);
  packUserIdText(userId, packed, 0);
  return packed;
}

/**
 * Packs the user ID that starts at `at` in ASCII or UTF-8 bytes, and says whether there was one; what follows the 33
 * bytes is the caller's matter. When it answers false, the 16 target bytes hold nothing of meaning.
 */
export function packUserIdBytes(source: Uint8Array, at: number, target: Uint8Array, targetAt: number): boolean {
  if (source[at] !== CAPITAL_U) return false;
  let seen = 0;
  for (let index = 0; index < PACKED_USER_ID_BYTES; index++) {
    const digitAt = at + 1 + 2 * index;
    const high = DIGIT_VALUE[source[digitAt] ?? 0] ?? NOT_A_DIGIT;
    const low = DIGIT_VALUE[source[digitAt + 1] ?? 0] ?? NOT_A_DIGIT;
    seen |= high | low;
    target[targetAt + index] = (high << 4) | low;
  }
  return seen < 16;
}

/** Packs a text that is exactly one user ID, and says whether it was one; otherwise as `packUserIdBytes`. */
export function packUserIdText(text: string, target: Uint8Array, targetAt: number): boolean {
  if (text.length !== USER_ID_LENGTH || text.charCodeAt(0) !== CAPITAL_U) return false;
  let seen = 0;
  for (let index = 0; index < PACKED_USER_ID_BYTES; index++) {
    const digitAt = 1 + 2 * index;
    const high = DIGIT_VALUE[text.charCodeAt(digitAt)] ?? NOT_A_DIGIT;
    const low = DIGIT_VALUE[text.charCodeAt(digitAt + 1)] ?? NOT_A_DIGIT;
    seen |= high | low;
    target[targetAt + index] = (high << 4) | low;
  }
  return seen < 16;
}

/** How many user IDs a packed batch holds. */
export function countUserIds(packed: Uint8Array): number {
  return packed.length / PACKED_USER_ID_BYTES;
}

/** The user ID at a position of a packed batch. @throws {RangeError} where the batch has no such position. */
export function unpackUserId(packed: Uint8Array, position = 0): UserId {
  if (!(0 <= position && position < countUserIds(packed))) throw new RangeError(`no user ID at ${position}`);
  const start = position * PACKED_USER_ID_BYTES;
  const json = writeUserIdsJson(packed.subarray(start, start + PACKED_USER_ID_BYTES));
  // Between its quotes stands the form that parseUserId checks for: the tables can write no other.
  return json.slice(1, -1) as UserId;
}

/** The JSON text of a whole packed batch without its brackets, `"U…","U…"`; an empty text for an empty batch. */
export function writeUserIdsJson(packed: Uint8Array): string {
  const pairs = new Uint16Array(countUserIds(packed) * JSON_PAIRS);
  let at = 0;
  for (let start = 0; start < packed.length; start += PACKED_USER_ID_BYTES) {
    pairs[at++] = BEFORE_ID;
    for (let index = start; index < start + PACKED_USER_ID_BYTES; index++) {
      pairs[at++] = DIGIT_PAIR[packed[index] ?? 0] ?? 0;
    }
    pairs[at++] = AFTER_ID;
  }
  // The last comma is left out.
  return Buffer.from(pairs.buffer).toString('latin1', 0, Math.max(0, pairs.byteLength - 1));
}

/** Position of a user ID in a packed batch, or -1. */
export function indexOf(packed: Uint8Array, userId: UserId): number {
  const wanted = packUserId(userId);
  for (let start = 0; start < packed.length; start += PACKED_USER_ID_BYTES) {
    let same = 0;
    while (same < PACKED_USER_ID_BYTES && packed[start + same] === wanted[same]) same++;
    if (same === PACKED_USER_ID_BYTES) return start / PACKED_USER_ID_BYTES;
  }
  return -1;
}

function asciiPair(first: string, second: string): number {
  const [pair = 0] = new Uint16Array(Uint8Array.of(first.charCodeAt(0), second.charCodeAt(0)).buffer);
  return pair;
}
