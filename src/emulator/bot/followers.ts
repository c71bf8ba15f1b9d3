import { isUserId, USER_ID_LENGTH, type UserId } from '../../domain/line/ids.js';
import { mix32, unmix32 } from '../seeded-hash.js';

/** Each quarter of a follower's ID is the index scattered with one of these, so that an ID proves itself. */
const WORD_KEYS = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834] as const;
const BLOCKED_KEY = 0x2545f491;
const UINT32_RANGE = 2 ** 32;
const CAPITAL_U = 0x55;
const NO_BYTE = 0x100;
const BYTE_OF_DIGITS = bytesByDigits();

/** User IDs as four 32-bit numbers each. */
export type UserWords = Uint32Array;

/** The user ID of the follower with this index, from 0. A million followers cost nothing: none is stored. */
export function followerId(index: number): UserId {
  const id = `U${WORD_KEYS.map((key) =>
    mix32(index ^ key)
      .toString(16)
      .padStart(8, '0'),
  ).join('')}`;
  if (!isUserId(id)) throw new RangeError(`no user ID for index ${index}`);
  return id;
}

/** The followers of the emulated account: how many there are, and which of them have blocked it. */
export class Followers {
  readonly count: number;
  readonly #blockedBelow: number;
  #friends: number | null = null;

  /** @param blockedRatio share of the followers, from 0 to 1, who have blocked the account. */
  constructor(count: number, blockedRatio: number) {
    this.count = count;
    this.#blockedBelow = blockedRatio * UINT32_RANGE;
  }

  /** The index of the follower whose four numbers start at `offset`, or -1 for anybody else. */
  indexOf(words: UserWords, offset = 0): number {
    const index = (unmix32(words[offset] ?? 0) ^ WORD_KEYS[0]) >>> 0;
    if (this.count <= index) return -1;
    const isGenuine =
      words[offset + 1] === mix32(index ^ WORD_KEYS[1]) &&
      words[offset + 2] === mix32(index ^ WORD_KEYS[2]) &&
      words[offset + 3] === mix32(index ^ WORD_KEYS[3]);
    return isGenuine ? index : -1;
  }

  /** Whether the ID belongs to a follower, blocked or not. */
  isFollower(id: string): boolean {
    const words = new Uint32Array(4);
    return readUserWords(id, words) && this.indexOf(words) !== -1;
  }

  /** Whether this follower has blocked the account; always the same answer for the same ratio. */
  isBlocked(index: number): boolean {
    return mix32(index ^ BLOCKED_KEY) < this.#blockedBelow;
  }

  /** How many followers have not blocked the account. LINE calls this the target reach. */
  friendCount(): number {
    this.#friends ??= this.#countFriends();
    return this.#friends;
  }

  #countFriends(): number {
    if (this.#blockedBelow <= 0) return this.count;
    let friends = 0;
    for (let index = 0; index < this.count; index++) if (!this.isBlocked(index)) friends += 1;
    return friends;
  }
}

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
    for (let word = 0; word < WORD_KEYS.length; word++) {
      const at = idAt + 1 + word * 8;
      const first = byteOf[view.getUint16(at)] ?? NO_BYTE;
      const second = byteOf[view.getUint16(at + 2)] ?? NO_BYTE;
      const third = byteOf[view.getUint16(at + 4)] ?? NO_BYTE;
      const fourth = byteOf[view.getUint16(at + 6)] ?? NO_BYTE;
      seen |= first | second | third | fourth;
      into[id * WORD_KEYS.length + word] = (first << 24) | (second << 16) | (third << 8) | fourth;
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
