import { join } from 'node:path';
import {
  type PaceRule,
  type PaceState,
  ruleFor,
  stateAt,
  taken,
  waitOf,
} from '../../domain/broadcast/sending/pace/even-pace.js';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import type { PaceLimiter } from '../../ports/broadcast/broadcast-ledger.js';
import type { Clock } from '../../ports/host.js';
import { type RowReader, readRow } from './sql/rows.js';
import { openSqlite, type SqlDatabase, transaction, translateSqliteError } from './sqlite/sqlite.js';

/** A limit that nobody has used for so long is as good as new. */
const UNUSED_MS = 24 * 60 * 60 * 1000;

/**
 * Gives out the moments of every limit as `even-pace.ts` says. The state lies in a small database of its own, so that every process of a state folder shares it;
 * nothing in it needs to survive a crash.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#rate-limits-mechanism
 */
export async function openPaceLimiter(folder: string, clock: Clock, taker: string): Promise<PaceLimiter> {
  const path = join(folder, 'pace.db');
  const database = await openSqlite(path);
  try {
    return limiterOn(database, path, clock, taker);
  } catch (error) {
    throw paceFailure(error, path);
  }
}

/** Whatever is wrong with it, nothing in it needs to be kept. */
function paceFailure(error: unknown, path: string): unknown {
  const translated = translateSqliteError(error, path);
  if (!(translated instanceof LineOpsError && translated.code === 'STATE_DAMAGED')) return translated;
  return failure('PACE_DAMAGED', { path }, { cause: error });
}

function limiterOn(database: SqlDatabase, path: string, clock: Clock, taker: string): PaceLimiter {
  prepareTable(database, clock.now());
  const select = database.prepare('SELECT * FROM pace WHERE key = ?');
  const replace = database.prepare(
    'INSERT OR REPLACE INTO pace (key, next_at, catch_up_at, sent, taker, shared_until) VALUES (?, ?, ?, ?, ?, ?)',
  );

  /** When the moment after our last one comes: before it there is no need to ask. */
  const notBefore = new Map<string, number>();

  /** Takes the next moment of every limit if it has come for all; else answers how long to wait, in milliseconds. */
  const tryTake = (limits: readonly KeptLimit[]): number => {
    const now = clock.now();
    const soon = longest(limits, ({ key, rule }) => {
      const ms = (notBefore.get(key) ?? now) - now;
      return ms <= rule.pace.intervalMs ? ms : 0;
    });
    return 0 < soon ? soon : askAndTake(limits);
  };

  const askAndTake = (limits: readonly KeptLimit[]): number =>
    transaction(database, () => {
      const now = clock.now();
      const statuses = limits.map((limit) => statusOf(limit, now));
      const waitMs = longest(statuses, (status) => status.waitMs);
      if (waitMs === 0) for (const status of statuses) takeMoment(status, now);
      return waitMs;
    });

  const statusOf = ({ key, rule }: KeptLimit, now: number): LimitStatus => {
    const row = select.get(key);
    const state = stateAt(row === undefined ? null : storedState(readRow(row)), taker, now, rule);
    return { key, rule, state, waitMs: waitOf(state, now, rule) };
  };

  const takeMoment = ({ key, rule, state }: LimitStatus, now: number): void => {
    const { paceAt, catchUpAt, sent, sharedUntil } = taken(state, now, rule);
    replace.run(key, paceAt, catchUpAt, bytesOf(sent), taker, sharedUntil);
    notBefore.set(key, Math.max(paceAt, catchUpAt));
  };

  return {
    async take(limits, signal) {
      const kept = limits.map((limit) => ({ key: limit.key, rule: ruleFor(limit) }));
      while (!signal.aborted) {
        let waitMs: number;
        try {
          waitMs = tryTake(kept);
        } catch (error) {
          throw paceFailure(error, path);
        }
        if (waitMs === 0) return;
        await clock.sleep(Math.ceil(waitMs), signal);
      }
    },
  };
}

function prepareTable(database: SqlDatabase, now: number): void {
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
     CREATE TABLE IF NOT EXISTS pace (key TEXT PRIMARY KEY, next_at REAL NOT NULL, catch_up_at REAL NOT NULL, sent BLOB NOT NULL, taker TEXT NOT NULL, shared_until REAL NOT NULL) STRICT, WITHOUT ROWID;`,
  );
  database.prepare('DELETE FROM pace WHERE next_at < ?').run(now - UNUSED_MS);
}

interface KeptLimit {
  readonly key: string;
  readonly rule: PaceRule;
}

/** What the state says of a limit, and how long a request must wait for it, in milliseconds; 0: it may leave. */
interface LimitStatus extends KeptLimit {
  readonly state: PaceState;
  readonly waitMs: number;
}

function longest<Item>(items: readonly Item[], waitMs: (item: Item) => number): number {
  return items.reduce((most, item) => Math.max(most, waitMs(item)), 0);
}

function storedState(row: RowReader): PaceState {
  return {
    paceAt: row.number('next_at'),
    catchUpAt: row.number('catch_up_at'),
    sent: timesOf(row.bytes('sent')),
    taker: row.text('taker'),
    sharedUntil: row.number('shared_until'),
  };
}

/** In this machine's byte order: the file never leaves it. */
function timesOf(bytes: Uint8Array): Float64Array {
  // A copy: the bytes need not begin where a number may.
  return new Float64Array(Uint8Array.from(bytes).buffer, 0, Math.floor(bytes.length / 8));
}

function bytesOf(times: Float64Array): Uint8Array {
  return new Uint8Array(times.buffer, times.byteOffset, times.byteLength);
}
