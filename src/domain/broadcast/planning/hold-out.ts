import { failure } from '../../failure/failure.js';

/** Whom to hold out: about this share of all recipients, the same people every time for the same seed. */
export interface HoldOut {
  /** More than 0 and less than 1. */
  readonly share: number;
  /** Another seed chooses other people. */
  readonly seed: string;
}

/** `5%` as a share. @throws {LineOpsError} `usage` unless it is a percentage above 0 and below 100. */
export function parseHoldOutShare(text: string): number {
  const percent = Number(/^(\d{1,2}(?:\.\d{1,6})?)%$/.exec(text)?.[1] ?? 0);
  if (0 < percent) return percent / 100;
  throw failure('INVALID_HOLD_OUT', { text });
}

/**
 * Decides for each user ID by a hash of it and the seed, so that the choice depends on nothing else: not on the order
 * of the list, who else is in it, or the machine. The rule takes packed IDs and the position of the first of 16 bytes.
 */
export function holdOutRule({ share, seed }: HoldOut): (packed: Uint8Array, at: number) => boolean {
  const start = hashOfText(seed);
  const limit = share * 2 ** 32;
  return (packed, at) => {
    let hash = start;
    for (let word = 0; word < 4; word += 1) hash = mixIn(hash, littleEndianWord(packed, at + 4 * word));
    return finished(hash) < limit;
  };
}

function hashOfText(text: string): number {
  let hash = text.length;
  for (let index = 0; index < text.length; index += 1) hash = mixIn(hash, text.charCodeAt(index));
  return finished(hash) | 0;
}

function littleEndianWord(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

/** One round of MurmurHash3 (x86, 32 bits). */
function mixIn(hash: number, word: number): number {
  const scrambled = Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotated(hash ^ scrambled, 13), 5) + 0xe6546b64) | 0;
}

/** The end of MurmurHash3: every bit depends on every other. Unsigned. */
function finished(hash: number): number {
  let mixed = hash ^ 16;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
