/** One page of a follower list, and where the list goes on. */
export interface KeptPage {
  readonly userIds: readonly string[];
  readonly next: string;
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

/** How far a follower list was read before. */
export interface KeptPages {
  readonly userIds: number;
  /** When the first of the pages was read, milliseconds since 1970. */
  readonly begunAt: number;
  /** Where the list goes on. */
  readonly next: string;
}

/**
 * The pages of a follower list as they came, for as long as the list is not whole: a list of millions takes a while, and
 * a run that ends before the last page must not cost it. What was written to the end is found again, also after kill -9;
 * a page that is damaged ends what was kept.
 */
export interface FollowerPageJournal {
  /** Null when nothing is kept. */
  readonly kept: KeptPages | null;
  /** What is kept, a page at a time. */
  pages(): AsyncIterable<readonly string[]>;
  /** @throws {LineOpsError} `failure` when it cannot be written. */
  keep(page: KeptPage): Promise<void>;
  /** Forgets all pages. */
  forget(): Promise<void>;
  /** What is kept stays. */
  close(): Promise<void>;
}

/** Opens the journal of a bot's followers, by its user ID or its channel's ID; null while another process has it open. */
export type OpenFollowerPages = (owner: string) => Promise<FollowerPageJournal | null>;
