import type { SendWay } from '../settings.js';

/** What LINE keeps from a run: its answer, its leave to go on at this rate, or a token to ask with. */
export type Trouble = 'noAnswer' | 'rateLimit' | 'noToken';

/** How long trouble has lasted, without anything between that went well. */
export interface Endured {
  /** Attempts that failed. */
  readonly attempts: number;
  /** When the first of them did, milliseconds since 1970. */
  readonly since: number;
}

export const DEFAULT_KEEP_TRYING_MS = 10 * 60 * 1000;

/** For one message, somebody sits and waits. */
export const PUSH_KEEP_TRYING_MS = 30 * 1000;

/** Made whatever the patience: one lost answer is no outage, and at a slow pace a single attempt may take longer. */
export const LEAST_ATTEMPTS = 4;

const SOON: Backoff = { firstMs: 250, longestMs: 20_000 };

/** A limit of an hour refills more slowly than one of a second. */
const AFTER_429: Readonly<Record<SendWay, Backoff>> = {
  push: { firstMs: 500, longestMs: 15_000 },
  multicast: { firstMs: 500, longestMs: 15_000 },
  narrowcast: { firstMs: 15_000, longestMs: 120_000 },
  broadcast: { firstMs: 15_000, longestMs: 120_000 },
};

/** Whether there is another attempt. */
export function isPatient({ attempts, since }: Endured, keepTryingMs: number, now: number): boolean {
  return attempts < LEAST_ATTEMPTS || now - since < keepTryingMs;
}

/** How long to wait for it, in milliseconds; never past the end of the patience, which deserves a last one. */
export function restMs(
  { attempts, since }: Endured,
  { trouble, via, keepTryingMs }: { readonly trouble: Trouble; readonly via: SendWay; readonly keepTryingMs: number },
  now: number,
  chance: number,
): number {
  const full = backoffMs(attempts, chance, trouble === 'rateLimit' ? AFTER_429[via] : SOON);
  const left = since + keepTryingMs - now;
  return 0 < left ? Math.min(full, left) : full;
}

/** How long to wait after the first failed attempt, and at most. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Exponential with full jitter over its upper half: `chance` is from 0 up to 1. In milliseconds. */
export function backoffMs(attempt: number, chance: number, { firstMs, longestMs }: Backoff): number {
  const full = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + chance / 2));
}
