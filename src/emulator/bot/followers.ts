import { isUserId, parseUserId, type UserId } from '../../domain/line/ids.js';
import { UserTable } from '../accounting/user-table.js';
import { mix32, unmix32 } from '../seeded-hash.js';
import { readUserWords, type UserWords } from './user-words.js';

/** Each quarter of a follower's ID is the index scattered with one of these, so that an ID proves itself. */
const WORD_KEYS = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834] as const;
const BLOCKED_KEY = 0x2545f491;
const UINT32_RANGE = 2 ** 32;

/** The user ID of the first channel's follower with this index, from 0. A million followers cost nothing: none is stored. */
export function followerId(index: number): UserId {
  return computedId(index, 0);
}

function computedId(index: number, salt: number): UserId {
  const id = `U${WORD_KEYS.map((key) =>
    mix32(index ^ key ^ salt)
      .toString(16)
      .padStart(8, '0'),
  ).join('')}`;
  if (!isUserId(id)) throw new RangeError(`no user ID for index ${index}`);
  return id;
}

/** How a channel's followers begin. */
interface FollowersStart {
  readonly count: number;
  /** Share of them, from 0 to 1, who have blocked the account. */
  readonly blockedRatio: number;
  /** 0 for the first channel; users of different salts are different people. */
  readonly salt?: number;
}

/**
 * Everybody who follows the account or has followed it: how many there are, and which of them have blocked it. Those of the
 * start are computed; whoever comes later, or changes, is remembered.
 */
export class Followers {
  readonly #computed: number;
  readonly #blockedBelow: number;
  readonly #salt: number;
  /** Who came after the start: the position behind the computed ones, counted from 1. */
  readonly #places = new UserTable();
  readonly #later: UserId[] = [];
  readonly #blocks = new Map<number, boolean>();
  #friends: number | null = null;

  constructor({ count, blockedRatio, salt = 0 }: FollowersStart) {
    this.#computed = count;
    this.#blockedBelow = blockedRatio * UINT32_RANGE;
    this.#salt = salt;
  }

  get count(): number {
    return this.#computed + this.#later.length;
  }

  /** The user ID of the follower with this index, from 0. */
  idOf(index: number): UserId {
    return this.#later[index - this.#computed] ?? computedId(index, this.#salt);
  }

  /** The index of the follower whose four numbers start at `offset`, or -1 for anybody else. */
  indexOf(words: UserWords, offset = 0): number {
    const index = (unmix32(words[offset] ?? 0) ^ WORD_KEYS[0] ^ this.#salt) >>> 0;
    const isGenuine =
      index < this.#computed &&
      words[offset + 1] === mix32(index ^ WORD_KEYS[1] ^ this.#salt) &&
      words[offset + 2] === mix32(index ^ WORD_KEYS[2] ^ this.#salt) &&
      words[offset + 3] === mix32(index ^ WORD_KEYS[3] ^ this.#salt);
    if (isGenuine) return index;
    if (this.#later.length === 0) return -1;
    const place = this.#places.count(words.subarray(offset, offset + 4));
    return place === 0 ? -1 : this.#computed + place - 1;
  }

  /** The index of the follower with this ID, or -1 for anybody else. */
  indexOfId(id: string): number {
    const words = new Uint32Array(4);
    return readUserWords(id, words) ? this.indexOf(words) : -1;
  }

  /** Whether this follower has blocked the account. */
  isBlocked(index: number): boolean {
    if (0 < this.#blocks.size) {
      const changed = this.#blocks.get(index);
      if (changed !== undefined) return changed;
    }
    return index < this.#computed && mix32(index ^ BLOCKED_KEY) < this.#blockedBelow;
  }

  /** From now on the user follows the account; answers with the index, and whether it had been blocked. */
  follow(id: UserId): { readonly index: number; readonly wasBlocked: boolean } {
    const known = this.indexOfId(id);
    if (known !== -1) {
      const wasBlocked = this.isBlocked(known);
      this.#change(known, false);
      return { index: known, wasBlocked };
    }
    const words = new Uint32Array(4);
    readUserWords(id, words);
    this.#later.push(id);
    this.#places.add(words, this.#later.length);
    this.#friends = null;
    return { index: this.count - 1, wasBlocked: false };
  }

  /** From now on this follower has blocked the account. */
  block(index: number): void {
    this.#change(index, true);
  }

  #change(index: number, isBlocked: boolean): void {
    if (this.isBlocked(index) === isBlocked) return;
    this.#blocks.set(index, isBlocked);
    this.#friends = null;
  }

  /** What is remembered, as plain data for the state file. */
  toData(): FollowersData {
    return { later: this.#later, blocks: [...this.#blocks].map(([index, isBlocked]) => [this.idOf(index), isBlocked]) };
  }

  /** Takes over the data of an earlier run, whose number of followers at the start may have been another. */
  restore({ later, blocks }: FollowersData): void {
    for (const id of later) this.follow(parseUserId(id));
    for (const [id, isBlocked] of blocks) {
      const index = this.indexOfId(id);
      if (index !== -1) this.#change(index, isBlocked);
    }
  }

  /** How many followers have not blocked the account. LINE calls this the target reach. */
  friendCount(): number {
    this.#friends ??= this.#countFriends();
    return this.#friends;
  }

  #countFriends(): number {
    if (this.#blockedBelow <= 0 && this.#blocks.size === 0) return this.count;
    let friends = 0;
    for (let index = 0; index < this.count; index++) if (!this.isBlocked(index)) friends += 1;
    return friends;
  }
}

/** Followers as plain data. */
export interface FollowersData {
  /** User IDs of those who came after the start. */
  readonly later: readonly string[];
  /** Whether they block the account; only of those who changed. */
  readonly blocks: readonly (readonly [userId: string, isBlocked: boolean])[];
}
