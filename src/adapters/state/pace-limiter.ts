import { join } from 'node:path';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import type { PaceLimit, PaceLimiter } from '../../ports/broadcast/broadcast-ledger.js';
import type { Clock } from '../../ports/host.js';
import { readRow } from './sqlite/rows.js';
import { openSqlite, type SqlDatabase, transaction, translateSqliteError } from './sqlite/sqlite.js';

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

/** A limit that nobody has used for so long is as good as new. */
const UNUSED_MS = 24 * 60 * 60 * 1000;

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
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
     CREATE TABLE IF NOT EXISTS pace (key TEXT PRIMARY KEY, next_at REAL NOT NULL, catch_up_at REAL NOT NULL, sent BLOB NOT NULL, taker TEXT NOT NULL, shared_until REAL NOT NULL) STRICT, WITHOUT ROWID;`,
  );
  database.prepare('DELETE FROM pace WHERE next_at < ?').run(clock.now() - UNUSED_MS);
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
      const looks = limits.map((limit) => lookAt(limit, now));
      const waitMs = longest(looks, (look) => look.waitMs);
      if (waitMs === 0) for (const look of looks) takeMoment(look, now);
      return waitMs;
    });

  const lookAt = ({ key, rule }: KeptLimit, now: number): Look => {
    const stored = select.get(key);
    const row = stored === undefined ? null : readRow(stored);
    const paceAt = plausible(row?.number('next_at') ?? null, now, rule.pace);
    const catchUpAt = plausible(row?.number('catch_up_at') ?? null, now, rule.catchUp);
    const sent = row === null ? NOTHING : timesWithin(WINDOW_MS, now, timesOf(row.bytes('sent')));
    const isMet = row !== null && row.text('taker') !== taker && 0 < sent.length;
    const sharedUntil = isMet ? now + SHARED_FOR_MS : (row?.number('shared_until') ?? 0);
    const look = { key, rule, paceAt, catchUpAt, sent, sharedUntil };
    return { ...look, waitMs: waitOf(look, now) };
  };

  const takeMoment = ({ key, rule, paceAt, catchUpAt, sent, sharedUntil }: Look, now: number): void => {
    const nextPaceAt = following(paceAt, now, rule.pace);
    const nextCatchUpAt = following(catchUpAt, now, rule.catchUp);
    const times = rule.mostPerWindow === null ? NOTHING : appended(sent, now);
    replace.run(key, nextPaceAt, nextCatchUpAt, bytesOf(times), taker, sharedUntil);
    notBefore.set(key, Math.max(nextPaceAt, nextCatchUpAt));
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

interface KeptLimit {
  readonly key: string;
  readonly rule: Rule;
}

/** What the state says of a limit, and how long a request must wait for it, in milliseconds; 0: it may leave. */
interface Look extends KeptLimit {
  readonly paceAt: number;
  readonly catchUpAt: number;
  readonly sent: Times;
  readonly sharedUntil: number;
  readonly waitMs: number;
}

function waitOf({ rule, paceAt, catchUpAt, sent, sharedUntil }: Omit<Look, 'waitMs'>, now: number): number {
  const nextAt = Math.max(paceAt, catchUpAt);
  if (now < nextAt) return nextAt - now;
  if (rule.mostPerWindow === null) return 0;
  const isSpared = now < sharedUntil && 10 * CATCHES_UP_FROM <= rule.mostPerWindow;
  const most = rule.mostPerWindow - (isSpared ? SPARE_WHEN_SHARED - SPARE : 0);
  return most <= sent.length ? WINDOW_MS + 1 - (now - (sent[sent.length - most] ?? now)) : 0;
}

function longest<Item>(items: readonly Item[], waitMs: (item: Item) => number): number {
  return items.reduce((most, item) => Math.max(most, waitMs(item)), 0);
}

function ruleFor({ perSecond, burst }: PaceLimit): Rule {
  const intervalMs = 1000 / (perSecond * AIM);
  if (1 < burst) return unbounded({ intervalMs, catchUpMs: (burst - 1) * intervalMs });
  if (perSecond < CATCHES_UP_FROM) return unbounded({ intervalMs, catchUpMs: 0 });
  const most = Math.floor(perSecond);
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
