import { join } from 'node:path';
import type { PaceLimiter } from '../../ports/broadcast-ledger.js';
import type { Clock } from '../../ports/host.js';
import { readRow } from './rows.js';
import { openSqlite, transaction, translateSqliteError } from './sqlite.js';

/**
 * How far a late request may catch up. Timers fire a millisecond or two late; without this the pace would drop, with
 * more of it requests would bunch up and pass the limit within one second.
 */
const CATCH_UP_MS = 6;

/** A stored moment further ahead than this comes from a clock that was set back, and is forgotten. */
const FARTHEST_AHEAD_MS = 120_000;

/**
 * A smooth limiter (one moment per key, advanced by one interval per request) in a small database of its own, so that
 * every process of a state folder shares it. Nothing in it needs to survive a crash.
 *
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export async function openPaceLimiter(folder: string, clock: Clock): Promise<PaceLimiter> {
  const path = join(folder, 'pace.db');
  const database = await openSqlite(path);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE IF NOT EXISTS pace (key TEXT PRIMARY KEY, next_at REAL NOT NULL) STRICT, WITHOUT ROWID;',
  );
  const select = database.prepare('SELECT next_at FROM pace WHERE key = ?');
  const upsert = database.prepare(
    'INSERT INTO pace (key, next_at) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET next_at = excluded.next_at',
  );

  /** Takes the next moment if it has come; else answers how long to wait, in milliseconds. */
  const tryTake = (key: string, intervalMs: number): number =>
    transaction(database, () => {
      const now = clock.now();
      const row = select.get(key);
      const stored = row === undefined ? 0 : readRow(row).number('next_at');
      const nextAt = now + Math.max(FARTHEST_AHEAD_MS, 2 * intervalMs) < stored ? 0 : stored;
      if (now < nextAt) return nextAt - now;
      upsert.run(key, Math.max(nextAt, now - CATCH_UP_MS) + intervalMs);
      return 0;
    });

  return {
    async take(key, perSecond, signal) {
      while (!signal.aborted) {
        let waitMs: number;
        try {
          waitMs = tryTake(key, 1000 / perSecond);
        } catch (error) {
          throw translateSqliteError(error, path);
        }
        if (waitMs === 0) return;
        await clock.sleep(Math.ceil(waitMs), signal);
      }
    },
  };
}
