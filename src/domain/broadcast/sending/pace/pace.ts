import { ENDPOINTS, rateOf } from '../../../line/endpoints.js';
import type { SendWay } from '../../settings.js';

/** LINE's limit for multicast, in requests a second. @see https://developers.line.biz/en/reference/messaging-api/#rate-limits */
export function multicastLimitPerSecond(): number {
  return limitPerSecond('multicast');
}

function limitPerSecond(via: SendWay): number {
  const { count, periodMs } = rateOf(ENDPOINTS[via]);
  return (count * 1000) / periodMs;
}

export interface PaceWish {
  /** Null: as fast as LINE permits. */
  readonly requestsPerSecond: number | null;
  readonly recipientsPerMinute: number | null;
  readonly batchSize: number;
  /** What was shown when it was agreed to; null or left out where nothing was yet. */
  readonly agreedPerSecond?: number | null;
}

/** What binds the pace: LINE's ceiling, or a wish below it. */
export type PaceLimit = 'line' | 'rate' | 'recipientsPerMinute' | 'agreed';

/** The pace that must not be passed, in requests a second: LINE's limit, or what is wished below it. */
export function targetPerSecond(wish: PaceWish): number {
  return bindingPace(wish).perSecond;
}

/** The same with what binds it; of equal ones LINE's. Nothing raises it over what was agreed to. */
export function bindingPace(wish: PaceWish): { readonly perSecond: number; readonly limitedBy: PaceLimit } {
  const { requestsPerSecond, recipientsPerMinute, batchSize, agreedPerSecond = null } = wish;
  const limits: readonly (readonly [limitedBy: PaceLimit, perSecond: number | null])[] = [
    ['line', multicastLimitPerSecond()],
    ['rate', requestsPerSecond],
    ['recipientsPerMinute', recipientsPerMinute === null ? null : recipientsPerMinute / 60 / batchSize],
    ['agreed', agreedPerSecond],
  ];
  const perSecond = Math.min(...limits.map(([, limit]) => limit ?? Number.POSITIVE_INFINITY));
  return { perSecond, limitedBy: limits.find(([, limit]) => limit === perSecond)?.[0] ?? 'line' };
}

/** How long requests take at a pace, in milliseconds from the first. */
export interface PaceTimes {
  /** Until the last leaves: the first waits for nobody. */
  readonly lastMs: number;
  /** Until one more may leave. */
  readonly moreMs: number;
}

export function paceTimes(requests: number, perSecond: number): PaceTimes {
  const after = (leaving: number) => Math.ceil((leaving / perSecond) * 1000);
  return { lastMs: after(Math.max(0, requests - 1)), moreMs: after(requests) };
}

/** How fast requests may leave, and how many at once after a silence. */
export interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

/** Of an hourly limit, the share that may leave at once: a stage must not wait a minute for the one before. */
const BURST_SHARE = 0.2;

/**
 * What a way may send. Within any hour the burst and what follows it stay below LINE's hourly limit.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#rate-limits-mechanism
 */
export function allowanceOf(via: SendWay, wish: PaceWish): Allowance {
  if (via === 'multicast') return { perSecond: targetPerSecond(wish), burst: 1 };
  if (via === 'push') return { perSecond: limitPerSecond(via), burst: 1 };
  const { count, periodMs } = rateOf(ENDPOINTS[via]);
  const burst = Math.floor(count * BURST_SHARE);
  return { perSecond: ((count - burst) * 1000) / periodMs, burst };
}

/** How long a batch that is begun may wait for its moment, in milliseconds: at a slow pace another one is before it. */
export function leadMs(perSecond: number): number {
  return Math.max(1_000, 2_000 / perSecond);
}

/** The same for nobody's wish: LINE's limit, which all that send for a bot share. */
export function lineAllowance(via: SendWay): Allowance {
  return allowanceOf(via, { requestsPerSecond: null, recipientsPerMinute: null, batchSize: 1 });
}

/** How the pace gives way to 429 and comes back. Times in milliseconds since 1970. */
export interface Pace {
  /** Of the target, above 0 and at most 1. */
  readonly factor: number;
  /** When it last changed. */
  readonly changedAt: number;
}

export const FULL_PACE: Pace = { factor: 1, changedAt: 0 };

const SLOW_DOWN = 0.7;
const SLOWEST = 0.05;
/** Several requests on their way get the same 429: they count once. */
const SAME_429_MS = 500;
const RECOVERY_PER_SECOND = 0.05;

/** The pace after a 429 by rate. */
export function slowDown(pace: Pace, now: number): Pace {
  if (now - pace.changedAt < SAME_429_MS && pace.factor < 1) return pace;
  return { factor: Math.max(SLOWEST, paceAt(pace, now) * SLOW_DOWN), changedAt: now };
}

/** The factor at the given time: it climbs back to 1 while no 429 comes. */
export function paceAt({ factor, changedAt }: Pace, now: number): number {
  return Math.min(1, factor + (Math.max(0, now - changedAt) / 1000) * RECOVERY_PER_SECOND);
}
