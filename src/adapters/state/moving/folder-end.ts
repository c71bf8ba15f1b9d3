import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { failure } from '../../../domain/failure/failure.js';
import { type ConfigurationStore, type Locks, type SecretStore, STATE_MOVE } from '../../../ports/store.js';
import { lockNamesIn } from '../locks.js';
import { BOOKS } from '../sql/book-tables.js';
import type { Steps } from '../sql/steps.js';
import { openStateDatabase, STATE_FILE } from '../sqlite/database.js';
import { oneStatement, runnerOn } from '../sqlite/engine.js';
import { inWords, MOVED_TO, type SqlDatabase, translateSqliteError } from '../sqlite/sqlite.js';
import { contentsBeside, readBeside, writeBeside } from './beside.js';
import { emptied, type Filling, filledTables } from './copy.js';
import type { MoveEnd } from './end.js';
import { readFolderMark, type StateMark } from './mark.js';
import { writeFolderMark } from './write-mark.js';

interface FolderEndParts {
  readonly folder: string;
  /** That ask nobody whether the state here is in use; the stores work under them. */
  readonly locks: Locks;
  readonly secrets: SecretStore;
  readonly configuration: ConfigurationStore;
}

/** A folder as an end of a move. */
export function folderEnd({ folder, locks, ...stores }: FolderEndParts): MoveEnd {
  const words = `${folder} on ${hostname()}`;
  return {
    place: { type: 'folder', path: folder },
    words,
    locks,
    mark: async () => readFolderMark(folder),
    async atWork() {
      // Looked at by the lock alone: a process of another container is in no list of processes of ours.
      const names = lockNamesIn(folder).filter((name) => name !== STATE_MOVE);
      const held = await locks.areHeld(names);
      if (held.size === 0) return [];
      const known = await locks.allHeld();
      return [...held.keys()].map((name) => known.find((one) => one.name === name) ?? { name, holder: null });
    },
    contents: async () => [
      ...(existsSync(join(folder, STATE_FILE))
        ? await withDatabase(folder, (database, path) => filledTables(fillingOn(database, path).look))
        : []),
      ...contentsBeside(await readBeside(stores)),
    ],
    readBeside: () => readBeside(stores),
    writeBeside: (beside) => writeBeside(beside, stores),
    requireSecretsWritable: () => stores.secrets.requireWritable(),
    leaving: (mark, use) =>
      withDatabase(folder, (database, path) =>
        inTransaction(database, path, async () => {
          const result = await use(fillingOn(database, path).look);
          // From here on the other place has it. What is written into this one all the same, by whoever had it open, is refused.
          writeFolderMark(folder, mark);
          refuseChanges(database, mark);
          return result;
        }),
      ),
    finishLeaving: (mark) =>
      withDatabase(folder, (database, path) =>
        inTransaction(database, path, async () => refuseChanges(database, mark)),
      ),
    filling: (mark, { mayClear }, fill) =>
      withDatabase(folder, (database, path) =>
        inTransaction(database, path, async () => {
          const into = fillingOn(database, path);
          const contents = mayClear ? [] : await filledTables(into.look);
          if (contents.length > 0) throw failure('STATE_TARGET_NOT_EMPTY', { place: words, contents });
          writeFolderMark(folder, mark);
          allowChanges(database);
          await into.run(emptied());
          return fill(into);
        }),
      ),
    arrived: async (mark) => writeFolderMark(folder, mark),
  };
}

async function withDatabase<Result>(
  folder: string,
  work: (database: SqlDatabase, path: string) => Promise<Result>,
): Promise<Result> {
  const { database, path } = await openStateDatabase(folder);
  try {
    return await work(database, path);
  } finally {
    database.close();
  }
}

async function inTransaction<Result>(
  database: SqlDatabase,
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = await work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // Nothing was open any more.
    }
    throw translateSqliteError(error, path);
  }
}

/** Reads and writes on one connection. */
function fillingOn(database: SqlDatabase, path: string): Filling {
  const run = runnerOn(database);
  const told = async <Result>(steps: Steps<Result>): Promise<Result> => inWords(path)(() => run(steps))();
  return {
    run: told,
    look: { rows: async (sql, ...values) => (await told(oneStatement({ sql, values, wants: 'rows' }))).rows },
  };
}

const EVENTS = ['INSERT', 'UPDATE', 'DELETE'] as const;

function triggerOf(table: string, event: (typeof EVENTS)[number]): string {
  return `left_${table}_${event.toLowerCase()}`;
}

/** The mark is read when the state is opened; these meet whoever had opened it before. */
function refuseChanges(database: SqlDatabase, { other }: StateMark): void {
  const message = `${MOVED_TO}${other}`.replaceAll("'", "''");
  for (const { name } of BOOKS)
    for (const event of EVENTS)
      database.exec(
        `CREATE TRIGGER IF NOT EXISTS ${triggerOf(name, event)} BEFORE ${event} ON ${name}
         BEGIN SELECT RAISE(ABORT, '${message}'); END`,
      );
}

function allowChanges(database: SqlDatabase): void {
  for (const { name } of BOOKS)
    for (const event of EVENTS) database.exec(`DROP TRIGGER IF EXISTS ${triggerOf(name, event)}`);
}
