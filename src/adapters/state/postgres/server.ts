import type { LookWish } from '../sql/engine.js';
import type { SqlValue } from '../sql/steps.js';

/** What a statement came to. Numbers of 64 bits come as numbers, bytes as `Uint8Array`. */
export interface Answered {
  readonly rows: readonly unknown[];
  /** Rows that it changed, or answered. */
  readonly changes: number;
}

/**
 * One connection, for as long as a piece of work lasts. `$1` and so on stand for the values. Tables are found without the
 * name of their schema.
 */
export interface ServerSession {
  query(sql: string, values?: readonly SqlValue[]): Promise<Answered>;
}

/** How a piece of work meets a server that is away: it restarts, fails over, or the way to it is cut. */
export interface Patience {
  /** How long it is tried again, milliseconds; 0: not at all. Left out: a minute, for the first contact seconds. */
  readonly waitMs?: number;
}

interface Writing extends Patience {
  /** Whether nobody else writes from before its first look until its end: only a move asks for that. */
  readonly isAlone?: boolean;
}

/**
 * A PostgreSQL server as a team shares it, with nothing kept in a connection from one transaction to the next: a pooler
 * may stand in between.
 *
 * @throws {LineOpsError} STATE_SERVER_AWAY and its kin, from every call; an error of the server becomes one of ours.
 */
export interface StateServer {
  /** How it is called in words: host, port and database, never a password. */
  readonly name: string;
  /**
   * Done exactly once, and durable, also where the answer to its commit was lost; begun again from the start where it was
   * not, or where somebody else changed the same rows meanwhile. All that it reads is of one moment (REPEATABLE READ).
   */
  write<Result>(work: (session: ServerSession) => Promise<Result>, patience?: Writing): Promise<Result>;
  /** All that it reads is of one moment; begun again where the connection broke. */
  read<Result>(work: (session: ServerSession) => Promise<Result>, patience?: Patience): Promise<Result>;
  /** The same for what takes long and may have told somebody already: begun again only where that is wished. */
  snapshot<Result>(work: (session: ServerSession) => Promise<Result>, wish?: LookWish): Promise<Result>;
  /**
   * One statement in a transaction of its own, and not asked again: it may have been done where this rejects. Tables are
   * named with their schema: `line_ops.lease`.
   */
  once(sql: string, values: readonly SqlValue[], bounds: { readonly withinMs: number }): Promise<Answered>;
  close(): Promise<void>;
}

/** Where all tables lie, whoever connects: two users who each saw their own would send everything twice. */
export const SCHEMA = 'line_ops';
