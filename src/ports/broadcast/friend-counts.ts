/** How many friends accounts have, as LINE said on a day: it takes few such questions an hour. */
export interface FriendCounts {
  /** What LINE said on that day, null for no figure; null where it was not asked. */
  of(account: string, day: string): Promise<{ readonly friends: number | null } | null>;
  /** Never fails: what is not kept is asked again. */
  keep(account: string, day: string, friends: number | null): Promise<void>;
}
