import { formatDuration } from '../../domain/duration.js';
import type { HttpReply } from './http.js';

/** A smaller difference may come from the network, and changes nothing. */
export const NOTABLE_SKEW_MS = 60_000;

/** What LINE's answers say of its clock. */
export interface LineClock {
  saw(reply: HttpReply): void;
  /** LINE's clock minus ours; null before LINE has answered. */
  skewMs(): number | null;
}

/**
 * Reads LINE's time off its answers, and tells once of a difference that matters. The time of an answer that is not
 * LINE's says nothing: LINE's carry a request ID, or, at the token endpoints, where LINE promises none, a JSON object.
 */
export function createLineClock(tell: (line: string) => void): LineClock {
  let skewMs: number | null = null;
  let isTold = false;
  return {
    saw(reply) {
      if (reply.type !== 'reply' || reply.clockSkewMs === null) return;
      if (reply.requestId === null && !reply.text.trimStart().startsWith('{')) return;
      skewMs = reply.clockSkewMs;
      // A refusal may be about the clock, and says so itself.
      if (isTold || Math.abs(skewMs) < NOTABLE_SKEW_MS || 300 <= reply.status) return;
      isTold = true;
      tell(`the clock of this computer is ${skewWords(skewMs)} LINE's; tokens are counted by LINE's`);
    },
    skewMs: () => skewMs,
  };
}

/** `3 h ahead of`. */
export function skewWords(skewMs: number): string {
  return `${formatDuration(Math.abs(skewMs))} ${0 < skewMs ? 'behind' : 'ahead of'}`;
}
