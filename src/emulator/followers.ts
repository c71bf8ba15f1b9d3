import { isUserId, USER_ID_LENGTH, type UserId } from '../domain/ids.js';
import { mix32, unmix32 } from './mixing.js';

/** Each quarter of a follower's ID is the index scattered with one of these, so that an ID proves itself. */
const WORD_KEYS = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834] as const;
const BLOCKED_KEY = 0x2545f491;
const UINT32_RANGE = 2 ** 32;

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
  const misshapen = ids.findIndex((id) => typeof id !== 'string' || id.length !== USER_ID_LENGTH);
  const wellShaped = misshapen === -1 ? ids : ids.slice(0, misshapen);
  // All at once as bytes: reading strings digit by digit takes several times as long. What is not ASCII makes the bytes
  // outnumber the characters; those are read on their own.
  const bytes = Buffer.from(wellShaped.join(''));
  if (bytes.length !== wellShaped.length * USER_ID_LENGTH) {
    return wellShaped.findIndex((id) => !/^U[0-9a-f]{32}$/.test(String(id)));
  }
  for (let position = 0; position < wellShaped.length; position++) {
    if (!readWords(bytes, position * USER_ID_LENGTH, into, position * 4)) return position;
  }
  return misshapen === -1 ? null : misshapen;
}

function readWords(bytes: Uint8Array, start: number, into: UserWords, offset: number): boolean {
  let seen = bytes[start] === 0x55 ? 0 : NO_DIGIT;
  for (let word = 0; word < 4; word++) {
    let value = 0;
    const first = start + 1 + word * 8;
    for (let at = first; at < first + 8; at++) {
      // A table and one check at the end: a branch per digit is guessed wrong half the time.
      const digit = HEX_DIGITS[bytes[at] ?? 0] ?? NO_DIGIT;
      seen |= digit;
      value = (value << 4) | digit;
    }
    into[offset + word] = value;
  }
  return seen < NO_DIGIT;
}

const NO_DIGIT = 0x80;
const HEX_DIGITS: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return digit === -1 ? NO_DIGIT : digit;
});
