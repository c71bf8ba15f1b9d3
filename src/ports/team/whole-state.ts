import type { LockInUse } from '../store.js';

/** What the state is made of, in the order in which it is told. */
export const AREAS = ['tokens', 'rotations', 'broadcasts', 'recipients', 'notices', 'insight', 'audiences'] as const;

export type Area = (typeof AREAS)[number];

/** Where a state lies. A server is named without a password. */
export type StatePlace =
  | { readonly type: 'folder'; readonly path: string }
  | { readonly type: 'server'; readonly name: string };

/** A move that this place was an end of. */
export interface PastMove {
  /** `arrives`: it has not ended; `here`: this is the state in use; `left`: the other place has it now. */
  readonly standing: 'arrives' | 'here' | 'left';
  readonly other: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** How this process talks to a server. */
interface TlsFacts {
  /** `sslmode` of the URL, or what holds where it names none. */
  readonly mode: string;
  /** Null where a pooler in between keeps anybody from seeing it. */
  readonly protocol: string | null;
  /** Whether the server has proven who it is. */
  readonly isVerified: boolean;
  /** Whether the way never leaves this machine. */
  readonly isLocal: boolean;
}

export interface ServerFacts {
  /** `15.14`. */
  readonly version: string;
  /** As whom we are there. */
  readonly user: string;
  /** Milliseconds for the way there and back, at its best. */
  readonly latencyMs: number;
  /** Its clock minus ours, in milliseconds; null where the way there takes so long that nobody can tell. */
  readonly aheadMs: number | null;
  readonly tls: TlsFacts;
  /** What this user may do that no command needs, in words; none where it is only what it should be. */
  readonly excess: readonly string[];
}

export interface PlaceFacts {
  readonly place: StatePlace;
  /** The form of its tables. */
  readonly schemaVersion: number;
  /** The last move; null for a state that was never moved. */
  readonly move: PastMove | null;
  /** Null for a folder. */
  readonly server: ServerFacts | null;
}

export interface AreaSize {
  readonly area: Area;
  readonly rows: number;
  /** With its indexes; null where the engine does not tell. */
  readonly bytes: number | null;
}

export interface StateCounts {
  readonly tokens: number;
  readonly unfinishedRotations: number;
  readonly broadcasts: number;
  readonly unfinishedBroadcasts: number;
  /** People whose user IDs are kept, once for every broadcast that is to reach them. */
  readonly recipientsKept: number;
}

/** A row of the books: its columns, by the names that they have in the database. */
export type StateRow = Readonly<Record<string, unknown>>;

/** Something in the books that no command has written so. */
export interface StrayRows {
  /** What is wrong with them, in words that follow their number. */
  readonly what: string;
  readonly rows: number;
}

/** The whole state as it lies there, whether it is the one in use or not: what no book tells of itself. */
export interface WholeState {
  readonly place: StatePlace;
  facts(): Promise<PlaceFacts>;
  areas(): Promise<readonly AreaSize[]>;
  counts(): Promise<StateCounts>;
  /** Who works on what. */
  held(): Promise<readonly LockInUse[]>;
  /** Leases that lapsed and that nobody gave back: their holders died, or lost the server. None in a folder. */
  lapsed(): Promise<readonly LockInUse[]>;
  /** Every row of the books, table by table, all of one moment. */
  read(use: (rows: AsyncIterable<{ readonly table: string; readonly row: StateRow }>) => Promise<void>): Promise<void>;
  /** Rows that refer to what is not there. */
  strayRows(): Promise<readonly StrayRows[]>;
}
