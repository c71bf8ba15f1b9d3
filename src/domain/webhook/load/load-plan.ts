import { failure } from '../../failure/failure.js';
import { parseRate } from '../../text/rate.js';

/** Requests of one load at most, unless somebody says that it may have more. */
export const MOST_REQUESTS = 10_000;
/** How long one load takes at most, unless somebody says that it may take longer. */
export const LONGEST_LOAD_MS = 5 * 60 * 1000;
/** Requests a second where none are asked for: a rate that any server stands. */
export const USUAL_RATE = 50;

/** What is asked for; null for what was left open. */
interface LoadWish {
  readonly requests: number | null;
  readonly ratePerSecond: number | null;
  readonly durationMs: number | null;
  /** Whether it must stay within the bounds above. */
  readonly isBounded: boolean;
}

/** An open loop: each request has its moment, whatever becomes of the ones before it. */
export interface LoadPlan {
  readonly requests: number;
  readonly ratePerSecond: number;
  /** From then on no request begins, though some may be left that had to wait for a connection. */
  readonly endsAfterMs: number;
}

/**
 * Completes a wish: of number, rate and duration two make the third; where all three are given, what is reached first
 * ends it, and where only the rate is, the bounds do.
 *
 * @throws {LineOpsError} `usage` for a load beyond its bounds.
 */
export function planLoad({ requests, ratePerSecond, durationMs, isBounded }: LoadWish): LoadPlan {
  const rate = ratePerSecond ?? rateOf(requests, durationMs);
  const longestMs = durationMs ?? (requests === null ? LONGEST_LOAD_MS : Number.POSITIVE_INFINITY);
  // At least one: a load of a moment is a request.
  const most = Math.max(1, Math.floor((longestMs * rate) / 1000));
  const planned = Math.min(requests ?? (durationMs === null ? MOST_REQUESTS : most), most);
  const lastsMs = durationMs ?? momentOf(planned - 1, rate);
  if (isBounded && (MOST_REQUESTS < planned || LONGEST_LOAD_MS < lastsMs))
    throw failure('LOAD_TOO_LARGE', {
      requests: planned,
      lastsMs,
      mostRequests: MOST_REQUESTS,
      longestMs: LONGEST_LOAD_MS,
    });
  return {
    requests: planned,
    ratePerSecond: rate,
    endsAfterMs: durationMs ?? (isBounded ? LONGEST_LOAD_MS : Number.POSITIVE_INFINITY),
  };
}

function rateOf(requests: number | null, durationMs: number | null): number {
  return requests === null || durationMs === null || durationMs === 0 ? USUAL_RATE : (requests * 1000) / durationMs;
}

/** When a request is to leave, in milliseconds from the beginning; they count from 0. */
export function momentOf(index: number, ratePerSecond: number): number {
  return (index * 1000) / ratePerSecond;
}

/** Requests a second from `100`, or from `100/s`, `600/m`, `3600/h`. @throws {LineOpsError} `usage` for another form. */
export function parseRequestRate(text: string): number {
  return parseRate(/^\d+(?:\.\d+)?$/.test(text) ? `${text}/s` : text);
}
