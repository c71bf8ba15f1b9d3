import { auth, failed, findings, incomplete, ofEachCase, usage } from '../declared.js';
import type { Holder } from '../facts.js';

/** Sending a broadcast, and its books. */
export const SENDING_FAILURES = {
  UNKNOWN_BROADCAST: usage<{ id: string }>(),
  BROADCAST_CANCELLED: ofEachCase<{ which: 'earlier'; id: string }>(),
  RESUME_SETTLES_IT: usage<{ stillAlive: number; id: string }>(),
  TOKEN_REFUSED: auth<
    | { which: 'whileSending'; answer: string }
    | { which: 'ofTheEnvironment' }
    | { which: 'ofLine'; doing: string; status: number; answer: string }
  >(),
  HISTORY_UNKNOWN: incomplete<{ id: string; since: string }>(),
  BROADCAST_BUSY: failed<{ which: 'stopping'; id: string } | { which: 'sending'; id: string; holder: Holder | null }>(),
  BROADCAST_OVER: usage<{ id: string; state: string }>(),
  NOTHING_DECIDED: usage(),
  PLAN_STALE: usage<{ id: string }>(),
  PLAN_CHANGED: usage<{ hash: string; confirmed: string }>(),
  BOOKS_WRONG: findings<{ which: 'stdin'; id: string; failed: readonly string[] }>(),
} as const;
