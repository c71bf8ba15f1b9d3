import { UserTable } from '../accounting/user-table.js';
import type { Followers } from '../bot/followers.js';
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

/** Whoever has become a follower is one in this list too, where it was a stranger before. */
export function adopt({ followers, strangers }: Members, words: UserWords, index: number): void {
  if (0 < strangers.take(words)) followers.add(index);
}

/** Members for the state file. Who came after the start is kept by user ID: the next run may have another number of followers. */
export function membersData({ followers, strangers }: Members, account: Followers): MembersData {
  const byId = new UserTable();
  byId.restore(strangers.toData());
  for (let index = account.countAtStart; index < account.count; index++) {
    const words = followers.has(index) ? wordsOf([account.idOf(index)]) : null;
    if (words !== null) byId.add(words);
  }
  const table = byId.toData();
  return {
    ...followersData(fromStart(followers, account)),
    strangers: Buffer.from(table.buffer, table.byteOffset, table.byteLength).toString('base64'),
  };
}

/** Without those who came later; the set itself where it has none. */
function fromStart(followers: FollowerSet, { countAtStart }: Followers): FollowerSet {
  return followers.capacity <= countAtStart ? followers : followers.filter((index) => index < countAtStart);
}

/** Members of an earlier run. Followers of its start whom this run does not have are dropped. */
export function membersFrom({ strangers, ...saved }: MembersData, account: Followers): Members {
  const members = { followers: fromStart(followersFrom(saved), account), strangers: new UserTable() };
  const bytes = Uint8Array.from(Buffer.from(strangers, 'base64'));
  const byId = new Uint32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / Uint32Array.BYTES_PER_ELEMENT));
  for (let at = 0; at < byId.length; at += WORDS_PER_ID + 1) {
    const index = account.indexOf(byId, at);
    if (index === -1) members.strangers.add(byId.subarray(at, at + WORDS_PER_ID));
    else members.followers.add(index);
  }
  return members;
}
