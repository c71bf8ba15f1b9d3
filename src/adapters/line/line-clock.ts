import { clockDifference, lineTimeFrom, type Sighting } from '../../domain/line/line-time.js';
import type { Clock } from '../../ports/host.js';
import type { ApiNotice } from '../../ports/line-api.js';
import type { HttpReply } from './http.js';

/** What LINE's answers say of its clock. */
export interface LineClock {
  saw(reply: HttpReply): void;
  /** LINE's clock minus ours; null before LINE has answered. */
  skewMs(): number | null;
  /** LINE's time, by answers that are LINE's beyond doubt; null where it is not known, or not any more. */
  time(): number | null;
}

/**
 * Reads LINE's time off its answers, and tells once of a difference that matters. The time of an answer that is not
 * LINE's says nothing: LINE's carry a request ID, or, at the token endpoints, where LINE promises none, a JSON object.
 */
export function createLineClock(clock: Clock, tell: (notice: ApiNotice) => void): LineClock {
  let skewMs: number | null = null;
  let seen: Sighting | null = null;
  let isTold = false;
  const up = () => performance.now();
  return {
    saw(reply) {
      if (reply.type !== 'reply' || reply.clockSkewMs === null) return;
      if (reply.requestId !== null) seen = { aheadMs: reply.clockSkewMs, ownAt: clock.now(), upAt: up() };
      else if (!reply.text.trimStart().startsWith('{')) return;
      skewMs = reply.clockSkewMs;
      const difference = clockDifference(skewMs);
      // A refusal may be about the clock, and says so itself.
      if (isTold || difference === null || 300 <= reply.status) return;
      isTold = true;
      tell({ type: 'clockDiffers', difference });
    },
    skewMs: () => skewMs,
    time: () => (seen === null ? null : lineTimeFrom(seen, { own: clock.now(), up: up() })),
  };
}
