import { rateLimitOf } from '../../domain/line/rate-limits.js';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * One token bucket per endpoint, full at the start and refilled evenly. LINE does not publish its bucket sizes; here a
 * bucket holds one period's worth, as LINE's own example of 60 an hour does.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#rate-limits-mechanism
 */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  /** Takes a token for the request; false when there is none, which is a 429. `now` is emulator time in milliseconds. */
  take(method: string, path: string, now: number): boolean {
    const { count, periodMs, path: endpoint } = rateLimitOf(method, path);
    const key = `${method} ${endpoint}`;
    const bucket = this.#buckets.get(key) ?? { tokens: count, filledAt: now };
    this.#buckets.set(key, bucket);
    const refill = (Math.max(0, now - bucket.filledAt) * count) / periodMs;
    bucket.tokens = Math.min(count, bucket.tokens + refill);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
