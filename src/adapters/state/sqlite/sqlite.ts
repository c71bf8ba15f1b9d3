import { chmodSync, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { failure, failureAs } from '../../../domain/failure/failure.js';
import { homeless, makePrivateFolder, stateFailure } from '../folders.js';
import { stateDamaged } from '../sql/damage.js';

export type SqlValue = null | number | bigint | string | Uint8Array;

/** The part of a prepared statement that we use. */
export interface SqlStatement {
  run(...values: SqlValue[]): { readonly changes: number | bigint };
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
  iterate(...values: SqlValue[]): IterableIterator<unknown>;
}

/** The part of `DatabaseSync` that we use: the same in node:sqlite and in its port for older runtimes. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

interface SqliteModule {
  DatabaseSync: new (path: string, options?: { timeout?: number; readOnly?: boolean }) => SqlDatabase;
}

/** How long a writer waits for another process before it gives up. */
const BUSY_TIMEOUT_MS = 10_000;

let engine: Promise<SqliteModule> | null = null;

/**
 * The runtime's own SQLite where it has one, else the port that is installed with line-ops.
 *
 * @throws {LineOpsError} `failure` where this platform has neither.
 */
export function openEngine(): Promise<SqliteModule> {
  engine ??= importEngine();
  return engine;
}

async function importEngine(): Promise<SqliteModule> {
  const { builtinModules } = await import('node:module');
  const own = builtinModules.includes('sqlite') || builtinModules.includes('node:sqlite');
  const specifier = own ? 'node:sqlite' : '@photostructure/sqlite';
  if (own) silenceExperimentalWarning();
  try {
    return (await import(specifier)) as SqliteModule;
  } catch (cause) {
    throw failure('NO_DATABASE_ENGINE', {}, { cause });
  }
}

/** node:sqlite of Node 22 announces itself as experimental on stderr; our stderr is read by people and scripts. */
function silenceExperimentalWarning(): void {
  const emit = process.emitWarning.bind(process);
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).includes('SQLite')) return;
    Reflect.apply(emit, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
}

/** Opens the file without any schema, creating it and its folder, private to this user. */
export async function openSqlite(path: string, timeoutMs = BUSY_TIMEOUT_MS): Promise<SqlDatabase> {
  const { DatabaseSync } = await openEngine();
  makePrivateFolder(dirname(path));
  try {
    const isNew = !existsSync(path);
    const database = new DatabaseSync(path, { timeout: timeoutMs });
    if (isNew) chmodSync(path, 0o600);
    return database;
  } catch (cause) {
    throw stateFailure({ verb: 'open', path }, cause);
  }
}

/** Opens a file that is there, only to look into it: also in a folder that cannot be written to. */
export async function openSqliteToRead(path: string, timeoutMs = BUSY_TIMEOUT_MS): Promise<SqlDatabase> {
  const { DatabaseSync } = await openEngine();
  try {
    return new DatabaseSync(path, { timeout: timeoutMs, readOnly: true });
  } catch (cause) {
    throw stateFailure({ verb: 'open', path }, cause);
  }
}

/** Runs the work in one write transaction: all of it is on disk when this returns, or none of it. */
export function transaction<Result>(database: SqlDatabase, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** After a full disk SQLite may have rolled back by itself; the first error is the one to tell. */
function rollBack(database: SqlDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // Nothing was open any more.
  }
}

/** @see https://www.sqlite.org/rescode.html */
const SQLITE_ERROR = 1;
const SQLITE_INTERNAL = 2;
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_TOOBIG = 18;
const SQLITE_CONSTRAINT = 19;
const SQLITE_MISMATCH = 20;
const SQLITE_NOTADB = 26;
const SQLITE_CANTOPEN = 14;
/** The file ends where it should go on. */
const SQLITE_IOERR_SHORT_READ = 522;
const SQLITE_IOERR_DATA = 8202;
const SQLITE_IOERR_CORRUPTFS = 8458;

/**
 * Our statements never change and hold what they were made for: a table, a column or a row that they do not fit is one
 * that somebody else has written.
 */
const DAMAGE: ReadonlySet<number> = new Set([
  SQLITE_ERROR,
  SQLITE_INTERNAL,
  SQLITE_CORRUPT,
  SQLITE_TOOBIG,
  SQLITE_CONSTRAINT,
  SQLITE_MISMATCH,
  SQLITE_NOTADB,
  SQLITE_IOERR_SHORT_READ,
  SQLITE_IOERR_DATA,
  SQLITE_IOERR_CORRUPTFS,
]);

/** Makes work say in words what the engine says in codes; `path` is of the file that it is about. */
export function inWords(path: string) {
  return <Args extends readonly unknown[], Result>(work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      try {
        return work(...args);
      } catch (error) {
        throw translateSqliteError(error, path);
      }
    };
}

/** How a statement is refused on a state that was moved away; the other place follows. */
export const MOVED_TO = 'line-ops: moved to ';

/** Puts an engine error into words; anything that is not the engine's is passed on as it is. */
export function translateSqliteError(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code === null) return error;
  const cause = error;
  if (error instanceof Error && error.message.startsWith(MOVED_TO)) {
    const other = error.message.slice(MOVED_TO.length);
    return failure('STATE_MOVED', { which: 'folder', place: dirname(path), other }, { cause });
  }
  if (DAMAGE.has(code) || DAMAGE.has(code & 0xff)) return stateDamaged({ which: 'database', path }, cause);
  switch (code & 0xff) {
    case SQLITE_BUSY:
      return failure('STATE_BUSY', { which: 'database', path }, { cause });
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return failure('DISK_FULL', { which: 'database', path }, { cause });
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return (
        homeless(path, cause) ?? failureAs('failure', 'STATE_NOT_WRITABLE', { which: 'database', path }, { cause })
      );
    default:
      return failure('STATE_FAILED', { path, why: error instanceof Error ? error.message : String(error) }, { cause });
  }
}

/** SQLite's result code; both engines call it `errcode`. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode;
  const code = 'code' in error ? error.code : null;
  // A whole number that no program of ours has written: larger than a number can be.
  if (code === 'ERR_OUT_OF_RANGE') return SQLITE_CORRUPT;
  return code === 'ERR_SQLITE_ERROR' ? codeOfText(error.message) : null;
}

/**
 * The port for older runtimes gives the errors of a running statement without their code (1.2.1). The texts are SQLite's
 * own and fixed. To be removed with the first version of the port that gives the code.
 *
 * @see https://www.sqlite.org/c3ref/errcode.html
 */
const TEXTS: readonly (readonly [text: string, code: number])[] = [
  ['database is locked', SQLITE_BUSY],
  ['database table is locked', SQLITE_BUSY],
  ['attempt to write a readonly database', SQLITE_READONLY],
  ['disk I/O error', SQLITE_IOERR],
  ['database or disk is full', SQLITE_FULL],
];

function codeOfText(text: string): number {
  return TEXTS.find(([start]) => text.startsWith(start))?.[1] ?? SQLITE_CORRUPT;
}
