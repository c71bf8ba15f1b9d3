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
  /** When the emulated account began to be watched, in milliseconds since 1970. Those of the start had followed before. */
  readonly startedAt?: number;
}

/** Someone began to follow, or blocked the account, or took that back. */
interface FollowerChange {
  readonly index: number;
  readonly isBlocked: boolean;
  readonly at: number;
}

/** The followers as they were at some time. */
export interface FollowersThen {
  readonly count: number;
  isFriend(index: number): boolean;
}

/**
 * Everybody who follows the account or has followed it: how many there are, and which of them have blocked it. Those of the
 * start are computed; whoever comes later, or changes, is remembered, and when.
 */
export class Followers {
  readonly #computed: number;
  readonly #blockedBelow: number;
  readonly #salt: number;
  #startedAt: number;
  /** Who came after the start: the position behind the computed ones, counted from 1. */
  readonly #places = new UserTable();
  readonly #later: UserId[] = [];
  /** When they came. */
  readonly #joined: number[] = [];
  /** In their order. */
  readonly #changes: FollowerChange[] = [];
  /** Whether they block the account now; only of those who changed. */
  readonly #blocks = new Map<number, boolean>();
  #blockedAtStart: number | null = null;
  #friends: { readonly revision: number; readonly count: number } | null = null;

  constructor({ count, blockedRatio, salt = 0, startedAt = 0 }: FollowersStart) {
    this.#computed = count;
    this.#blockedBelow = blockedRatio * UINT32_RANGE;
    this.#salt = salt;
    this.#startedAt = startedAt;
  }

  get count(): number {
    return this.#computed + this.#later.length;
  }

  /** Those with a lower index were there at the start. */
  get countAtStart(): number {
    return this.#computed;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  /** The user ID of the follower with this index, from 0. */
  idOf(index: number): UserId {
    // A look at a place that an array has not got costs more than all the rest.
    const later = index < this.#computed ? undefined : this.#later[index - this.#computed];
    return later ?? computedId(index, this.#salt);
  }

  /** A number that is this person's own: the first quarter of the user ID. */
  keyOf(index: number): number {
    // Asked of everybody: a look at a place that an array has not got takes a microsecond.
    if (index < this.#computed) return mix32(index ^ WORD_KEYS[0] ^ this.#salt);
    return Number.parseInt(this.idOf(index).slice(1, 9), 16);
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
    return this.isBlockedAtStart(index);
  }

  /** Whether this follower had blocked the account when it began to be watched. */
  isBlockedAtStart(index: number): boolean {
    return index < this.#computed && mix32(index ^ BLOCKED_KEY) < this.#blockedBelow;
  }

  /** From now on the user follows the account; answers with the index, and whether it had been blocked. */
  follow(id: UserId, at: number): { readonly index: number; readonly wasBlocked: boolean } {
    const known = this.indexOfId(id);
    if (known !== -1) {
      const wasBlocked = this.isBlocked(known);
      this.#change(known, false, at);
      return { index: known, wasBlocked };
    }
    const words = new Uint32Array(4);
    readUserWords(id, words);
    this.#later.push(id);
    this.#joined.push(at);
    this.#places.add(words, this.#later.length);
    this.#changes.push({ index: this.count - 1, isBlocked: false, at });
    return { index: this.count - 1, wasBlocked: false };
  }

  /** From now on this follower has blocked the account. */
  block(index: number, at: number): void {
    this.#change(index, true, at);
  }

  #change(index: number, isBlocked: boolean, at: number): void {
    if (this.isBlocked(index) === isBlocked) return;
    this.#blocks.set(index, isBlocked);
    this.#changes.push({ index, isBlocked, at });
  }

  /** When a follower who came after the start did so; null for one of the start. */
  joinedAt(index: number): number | null {
    if (index < this.#computed) return null;
    return this.#joined[index - this.#computed] ?? null;
  }

  /** A name for how things are now: how many changes there have been. */
  get revision(): number {
    return this.#changes.length;
  }

  /** The last revision of this time. */
  revisionAt(time: number): number {
    return this.#changes.findLastIndex(({ at }) => at <= time) + 1;
  }

  /** The followers as they were at a revision. */
  asOf(revision: number): FollowersThen {
    const blocks = new Map<number, boolean>();
    let count = this.#computed;
    for (const { index, isBlocked } of this.#changes.slice(0, revision)) {
      blocks.set(index, isBlocked);
      count = Math.max(count, index + 1);
    }
    const isFriend = (index: number) => !(blocks.get(index) ?? this.isBlockedAtStart(index));
    return { count, isFriend: blocks.size === 0 ? (index) => !this.isBlockedAtStart(index) : isFriend };
  }

  /** What is remembered, as plain data for the state file. */
  toData(): FollowersData {
    return {
      startedAt: this.#startedAt,
      changes: this.#changes.map(({ index, isBlocked, at }) => [this.idOf(index), isBlocked, at]),
    };
  }

  /** Takes over the data of an earlier run, whose number of followers at the start may have been another. */
  restore({ startedAt, changes }: FollowersData): void {
    this.#startedAt = startedAt;
    for (const [id, isBlocked, at] of changes) {
      if (!isBlocked) this.follow(parseUserId(id), at);
      else if (this.indexOfId(id) !== -1) this.block(this.indexOfId(id), at);
    }
  }

  /** How many followers have not blocked the account. LINE calls this the target reach. */
  friendCount(): number {
    if (this.#friends?.revision !== this.revision)
      this.#friends = { revision: this.revision, count: this.friendCountAt(this.revision) };
    return this.#friends.count;
  }

  /** How many followers had not blocked the account at a revision. */
  friendCountAt(revision: number): number {
    this.#blockedAtStart ??= this.#countBlockedAtStart();
    const changed = new Set(this.#changes.slice(0, revision).map(({ index }) => index));
    const { isFriend } = this.asOf(revision);
    let friends = this.#computed - this.#blockedAtStart;
    for (const index of changed) {
      const wasFriend = index < this.#computed && !this.isBlockedAtStart(index);
      friends += Number(isFriend(index)) - Number(wasFriend);
    }
    return friends;
  }

  #countBlockedAtStart(): number {
    if (this.#blockedBelow <= 0) return 0;
    let blocked = 0;
    for (let index = 0; index < this.#computed; index++) if (this.isBlockedAtStart(index)) blocked += 1;
    return blocked;
  }
}

/** Followers as plain data. */
export interface FollowersData {
  readonly startedAt: number;
  /** Who came, blocked the account or took that back, in order. */
  readonly changes: readonly (readonly [userId: string, isBlocked: boolean, at: number])[];
}
