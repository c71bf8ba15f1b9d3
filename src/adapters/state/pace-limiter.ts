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
 * How far late requests may catch up: timers are late on a busy machine, and without this the pace would drop. They catch
 * up a little faster than the even pace, not all at once: LINE counts when requests arrive, and a bunch could arrive
 * within one second with what left before it.
 */
const CATCH_UP_MS = 100;
const CATCH_UP_PACE = 1.25;
/** The lateness that any timer has; made up for at once. */
const TIMER_MS = 8;

/** Room under the limit within any one second, for the network to bring two requests closer together. */
const SPARE = 3;
/** More of it while several processes send: what lies between a moment and its request differs from one to the other. */
const SPARE_WHEN_SHARED = 8;
/** How long a limit counts as shared after two processes met at it. */
const SHARED_FOR_MS = 5_000;
const WINDOW_MS = 1_000;

/** A stored moment further ahead than this comes from a clock that was set back, and is forgotten. */
const FARTHEST_AHEAD_MS = 120_000;

/** One moment per interval; a late one may be made up for as long as it is no later than `catchUpMs`. */
interface EvenPace {
  readonly intervalMs: number;
  readonly catchUpMs: number;
}

/** How a limit is kept: an even pace, a bound on how fast it catches up, and a bound on what leaves within one second. */
interface Rule {
  readonly pace: EvenPace;
  readonly catchUp: EvenPace;
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
  const taker = `${process.pid}`;
  const database = await openSqlite(path);
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
     CREATE TABLE IF NOT EXISTS pace (key TEXT PRIMARY KEY, next_at REAL NOT NULL, catch_up_at REAL NOT NULL, sent BLOB NOT NULL, taker TEXT NOT NULL, shared_until REAL NOT NULL) STRICT, WITHOUT ROWID;`,
  );
  const select = database.prepare('SELECT * FROM pace WHERE key = ?');
  const replace = database.prepare(
    'INSERT OR REPLACE INTO pace (key, next_at, catch_up_at, sent, taker, shared_until) VALUES (?, ?, ?, ?, ?, ?)',
  );

  /** When the moment after our last one comes: before it there is no need to ask. */
  const notBefore = new Map<string, number>();

  /** Takes the next moment if it has come; else answers how long to wait, in milliseconds. */
  const tryTake = (key: string, rule: Rule): number => {
    const now = clock.now();
    const soon = (notBefore.get(key) ?? now) - now;
    if (0 < soon && soon <= rule.pace.intervalMs) return soon;
    return askAndTake(key, rule);
  };

  const askAndTake = (key: string, { pace, catchUp, mostPerWindow }: Rule): number =>
    transaction(database, () => {
      const now = clock.now();
      const stored = select.get(key);
      const row = stored === undefined ? null : readRow(stored);
      const paceAt = plausible(row?.number('next_at') ?? null, now, pace);
      const catchUpAt = plausible(row?.number('catch_up_at') ?? null, now, catchUp);
      const nextAt = Math.max(paceAt, catchUpAt);
      if (now < nextAt) return nextAt - now;
      const sent = row === null ? NOTHING : timesWithin(WINDOW_MS, now, timesOf(row.bytes('sent')));
      const isMet = row !== null && row.text('taker') !== taker && 0 < sent.length;
      const sharedUntil = isMet ? now + SHARED_FOR_MS : (row?.number('shared_until') ?? 0);
      const most =
        mostPerWindow === null
          ? null
          : mostPerWindow -
            (now < sharedUntil && 10 * CATCHES_UP_FROM <= mostPerWindow ? SPARE_WHEN_SHARED - SPARE : 0);
      if (most !== null && most <= sent.length) return WINDOW_MS + 1 - (now - (sent[sent.length - most] ?? now));
      const times = most === null ? NOTHING : appended(sent, now);
      const nextPaceAt = following(paceAt, now, pace);
      const nextCatchUpAt = following(catchUpAt, now, catchUp);
      replace.run(key, nextPaceAt, nextCatchUpAt, bytesOf(times), taker, sharedUntil);
      notBefore.set(key, Math.max(nextPaceAt, nextCatchUpAt));
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
  if (1 < burst) return unbounded({ intervalMs, catchUpMs: (burst - 1) * intervalMs });
  if (limitPerSecond < CATCHES_UP_FROM) return unbounded({ intervalMs, catchUpMs: 0 });
  const most = Math.floor(limitPerSecond);
  return {
    pace: { intervalMs, catchUpMs: CATCH_UP_MS },
    catchUp: { intervalMs: intervalMs / CATCH_UP_PACE, catchUpMs: TIMER_MS },
    mostPerWindow: most < 10 * CATCHES_UP_FROM ? most : most - SPARE,
  };
}

/** The even pace says it all. */
function unbounded(pace: EvenPace): Rule {
  return { pace, catchUp: pace, mostPerWindow: null };
}

/** The stored moment, unless there is none, or it comes from a clock that was set back. */
function plausible(at: number | null, now: number, { intervalMs }: EvenPace): number {
  return at === null || now + Math.max(FARTHEST_AHEAD_MS, 2 * intervalMs) < at ? Number.NEGATIVE_INFINITY : at;
}

/** The moment after the one that is taken now. */
function following(at: number, now: number, { intervalMs, catchUpMs }: EvenPace): number {
  return Math.max(at, now - catchUpMs) + intervalMs;
}

/** Moments in ascending order, in this machine's byte order: the file never leaves it. */
type Times = Float64Array;

const NOTHING: Times = new Float64Array(0);

function timesOf(bytes: Uint8Array): Times {
  // A copy: the bytes need not begin where a number may.
  return new Float64Array(Uint8Array.from(bytes).buffer, 0, Math.floor(bytes.length / 8));
}

function bytesOf(times: Times): Uint8Array {
  return new Uint8Array(times.buffer, times.byteOffset, times.byteLength);
}

/** The moments no longer ago than that, and none of a clock that was set back. */
function timesWithin(windowMs: number, now: number, times: Times): Times {
  let from = 0;
  let to = times.length;
  while (from < to && windowMs < now - (times[from] ?? now)) from += 1;
  while (from < to && now < (times[to - 1] ?? now)) to -= 1;
  return times.subarray(from, to);
}

function appended(times: Times, time: number): Times {
  const longer = new Float64Array(times.length + 1);
  longer.set(times);
  longer[times.length] = time;
  return longer;
}
