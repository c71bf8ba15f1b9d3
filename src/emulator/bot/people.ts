import type { UserId } from '../../domain/line/ids.js';
import type { UserTable } from '../accounting/user-table.js';
import type { Followers } from './followers.js';
import { type Profile, seededProfile } from './profile.js';
import { readUserWords, WORDS_PER_ID } from './user-words.js';

/**
 * So long after a message to the account pushes reach somebody who is no friend.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-push-message
 */
const PUSHES_REACH_FOR_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * How a user stands to the channel. `known`: its ID was seen in a group or a message, but it never was a friend;
 * `foreign`: of another provider, so that the ID means nothing here.
 */
export type Relation = 'friend' | 'blocked' | 'known' | 'unknown' | 'foreign';

/** What is known of single users beyond who follows the account. */
export class People {
  readonly #followers: Followers;
  readonly #foreign: UserTable;
  readonly #seed: number;
  readonly #profiles = new Map<string, Profile>();
  /** Who was seen without being a follower, and when it last wrote to the account: emulator time, or null. */
  readonly #seen = new Map<string, number | null>();

  constructor({ followers, foreign, seed }: { followers: Followers; foreign: UserTable; seed: number }) {
    this.#followers = followers;
    this.#foreign = foreign;
    this.#seed = seed;
  }

  relationOf(userId: string): Relation {
    const words = new Uint32Array(WORDS_PER_ID);
    if (!readUserWords(userId, words)) return 'unknown';
    if (0 < this.#foreign.count(words)) return 'foreign';
    const index = this.#followers.indexOf(words);
    if (index === -1) return this.#seen.has(userId) ? 'known' : 'unknown';
    return this.#followers.isBlocked(index) ? 'blocked' : 'friend';
  }

  /** Whether a push arrives: at a friend, and at whoever wrote within the last seven days and has not blocked the account. */
  isWithinReach(userId: string, now: number): boolean {
    const relation = this.relationOf(userId);
    const wroteAt = this.wroteAt(userId);
    if (relation === 'known') return wroteAt !== null && now - wroteAt <= PUSHES_REACH_FOR_MS;
    return relation === 'friend';
  }

  /** Whether the account may see the profile: of a friend, and of whoever has written to it and has not blocked it. */
  showsProfile(userId: string): boolean {
    const relation = this.relationOf(userId);
    return relation === 'friend' || (relation === 'known' && this.wroteAt(userId) !== null);
  }

  /** From now on the channel knows the user, who is then of its own provider. */
  know(userId: UserId): void {
    if (0 < this.#foreign.size) {
      const words = new Uint32Array(WORDS_PER_ID);
      if (readUserWords(userId, words)) this.#foreign.take(words);
    }
    if (this.#followers.indexOfId(userId) === -1 && !this.#seen.has(userId)) this.#seen.set(userId, null);
  }

  /** Notes that the user has written to the account in their chat of two. */
  wrote(userId: UserId, now: number): void {
    this.know(userId);
    if (this.#seen.has(userId)) this.#seen.set(userId, now);
  }

  /** When the user wrote though it was no follower; null for anybody else. */
  wroteAt(userId: string): number | null {
    return this.#seen.get(userId) ?? null;
  }

  profileOf(userId: string): Profile {
    return this.#profiles.get(userId) ?? seededProfile(userId, this.#seed);
  }

  setProfile(userId: string, profile: Profile): void {
    this.#profiles.set(userId, profile);
  }

  /** As plain data for the state file. */
  toData(): PeopleData {
    return { profiles: [...this.#profiles], seen: [...this.#seen] };
  }

  /** Takes over the data of an earlier run. */
  restore({ profiles, seen }: PeopleData): void {
    for (const [userId, profile] of profiles) this.#profiles.set(userId, profile);
    for (const [userId, at] of seen) this.#seen.set(userId, at);
  }
}

/** People as plain data. */
export interface PeopleData {
  readonly profiles: readonly (readonly [userId: string, profile: Profile])[];
  readonly seen: readonly (readonly [userId: string, wroteAt: number | null])[];
}
