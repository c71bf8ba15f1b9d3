import type { Allowance } from './pace.js';

/*
 * How a rate limit of LINE's is kept, as arithmetic over one state that all processes share: requests are evenly spaced,
 * late ones catch up a little, and never more leave within any one second than the limit.
 *
 * A single number, the moment of the next slot with late slots dropped (GCRA), would be less to share. It cannot reach
 * the limit: to stay below 200 in any second it may make up for 10 ms at most, and a process that waits for its disk is
 * later than that ten times a second: 89 to 96 % of the limit, where this reaches 98 %. Hence the memory of one second.
 */

/** One moment per interval; a late one may be made up for as long as it is no later than `catchUpMs`. */
interface EvenPace {
  readonly intervalMs: number;
  readonly catchUpMs: number;
}

/** How a limit is kept: an even pace, a bound on how fast it catches up, and a bound on what leaves within one second. */
export interface PaceRule {
  readonly pace: EvenPace;
  readonly catchUp: EvenPace;
  /** Null where the interval alone is longer than the window. */
  readonly mostPerWindow: number | null;
}

/** What was taken of a limit. Times in milliseconds since 1970. */
export interface PaceState {
  /** The next moment by the even pace, and by the bound on catching up. */
  readonly paceAt: number;
  readonly catchUpAt: number;
  /** The moments of the last second, in ascending order. */
  readonly sent: Float64Array;
  /** Who took the last one. */
  readonly taker: string;
  /** Until then the limit counts as shared. */
  readonly sharedUntil: number;
}

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

/** From this limit on, requests per second, some of it is spared. */
const SPARES_FROM = 100;
/** Room under the limit within any one second, for the network to bring two requests closer together. */
const SPARE = 3;
/** More of it while several processes send: what lies between a moment and its request differs from one to the other. */
const SPARE_WHEN_SHARED = 8;
/** How long a limit counts as shared after two processes met at it. */
const SHARED_FOR_MS = 5_000;
const WINDOW_MS = 1_000;

/** A stored moment further ahead than this comes from a clock that was set back, and is forgotten. */
const FARTHEST_AHEAD_MS = 120_000;

const NOTHING = new Float64Array(0);

export function ruleFor({ perSecond, burst }: Allowance): PaceRule {
  const intervalMs = 1000 / (perSecond * AIM);
  if (1 < burst) return unbounded({ intervalMs, catchUpMs: (burst - 1) * intervalMs });
  if (perSecond < CATCHES_UP_FROM) return unbounded({ intervalMs, catchUpMs: 0 });
  const most = Math.floor(perSecond);
  return {
    pace: { intervalMs, catchUpMs: CATCH_UP_MS },
    catchUp: { intervalMs: intervalMs / CATCH_UP_PACE, catchUpMs: TIMER_MS },
    mostPerWindow: most < SPARES_FROM ? most : most - SPARE,
  };
}

/** The even pace says it all. */
function unbounded(pace: EvenPace): PaceRule {
  return { pace, catchUp: pace, mostPerWindow: null };
}

/** The state as it is now for this taker; `stored` is null where nobody has used the limit. */
export function stateAt(stored: PaceState | null, taker: string, now: number, rule: PaceRule): PaceState {
  if (stored === null) return { paceAt: -Infinity, catchUpAt: -Infinity, sent: NOTHING, taker, sharedUntil: 0 };
  const sent = timesWithin(WINDOW_MS, now, stored.sent);
  const isMet = stored.taker !== taker && 0 < sent.length;
  return {
    paceAt: plausible(stored.paceAt, now, rule.pace),
    catchUpAt: plausible(stored.catchUpAt, now, rule.catchUp),
    sent,
    taker,
    sharedUntil: isMet ? now + SHARED_FOR_MS : stored.sharedUntil,
  };
}

/** How long a request must wait, in milliseconds; 0: it may leave. */
export function waitOf({ paceAt, catchUpAt, sent, sharedUntil }: PaceState, now: number, rule: PaceRule): number {
  const nextAt = Math.max(paceAt, catchUpAt);
  if (now < nextAt) return nextAt - now;
  if (rule.mostPerWindow === null) return 0;
  const isSpared = now < sharedUntil && SPARES_FROM <= rule.mostPerWindow;
  const most = rule.mostPerWindow - (isSpared ? SPARE_WHEN_SHARED - SPARE : 0);
  return most <= sent.length ? WINDOW_MS + 1 - (now - (sent[sent.length - most] ?? now)) : 0;
}

/** A request leaves now. */
export function taken(state: PaceState, now: number, rule: PaceRule): PaceState {
  return {
    ...state,
    paceAt: following(state.paceAt, now, rule.pace),
    catchUpAt: following(state.catchUpAt, now, rule.catchUp),
    sent: rule.mostPerWindow === null ? NOTHING : appended(state.sent, now),
  };
}

/** The stored moment, unless it comes from a clock that was set back. */
function plausible(at: number, now: number, { intervalMs }: EvenPace): number {
  return now + Math.max(FARTHEST_AHEAD_MS, 2 * intervalMs) < at ? Number.NEGATIVE_INFINITY : at;
}

/** The moment after the one that is taken now. */
function following(at: number, now: number, { intervalMs, catchUpMs }: EvenPace): number {
  return Math.max(at, now - catchUpMs) + intervalMs;
}

/** The moments no longer ago than that, and none of a clock that was set back. */
function timesWithin(windowMs: number, now: number, times: Float64Array): Float64Array {
  let from = 0;
  let to = times.length;
  while (from < to && windowMs < now - (times[from] ?? now)) from += 1;
  while (from < to && now < (times[to - 1] ?? now)) to -= 1;
  return times.subarray(from, to);
}

function appended(times: Float64Array, time: number): Float64Array {
  const longer = new Float64Array(times.length + 1);
  longer.set(times);
  longer[times.length] = time;
  return longer;
}
