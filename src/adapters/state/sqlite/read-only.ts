import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineOpsError } from '../../../domain/failure/failure.js';
import { isMissing, systemCodeOf } from '../../../domain/failure/system-errors.js';
import { openEngine, type SqlDatabase, sqliteCode } from './sqlite.js';

/** Brings a database to the form of this version. */
export type Migrate = (database: SqlDatabase) => void;

/** Whether a state file could not be opened because nothing can be written where it lies. */
export function isNotWritable(error: unknown): boolean {
  if (!(error instanceof LineOpsError) || error.code !== 'STATE_NOT_WRITABLE') return false;
  const { cause } = error;
  const code = systemCodeOf(cause);
  return code === null ? isCannotOpen(cause) : NOT_WRITABLE.has(code);
}

/** A path that leads nowhere counts too: nobody can make what is missing below `/proc` or a file. */
const NOT_WRITABLE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST']);

const SQLITE_READONLY = 8;
const SQLITE_CANTOPEN = 14;

function isCannotOpen(error: unknown): boolean {
  const code = sqliteCode(error) ?? 0;
  return (code & 0xff) === SQLITE_READONLY || (code & 0xff) === SQLITE_CANTOPEN;
}

/**
 * A database to read from where it cannot be written: what is there, or an empty one where nothing is there yet. Each
 * write fails. Null where nobody can tell whether something is there: what cannot be seen is not empty.
 */
export async function openToRead(path: string, migrate: Migrate): Promise<SqlDatabase | null> {
  const { DatabaseSync } = await openEngine();
  try {
    statSync(path);
  } catch (error) {
    return isMissing(error) ? readOnly(new DatabaseSync(':memory:'), migrate) : null;
  }
  return readCopy(path, DatabaseSync, migrate);
}

/**
 * What another process that may write has left in its write-ahead log belongs to the file, and to read it a file beside it
 * must be written: that is done in a copy.
 */
function readCopy(path: string, DatabaseSync: new (path: string) => SqlDatabase, migrate: Migrate): SqlDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-'));
  const copy = join(folder, 'state.db');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    copyWhole([path, `${path}-wal`], [copy, `${copy}-wal`]);
    const database = readOnly(new DatabaseSync(copy), migrate);
    return {
      exec: (sql) => database.exec(sql),
      prepare: (sql) => database.prepare(sql),
      close: () => {
        database.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Both as they are at one time: a process that may write could move pages from one to the other meanwhile. */
function copyWhole(sources: readonly string[], copies: readonly string[]): void {
  for (let attempt = 1; ; attempt += 1) {
    const before = sources.map(stampOf);
    for (const [index, source] of sources.entries()) {
      const copy = copies[index] ?? '';
      rmSync(copy, { force: true });
      if (existsSync(source)) copyFileSync(source, copy);
    }
    if (String(sources.map(stampOf)) === String(before) || attempt === MOST_COPIES) return;
  }
}

const MOST_COPIES = 5;

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 'none' : `${stats.mtimeMs} ${stats.size}`;
}

function readOnly(database: SqlDatabase, migrate: Migrate): SqlDatabase {
  migrate(database);
  database.exec('PRAGMA query_only = ON');
  return database;
}
