/** What the program runs on. */
export interface RuntimeFacts {
  /** `22.11.0`. */
  readonly node: string;
  /** The lowest version that it supports. */
  readonly lowest: string;
  readonly openssl: string;
  /** Whether certificates are checked: an environment variable of Node switches it off for all. */
  readonly checksCertificates: boolean;
}

/** A folder of the state, as it is now. */
export interface FolderFacts {
  /** What it holds, for people: `configuration and state`. */
  readonly holds: string;
  readonly path: string;
  /** A missing one is made when it is needed. */
  readonly kind: 'folder' | 'missing' | 'no folder';
  /** The last nine bits; null where the system has none, and for a missing one. */
  readonly mode: number | null;
  /** Of the files in it and below; 0 for a missing one. */
  readonly bytes: number;
  /** Whether files can be made in it; of a missing one, whether it can be made. */
  readonly isWritable: boolean;
}

/** How long the recipients of ended broadcasts are kept. */
export interface KeepingFacts {
  /** Milliseconds; null for ever. */
  readonly keepsMs: number | null;
  /** Broadcasts whose recipients are to be forgotten since. */
  readonly overdue: number;
}
