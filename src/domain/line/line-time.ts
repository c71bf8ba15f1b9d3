import { formatDuration } from '../text/duration.js';

/** How far LINE's clock was ahead of ours when LINE last said the time, and when that was by two clocks of ours. */
export interface Sighting {
  readonly aheadMs: number;
  /** Milliseconds since 1970, by the clock that people set. */
  readonly ownAt: number;
  /** Milliseconds by a clock that nobody sets, from any start. It stands still while the machine sleeps. */
  readonly upAt: number;
}

/** How much two clocks of one machine may differ about the time between: more, and one was set, or the machine slept. */
const SAME_SPAN_MS = 10_000;

/** LINE's time, in milliseconds since 1970; null where our clocks cannot tell how long ago LINE was heard. */
export function lineTimeFrom({ aheadMs, ownAt, upAt }: Sighting, now: { own: number; up: number }): number | null {
  const [own, up] = [now.own - ownAt, now.up - upAt];
  return Math.abs(own - up) <= SAME_SPAN_MS ? now.own + aheadMs : null;
}

/** When a request may first have reached LINE, in milliseconds since 1970. */
export interface AttemptTime {
  /** By our clock of that time. */
  readonly at: number;
  /** LINE's clock minus ours at that time, in milliseconds; null where LINE's was not known. */
  readonly lineAheadMs: number | null;
}

/** One moment by our clock and by LINE's; null where LINE does not tell its time. */
export interface Moment {
  readonly own: number;
  readonly line: number | null;
}

/** The moment as it is stored with a request that leaves now. */
export function attemptAt({ own, line }: Moment): AttemptTime {
  return { at: own, lineAheadMs: line === null ? null : line - own };
}

/** A `Date` tells whole seconds, and its way takes a while: so much earlier than itself a moment may seem. */
const INACCURACY_MS = 60_000;

/**
 * Milliseconds since the attempt, by LINE's clock where it was known then and is known now, whatever became of ours in
 * between. Below 0 where nobody can tell: LINE's clock, or without it ours, says that it has yet to be made.
 */
export function ageMs({ at, lineAheadMs }: AttemptTime, { own, line }: Moment): number {
  if (lineAheadMs === null || line === null) return own - at;
  const age = line - (at + lineAheadMs);
  return -INACCURACY_MS < age ? Math.max(0, age) : age;
}

/** A smaller difference between LINE's clock and ours is not worth a word: it may come from the network. */
const NOTABLE_DIFFERENCE_MS = 60_000;

/** `3h ahead of LINE's`, said of our clock; null where the difference is not worth a word. */
export function clockDifference(lineAheadMs: number): string | null {
  if (Math.abs(lineAheadMs) < NOTABLE_DIFFERENCE_MS) return null;
  return `${formatDuration(Math.abs(lineAheadMs))} ${0 < lineAheadMs ? 'behind' : 'ahead of'} LINE's`;
}
