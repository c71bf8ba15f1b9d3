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
  return readAtOnce(ids, into) ? null : readOneByOne(ids, into);
}

/** Reads well-formed IDs all at once, by the runtime's own decoder: digit by digit takes ten times as long. */
function readAtOnce(ids: readonly unknown[], into: UserWords): boolean {
  for (const id of ids) {
    if (typeof id !== 'string' || id.length !== USER_ID_LENGTH || id.charCodeAt(0) !== CAPITAL_U) return false;
  }
  const digits = ids.join('').replaceAll('U', '');
  if (digits.length !== ids.length * (USER_ID_LENGTH - 1) || digits !== digits.toLowerCase()) return false;
  const bytes = Buffer.from(digits, 'hex'); // Ends before the first character that is no digit.
  if (bytes.length * 2 !== digits.length) return false;
  for (let word = 0; word < bytes.length / 4; word++) into[word] = bytes.readUInt32BE(word * 4);
  return true;
}

function readOneByOne(ids: readonly unknown[], into: UserWords): number | null {
  for (const [position, id] of ids.entries()) {
    if (typeof id !== 'string' || !isUserId(id)) return position;
    readAtOnce([id], into.subarray(position * 4));
  }
  return null;
}

const CAPITAL_U = 0x55;
