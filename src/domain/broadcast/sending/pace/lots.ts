import { ruleFor } from './even-pace.js';
import type { Allowance } from './pace.js';
import type { ClockView } from './server-clock.js';

/*
 * How a rate limit is kept by processes that share nothing but a row in a server. The row holds the next moment of the
 * limit (GCRA); a process reserves a few moments at once, a lot, sends at each of them and drops those that it is late for.
 *
 * Of moments `spacing` apart, none of which is used later than `leeway`, at most (1 s + leeway) / spacing + 1 fall into any
 * one second. So who shares a limit must be punctual. Who is alone need not be: his own memory of one second (`even-pace`)
 * keeps the limit, and he may make up for late moments. The moments of another process therefore begin later by as much as
 * he may be late. Times in milliseconds.
 */

/** What a process asks for, and the terms that it promises to keep. */
export interface LotTerms {
  /** How far apart moments are: for who is alone at the limit, and for who shares it. */
  readonly spacing: ByCompany;
  /** How much later than its moment, by the server's clock, a request leaves at most. */
  readonly leeway: ByCompany;
  /** The lateness that the spacing of who shares it has room for: what is more, the next process waits out. */
  readonly spread: number;
  /** Where the first moment may lie from now: ahead by what the answer may need, or back by a burst. */
  readonly fromNow: number;
  /** The most moments of one lot. */
  readonly most: number;
}

interface ByCompany {
  readonly alone: number;
  readonly shared: number;
}

/** Moments that are this process's own. By its own clock. */
export interface Lot {
  /** The first that is left. Never earlier than it is by the server's clock. */
  readonly nextAt: number;
  readonly spacing: number;
  readonly left: number;
  /** How much later than its moment a request may leave. Below 0: it cannot be known to leave in time. */
  readonly leeway: number;
  readonly isShared: boolean;
}

/** What the server answered. Times by its clock. */
export interface LotAnswer {
  readonly at: number;
  readonly firstAt: number;
  readonly granted: number;
  readonly spacing: number;
  readonly leeway: number;
  readonly isShared: boolean;
}

/** How long a lot lasts at most: what is lost when its process dies. */
const LOT_MS = 100;

/** From this limit on, requests per second, moments come in lots, and each has to be used at once. */
const IN_LOTS_FROM = 10;

/** The share of the limit that who shares it aims at, and how late they may be: at most 192 of 200 in any one second. */
const SHARED_AIM = 0.94;
const SHARED_LEEWAY_MS = 16;
/** Of that, what any timer needs. */
const TIMER_MS = 8;

/** How late moments are made up for by who is alone. */
const ALONE_LEEWAY_MS = 100;

/** A moment of a slow limit waits for one of a fast limit, and for the network. */
const SLOW_LEEWAY_MS = 250;

/** `doubt`: how exactly the server's clock is known. `wayMs`: how long an answer may take. */
export function lotTerms(
  limit: Allowance,
  { doubt, wayMs }: { readonly doubt: number; readonly wayMs: number },
): LotTerms {
  const spacing = ruleFor(limit).pace.intervalMs;
  const burst = limit.burst - 1;
  if (0 < burst || limit.perSecond < IN_LOTS_FROM) {
    const leeway = Math.max(SLOW_LEEWAY_MS, spacing) + doubt;
    return { spacing: both(spacing), leeway: both(leeway), spread: leeway, fromNow: -burst * spacing, most: 1 };
  }
  return {
    spacing: { alone: spacing, shared: 1000 / (limit.perSecond * SHARED_AIM) },
    leeway: { alone: ALONE_LEEWAY_MS + doubt, shared: Math.max(SHARED_LEEWAY_MS, TIMER_MS + doubt) },
    spread: SHARED_LEEWAY_MS,
    // By our clock every moment is later than by the server's already, by as much as its answers take at best.
    fromNow: Math.max(0, wayMs - doubt),
    most: Math.max(1, Math.floor(LOT_MS / spacing)),
  };
}

function both(value: number): ByCompany {
  return { alone: value, shared: value };
}

/** The lot by our own clock: each moment as late as it can be, its end as early as it can be. */
export function lotOf({ at, firstAt, granted, spacing, leeway, isShared }: LotAnswer, { least, most }: ClockView): Lot {
  return {
    nextAt: Math.max(at, firstAt) + most,
    spacing,
    left: granted,
    leeway: leeway - (most - least),
    isShared,
  };
}

/** Without the moments that are too late now. */
export function inTime(lot: Lot, now: number): Lot {
  const late = Math.ceil((now - lot.leeway - lot.nextAt) / lot.spacing);
  return late <= 0 ? lot : without(lot, Math.min(late, lot.left));
}

/** Without its first moments. */
export function without(lot: Lot, moments: number): Lot {
  return { ...lot, nextAt: lot.nextAt + moments * lot.spacing, left: lot.left - moments };
}

/**
 * How many moments the next lot asks for: fewer where some were not used, more where the next one is wanted at once.
 * `sinceUsedMs`: since the last one was used.
 */
export function nextSize(
  size: number,
  { dropped, sinceUsedMs }: { readonly dropped: number; readonly sinceUsedMs: number },
  { spacing, most }: LotTerms,
): number {
  if (0 < dropped) return Math.max(1, Math.floor(size / 2));
  return sinceUsedMs < 2 * spacing.alone ? Math.min(most, size * 2) : size;
}
