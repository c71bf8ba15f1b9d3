import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isMissing, systemCodeOf } from '../../domain/failure/system-errors.js';
import type { Clock } from '../../ports/host.js';
import { type HeldLock, type LockHolder, type LockInUse, type Locks, STATE_MOVE } from '../../ports/store.js';
import { stateFailure } from './folders.js';
import { requireFolderInUse } from './moving/mark.js';
import { openSqlite, openSqliteToRead, type SqlDatabase, translateSqliteError } from './sqlite/sqlite.js';

const POLL_MS = 50;

/**
 * Each lock is a small database file on which the holder keeps an exclusive transaction open. The operating system
 * ends that transaction with the process, so that kill -9 never leaves a lock behind. Who holds it is written beside,
 * for people only.
 */
export function createLocks(folder: string, clock: Clock, requireInUse = requireFolderInUse): Locks {
  let isMoving = false;
  const pathOf = (name: string) => join(folder, 'locks', `${name}.lock`);
  /** Looked at behind the own lock, as whoever moves the state looks at the locks behind this one: one of both meets the other. */
  const isMovedByOther = (name: string): Promise<boolean> => {
    const path = pathOf(STATE_MOVE);
    return name === STATE_MOVE || isMoving || !existsSync(path) ? Promise.resolve(false) : isBusyToRead(path);
  };
  const lockOf = async (name: string): Promise<HeldLock | { readonly busy: string }> => {
    const held = await tryLock(pathOf(name), clock);
    if (held === null) return { busy: name };
    try {
      if (await isMovedByOther(name)) {
        await held.release();
        return { busy: STATE_MOVE };
      }
      requireInUse(folder);
      return held;
    } catch (error) {
      await held.release();
      throw error;
    }
  };
  return {
    async acquire(name, waitMs) {
      const deadline = clock.now() + waitMs;
      for (;;) {
        const lock = await lockOf(name);
        if (!('busy' in lock)) {
          isMoving ||= name === STATE_MOVE;
          return { held: lock };
        }
        if (deadline <= clock.now()) return { heldBy: readHolder(pathOf(lock.busy)) };
        await clock.sleep(POLL_MS);
      }
    },
    async areHeld(names) {
      const held = new Map<string, null>();
      for (const name of names) {
        const path = pathOf(name);
        if (existsSync(path) && (await isBusyToRead(path))) held.set(name, null);
      }
      return held;
    },
    async allHeld() {
      const held: LockInUse[] = [];
      for (const name of lockNamesIn(folder)) {
        const holder = readHolder(pathOf(name));
        // Nobody is kept from a lock by a look at it that could have been spared.
        if (holder !== null && hasEnded(holder)) continue;
        if (await isBusyToRead(pathOf(name))) held.push({ name, holder, lapsesAt: null });
      }
      return held;
    },
  };
}

/** Every lock that was ever taken in the folder. */
export function lockNamesIn(folder: string): readonly string[] {
  try {
    return readdirSync(join(folder, 'locks')).flatMap((name) => /^(.+)\.lock$/.exec(name)?.[1] ?? []);
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw stateFailure({ verb: 'read', path: join(folder, 'locks') }, cause);
  }
}

/** Only a process of this machine, in this list of processes, can be told to have ended. */
function hasEnded({ pid, host }: LockHolder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCodeOf(error) === 'ESRCH';
  }
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

function readHolder(path: string): LockHolder | null {
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
