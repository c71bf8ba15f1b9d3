import { join } from 'node:path';
import type { PaceLimiter } from '../../ports/broadcast-ledger.js';
import type { Clock } from '../../ports/host.js';
import { readRow } from './rows.js';
import { openSqlite, transaction, translateSqliteError } from './sqlite.js';

/** The share of the limit that the even pace aims at. */
const AIM = 0.985;

/** From this limit on, requests per second, late moments are made up for: below, a moment comes late and that is that. */
const CATCHES_UP_FROM = 10;
/**
 * How far a late request may catch up: timers are a little late, and without this the pace would drop. More of it would
 * send bunches after a stall, and LINE counts when requests arrive.
 */
const CATCH_UP_MS = 8;

/** Room under the limit within any one second, for the network to bring two requests closer together. */
const SPARE = 3;
const WINDOW_MS = 1_000;

/** A stored moment further ahead than this comes from a clock that was set back, and is forgotten. */
const FARTHEST_AHEAD_MS = 120_000;

/** How a limit is kept: an even interval, and never more than `mostPerWindow` within one second. */
interface Rule {
  readonly intervalMs: number;
  readonly catchUpMs: number;
  /** Null where the interval alone is longer than the window. */
  readonly mostPerWindow: number | null;
}

/**
 * Keeps requests evenly spaced, lets late ones catch up a little, and never lets more through within any one second
 * than the limit. The state lies in a small database of its own, so that every process of a state folder shares it;
 * nothing in it needs to survive a crash.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#rate-limits-mechanism
 */
export async function openPaceLimiter(folder: string, clock: Clock): Promise<PaceLimiter> {
  const path = join(folder, 'pace.db');
  const database = await openSqlite(path);
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
     CREATE TABLE IF NOT EXISTS pace (key TEXT PRIMARY KEY, next_at REAL NOT NULL, sent BLOB NOT NULL) STRICT, WITHOUT ROWID;`,
  );
  const select = database.prepare('SELECT next_at, sent FROM pace WHERE key = ?');
  const upsert = database.prepare(
    'INSERT INTO pace (key, next_at, sent) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET next_at = excluded.next_at, sent = excluded.sent',
  );

  /** Takes the next moment if it has come; else answers how long to wait, in milliseconds. */
  const tryTake = (key: string, rule: Rule): number =>
    transaction(database, () => {
      const now = clock.now();
      const stored = select.get(key);
      const row = stored === undefined ? null : readRow(stored);
      const nextAt = plausible(row?.number('next_at') ?? Number.NEGATIVE_INFINITY, now, rule);
      if (now < nextAt) return nextAt - now;
      const sent =
        row === null ? [] : timesOf(row.bytes('sent')).filter((time) => time <= now && now - time <= WINDOW_MS);
      if (rule.mostPerWindow !== null && rule.mostPerWindow <= sent.length) {
        return WINDOW_MS + 1 - (now - (sent[sent.length - rule.mostPerWindow] ?? now));
      }
      const times = rule.mostPerWindow === null ? [] : [...sent, now];
      upsert.run(key, Math.max(nextAt, now - rule.catchUpMs) + rule.intervalMs, bytesOf(times));
      return 0;
    });

  return {
    async take(key, limitPerSecond, signal, burst = 1) {
      const rule = ruleFor(limitPerSecond, burst);
      while (!signal.aborted) {
        let waitMs: number;
        try {
          waitMs = tryTake(key, rule);
        } catch (error) {
          throw translateSqliteError(error, path);
        }
        if (waitMs === 0) return;
        await clock.sleep(Math.ceil(waitMs), signal);
      }
    },
  };
}

function ruleFor(limitPerSecond: number, burst: number): Rule {
  const intervalMs = 1000 / (limitPerSecond * AIM);
  if (1 < burst) return { intervalMs, catchUpMs: (burst - 1) * intervalMs, mostPerWindow: null };
  if (limitPerSecond < CATCHES_UP_FROM) return { intervalMs, catchUpMs: 0, mostPerWindow: null };
  const most = Math.floor(limitPerSecond);
  return { intervalMs, catchUpMs: CATCH_UP_MS, mostPerWindow: most < 10 * CATCHES_UP_FROM ? most : most - SPARE };
}

function plausible(nextAt: number, now: number, { intervalMs }: Rule): number {
  return now + Math.max(FARTHEST_AHEAD_MS, 2 * intervalMs) < nextAt ? Number.NEGATIVE_INFINITY : nextAt;
}

function timesOf(bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, index) => view.getFloat64(index * 8, true));
}

function bytesOf(times: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(times.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, time] of times.entries()) view.setFloat64(index * 8, time, true);
  return bytes;
}
