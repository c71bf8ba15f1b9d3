import { hostname } from 'node:os';
import { systemClock, systemRandomness, systemStopwatch } from '../../src/adapters/host/host.js';
import { createLocks } from '../../src/adapters/state/locks.js';
import { openConnection } from '../../src/adapters/state/postgres/connection/connection.js';
import { postgresEngine } from '../../src/adapters/state/postgres/engine.js';
import { locksByPlace } from '../../src/adapters/state/postgres/leases/by-place.js';
import { Leases } from '../../src/adapters/state/postgres/leases/leases.js';
import { openStateServer } from '../../src/adapters/state/postgres/state-server.js';
import { examineTables } from '../../src/adapters/state/postgres/storage/examine-tables.js';
import type { StateEngine } from '../../src/adapters/state/sql/engine.js';
import { rows, run, type SqlValue } from '../../src/adapters/state/sql/steps.js';
import { openStateDatabase } from '../../src/adapters/state/sqlite/database.js';
import { sqliteEngine } from '../../src/adapters/state/sqlite/engine.js';
import { examineFile } from '../../src/adapters/state/sqlite/examine-file.js';
import { parseServerUrl, serverName } from '../../src/domain/state/server-url.js';
import type { Clock } from '../../src/ports/host.js';
import type { Locks } from '../../src/ports/store.js';
import { databaseOf, freshDatabase } from './postgres/server.js';

/** Where the books of the tests lie: one project of `vitest.config.ts` runs the same tests on a real PostgreSQL. */
export const LIE_IN_SERVER = process.env['LINE_OPS_TEST_BOOKS'] === 'server';

/** The books of one state, as one process has them. */
export interface KeptBooks {
  readonly engine: StateEngine;
  readonly locks: Locks;
  close(): void;
}

/** Opens the books of a state as another process would. In a server, the folder is what the database is known by. */
export async function openBooks(folder: string, clock: Clock = systemClock): Promise<KeptBooks> {
  if (LIE_IN_SERVER) return booksAt(await urlOf(folder), folder, clock);
  const state = await openStateDatabase(folder);
  return { engine: sqliteEngine(state), locks: createLocks(folder, clock), close: () => state.database.close() };
}

/** Looks at the books, or changes them, past everything that keeps them right. Closed when `work` is over. */
export async function withBooks<Result>(
  folder: string,
  work: (engine: StateEngine) => Promise<Result>,
): Promise<Result> {
  const books = await openBooks(folder);
  try {
    return await work(books.engine);
  } finally {
    books.close();
  }
}

export function rowsIn(folder: string, sql: string, ...values: readonly SqlValue[]): Promise<readonly unknown[]> {
  return withBooks(folder, (engine) => engine.read(() => rows(sql, ...values)));
}

/** One statement, or several without values with semicolons between them. */
export async function changeIn(folder: string, sql: string, ...values: readonly SqlValue[]): Promise<void> {
  await withBooks(folder, (engine) =>
    engine.write(function* () {
      for (const statement of sql.split(';')) yield* run(statement, ...values);
    }),
  );
}

const urls = new Map<string, Promise<string>>();
let withTables: Promise<string> | null = null;

function urlOf(folder: string): Promise<string> {
  const url = urls.get(folder) ?? databaseWithTables();
  urls.set(folder, url);
  return url;
}

/** Tables are made once for all tests of a worker: a copy of a database takes less time. */
async function databaseWithTables(): Promise<string> {
  withTables ??= freshDatabase().then(async (url) => {
    (await booksAt(url, '', systemClock)).close();
    return url;
  });
  return freshDatabase(databaseOf(await withTables));
}

async function booksAt(url: string, folder: string, clock: Clock): Promise<KeptBooks> {
  const address = parseServerUrl(url, {}, null);
  const server = await openStateServer({
    name: serverName(address),
    open: () => openConnection(address, async () => address.password ?? ''),
    random: systemRandomness,
    stopwatch: systemStopwatch,
    warn: () => {},
  });
  const leases = new Leases({
    server,
    renewals: server,
    clock: systemClock,
    stopwatch: systemStopwatch,
    random: systemRandomness,
    process: { pid: process.pid, host: hostname() },
  });
  return {
    // As in a folder: whoever writes holds the lock. A test that kills a run in its own process holds none.
    engine: postgresEngine(server, async () => {}),
    locks: locksByPlace({ team: leases, machine: createLocks(folder, clock) }),
    close() {
      leases.close();
      void server.close();
    },
  };
}

/** What the place where the books lie says of itself. */
export const examineStorage = LIE_IN_SERVER ? examineTables : examineFile;
