import { SCHEMA } from './server.js';

/** How long one statement may take here: shorter than a lease, so that whoever waits for it still knows what it holds. */
export const STATEMENT_MS = 10_000;

/** The server gives up first, and says why. */
const SERVER_STATEMENT_MS = 9_000;
/** Somebody who holds a row for longer is about to be ended. */
const LOCK_MS = 4_000;
/** A process that was stopped in the middle of its work holds nobody up for longer. */
const IDLE_IN_WRITE_MS = 15_000;
/** What is read page by page waits for whoever takes the pages; the server keeps old rows for it so long. */
const IDLE_IN_SNAPSHOT_MS = 3_600_000;

/**
 * Settings hold for their transaction alone: behind a pooler the connection belongs to somebody else afterwards. Nobody
 * puts a table of his own in front of ours, not even a temporary one.
 */
function settings(more: Readonly<Record<string, string | number>>): string {
  const all = { search_path: `${SCHEMA}, pg_temp`, statement_timeout: SERVER_STATEMENT_MS, ...more };
  return Object.entries(all)
    .map(([name, value]) => `SET LOCAL ${name} = ${value}`)
    .join('; ');
}

const WRITE = `BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE; ${settings({
  synchronous_commit: 'on',
  lock_timeout: LOCK_MS,
  idle_in_transaction_session_timeout: IDLE_IN_WRITE_MS,
})}`;

export const READ = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${settings({
  idle_in_transaction_session_timeout: IDLE_IN_WRITE_MS,
})}`;

export const SNAPSHOT = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${settings({
  idle_in_transaction_session_timeout: IDLE_IN_SNAPSHOT_MS,
})}`;

/** Creating an index may take its time, and so may whoever does it already. */
const MIGRATION_MS = 600_000;

export const MIGRATION = {
  begin: `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ${settings({
    statement_timeout: MIGRATION_MS,
    synchronous_commit: 'on',
  })}`,
  withinMs: MIGRATION_MS,
};

/** Nobody asks after work of so long ago. */
const FORGOTTEN_AFTER_MS = 3_600_000;

/**
 * What a piece of work asks of the state: that it is the one in use; nothing, as it belongs to a move; or that nobody else
 * writes meanwhile.
 */
export type Footing = 'in use' | 'of a move' | 'alone';

/** Before the first look at any row: what somebody has written before is seen. @see https://www.postgresql.org/docs/current/sql-lock.html */
const LOCKED: Readonly<Record<Footing, string>> = {
  'in use': 'LOCK TABLE mark IN ACCESS SHARE MODE; ',
  'of a move': '',
  alone: `LOCK TABLE mark IN ACCESS EXCLUSIVE MODE; SET LOCAL idle_in_transaction_session_timeout = ${600_000}; `,
};

/**
 * Begins a piece of work and takes it down as done, in one message: the last count is 1 where it is to be done, and 0
 * where it was done already, the tables have another form than this program knows, or the state was moved away. An
 * earlier try that still hangs in the server is waited for. The first piece of a lane forgets what was taken down long ago.
 */
export function beginWrite(lane: string, number: number, form: number, footing: Footing): string {
  const isInUse = footing === 'in use' ? " AND EXISTS (SELECT 1 FROM mark WHERE standing = 'here')" : '';
  return `${WRITE}; ${LOCKED[footing]}${number === 1 ? FORGET : ''}INSERT INTO done AS old (lane, number, at)
    SELECT '${lane}', ${number}, ${NOW_MS} FROM form WHERE form.number = ${form}${isInUse}
    ON CONFLICT (lane) DO UPDATE SET number = excluded.number, at = excluded.at WHERE old.number < excluded.number`;
}

/** The server's clock, in milliseconds since 1970. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** What others took down long ago. */
const FORGET = `DELETE FROM done WHERE lane IN
  (SELECT lane FROM done WHERE at < ${NOW_MS} - ${FORGOTTEN_AFTER_MS} FOR UPDATE SKIP LOCKED); `;
