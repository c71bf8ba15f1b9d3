import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../ports/host.js';
import type { HeldLock, LockHolder, Locks } from '../../ports/store.js';
import { openSqlite, openSqliteToRead, type SqlDatabase, translateSqliteError } from './sqlite/sqlite.js';

const POLL_MS = 50;

/**
 * Each lock is a small database file on which the holder keeps an exclusive transaction open. The operating system
 * ends that transaction with the process, so that kill -9 never leaves a lock behind. Who holds it is written beside,
 * for people only.
 */
export function createLocks(folder: string, clock: Clock): Locks {
  return {
    async acquire(name, waitMs) {
      const path = join(folder, 'locks', `${name}.lock`);
      const deadline = clock.now() + waitMs;
      for (;;) {
        const held = await tryLock(path, clock);
        if (held !== null) return { held };
        if (deadline <= clock.now()) return { heldBy: await readHolder(path) };
        await clock.sleep(POLL_MS);
      }
    },
    async areHeld(names) {
      const held = new Set<string>();
      for (const name of names) {
        const path = join(folder, 'locks', `${name}.lock`);
        if (existsSync(path) && (await isBusyToRead(path))) held.add(name);
      }
      return held;
    },
  };
}

let never: AbortSignal | null = null;

/** The system ends such a lock with its process, and not before. Made when somebody asks: hardly any command does. */
function neverLost(): AbortSignal {
  never ??= new AbortController().signal;
  return never;
}

/** Looks as any reader does, who only an exclusive transaction keeps out. */
async function isBusyToRead(path: string): Promise<boolean> {
  const database = await openSqliteToRead(path, 0);
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw translateSqliteError(error, path);
  } finally {
    database.close();
  }
}

async function tryLock(path: string, clock: Clock): Promise<HeldLock | null> {
  const database = await openSqlite(path, 0);
  try {
    if (isHeldBy(database)) {
      await writeHolder(path, { pid: process.pid, host: hostname(), since: clock.now() });
      return {
        release: async () => database.close(),
        get lost() {
          return neverLost();
        },
        isCertain: () => true,
        requireHeld: async () => {},
      };
    }
  } catch (error) {
    database.close();
    throw translateSqliteError(error, path);
  }
  database.close();
  return null;
}

function isHeldBy(database: SqlDatabase): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

/** SQLITE_BUSY in its plain and its extended forms. */
function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5
  );
}

/** The lock is held without it, also on a full disk. */
async function writeHolder(path: string, holder: LockHolder): Promise<void> {
  const { writeFileSync } = await import('node:fs');
  try {
    writeFileSync(`${path}.holder`, JSON.stringify(holder), { mode: 0o600 });
  } catch {
    // Whoever is refused the lock then reads of nobody.
  }
}

async function readHolder(path: string): Promise<LockHolder | null> {
  const { readFileSync } = await import('node:fs');
  try {
    const holder: unknown = JSON.parse(readFileSync(`${path}.holder`, 'utf8'));
    if (typeof holder !== 'object' || holder === null) return null;
    if (!('pid' in holder && 'host' in holder && 'since' in holder)) return null;
    return { pid: Number(holder.pid), host: String(holder.host), since: Number(holder.since) };
  } catch {
    // The holder is just being written, or on its way out: nobody to name.
    return null;
  }
}
