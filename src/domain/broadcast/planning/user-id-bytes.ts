import { USER_ID_LENGTH, type UserId } from '../../line/ids.js';

/** Bytes of a packed user ID: its 32 hexadecimal digits, two to a byte. */
export const PACKED_USER_ID_BYTES = 16;

const CAPITAL_U = 0x55;
const HEX_DIGITS = '0123456789abcdef';

/** Stands for "no lower-case hexadecimal digit"; its high bits survive the OR of a whole ID. */
const NOT_A_DIGIT = 0xf0;
/** Value of each byte as a lower-case hexadecimal digit. */
const DIGIT_VALUE = new Uint8Array(256).fill(NOT_A_DIGIT);
for (let value = 0; value < 16; value++) DIGIT_VALUE[HEX_DIGITS.charCodeAt(value)] = value;

/** Four characters of an ID in a JSON array, `"U` and `",` around it, in the byte order of this machine. */
interface Quads {
  /** By the first byte. */
  readonly first: Uint32Array;
  /** By two bytes, the earlier one in the lower half. */
  readonly middle: Uint32Array;
  /** By the last byte. */
  readonly last: Uint32Array;
}

const JSON_QUADS = 9;

/** Made on first use: most runs write no ID. */
let quads: Quads | null = null;

function createQuads(): Quads {
  const digits = halves(
    Array.from({ length: 256 }, (_, byte) => HEX_DIGITS.charAt(byte >> 4) + HEX_DIGITS.charAt(byte & 15)),
  );
  const [before = 0, after = 0] = halves(['"U', '",']);
  const digitsOf = (byte: number) => digits[byte] ?? 0;
  return {
    first: quadsOf(256, () => before, digitsOf),
    middle: quadsOf(
      65_536,
      (bytes) => digitsOf(bytes & 0xff),
      (bytes) => digitsOf(bytes >> 8),
    ),
    last: quadsOf(256, digitsOf, () => after),
  };
}

/** Two characters each. */
function halves(texts: readonly string[]): Uint16Array {
  return new Uint16Array(Uint8Array.from(Buffer.from(texts.join(''), 'latin1')).buffer);
}

function quadsOf(count: number, earlier: (index: number) => number, later: (index: number) => number): Uint32Array {
  const written = new Uint16Array(2 * count);
  for (let index = 0; index < count; index++) {
    written[2 * index] = earlier(index);
    written[2 * index + 1] = later(index);
  }
  return new Uint32Array(written.buffer);
}

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
  const digits = Buffer.from(packed.subarray(start, start + PACKED_USER_ID_BYTES)).toString('hex');
  // The form that parseUserId checks for: 32 lower-case hexadecimal digits.
  return `U${digits}` as UserId;
}

/** The JSON text of a whole packed batch without its brackets, `"U…","U…"`; an empty text for an empty batch. */
export function writeUserIdsJson(packed: Uint8Array): string {
  quads ??= createQuads();
  const { first, middle, last } = quads;
  const written = new Uint32Array(countUserIds(packed) * JSON_QUADS);
  // Four characters at a time, without an inner loop: of all that is done for a request, this took the longest.
  for (let from = 0, to = 0; from < packed.length; from += PACKED_USER_ID_BYTES, to += JSON_QUADS) {
    written[to] = first[at(packed, from)] ?? 0;
    written[to + 1] = middle[pairAt(packed, from + 1)] ?? 0;
    written[to + 2] = middle[pairAt(packed, from + 3)] ?? 0;
    written[to + 3] = middle[pairAt(packed, from + 5)] ?? 0;
    written[to + 4] = middle[pairAt(packed, from + 7)] ?? 0;
    written[to + 5] = middle[pairAt(packed, from + 9)] ?? 0;
    written[to + 6] = middle[pairAt(packed, from + 11)] ?? 0;
    written[to + 7] = middle[pairAt(packed, from + 13)] ?? 0;
    written[to + 8] = last[at(packed, from + 15)] ?? 0;
  }
  // The last comma is left out.
  return Buffer.from(written.buffer).toString('latin1', 0, Math.max(0, written.byteLength - 1));
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function pairAt(bytes: Uint8Array, index: number): number {
  return at(bytes, index) | (at(bytes, index + 1) << 8);
}

/** The user IDs of a packed batch, each with the same text before and behind it. */
export function writeUserIds(packed: Uint8Array, before: string, behind: string): string {
  const digits = Buffer.from(packed.buffer, packed.byteOffset, packed.length).toString('hex');
  const start = `${before}U`;
  let text = '';
  for (let from = 0; from < digits.length; from += 2 * PACKED_USER_ID_BYTES)
    text += start + digits.slice(from, from + 2 * PACKED_USER_ID_BYTES) + behind;
  return text;
}

/** Position of a user ID in a packed batch, or -1; what lies across two IDs is nobody's. */
export function indexOf(packed: Uint8Array, userId: UserId): number {
  const wanted = packUserId(userId);
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  for (let start = bytes.indexOf(wanted); start !== -1; start = bytes.indexOf(wanted, start + 1))
    if (start % PACKED_USER_ID_BYTES === 0) return start / PACKED_USER_ID_BYTES;
  return -1;
}
