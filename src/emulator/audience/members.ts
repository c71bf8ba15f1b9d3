import { UserTable } from '../accounting/user-table.js';
import { readAllUserWords, type UserWords, WORDS_PER_ID } from '../bot/user-words.js';
import { FollowerSet } from '../narrowcast/follower-set.js';

/** What a job added, or will add when it is done. */
export interface Members {
  readonly followers: FollowerSet;
  readonly strangers: UserTable;
}

/** How many users these are; those who have blocked the account among them. */
export function countOf({ followers, strangers }: Members): number {
  return followers.size + strangers.size;
}

/** The words of user IDs; null where one is none. */
export function wordsOf(ids: readonly unknown[]): UserWords | null {
  const words = new Uint32Array(ids.length * WORDS_PER_ID);
  return readAllUserWords(ids, words) === null ? words : null;
}

/** Adds a stranger who is not there yet. */
export function addOnce(table: UserTable, words: UserWords): void {
  if (table.count(words) === 0) table.add(words);
}

/** Adds those of a job that is done. */
export function merge(adds: Members, into: Members): void {
  adds.followers.forEach((index) => {
    into.followers.add(index);
  });
  const strangers = adds.strangers.toData();
  for (let at = 0; at < strangers.length; at += WORDS_PER_ID + 1)
    addOnce(into.strangers, strangers.subarray(at, at + WORDS_PER_ID));
}

/** Members as plain data. */
export interface MembersData {
  readonly capacity: number;
  readonly followers: string;
  readonly strangers: string;
}

/** A set of followers as plain data. */
export type FollowerSetData = Pick<MembersData, 'capacity' | 'followers'>;

/** Followers for the state file. */
export function followersData(followers: FollowerSet): FollowerSetData {
  return { capacity: followers.capacity, followers: Buffer.from(followers.bytes()).toString('base64') };
}

/** Followers of an earlier run. */
export function followersFrom({ capacity, followers }: FollowerSetData): FollowerSet {
  return new FollowerSet(capacity, Buffer.from(followers, 'base64'));
}

/** Members for the state file. */
export function membersData({ followers, strangers }: Members): MembersData {
  const table = strangers.toData();
  return {
    ...followersData(followers),
    strangers: Buffer.from(table.buffer, table.byteOffset, table.byteLength).toString('base64'),
  };
}

/** Members of an earlier run. */
export function membersFrom({ strangers, ...followers }: MembersData): Members {
  const table = new UserTable();
  const bytes = Uint8Array.from(Buffer.from(strangers, 'base64'));
  table.restore(new Uint32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / Uint32Array.BYTES_PER_ELEMENT)));
  return { followers: followersFrom(followers), strangers: table };
}
