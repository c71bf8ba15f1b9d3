import { auth, failed, findings, incomplete, ofEachCase, refused, usage } from '../declared.js';
import type { Doubted, Holder, SentBy, Stopped } from '../facts.js';

/** Sending a broadcast, and its totals. */
export const SENDING_FAILURES = {
  UNKNOWN_BROADCAST: usage<{ id: string }>(),
  /** LINE chose the recipients, and names none of them. */
  NO_USER_IDS: usage<{ id: string; via: string; wanted: 'export' | 'exclude' }>(),
  EXPORT_STOPPED: ofEachCase<{ out: string }>(),
  NO_STATE_NAMED: usage<{ id: string }>(),
  BROADCAST_CANCELLED: ofEachCase<{ which: 'earlier'; id: string; via: SentBy } | ({ which: 'stopped' } & Stopped)>(),
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
  BOOKS_WRONG: findings<{ id: string; failed: readonly string[] }>(),
  STOPPED_BY_SIGNAL: ofEachCase<{ id: string; left: number; next: string }>(),
  BATCHES_IN_DOUBT: incomplete<Doubted>(),
  BROADCAST_INCOMPLETE: incomplete<Stopped>(),
  BROADCAST_PAUSED: incomplete<Stopped>(),
  GATE_CLOSED: incomplete<Stopped>(),
  AUDIENCE_GREW: incomplete<Stopped>(),
  START_TOO_LATE: incomplete<Stopped>(),
  WORKER_INCOMPLETE: incomplete<{ ids: readonly string[] }>(),
  ERROR_BUDGET_SPENT: incomplete<Stopped>(),
  STAGE_FAILED: incomplete<Stopped>(),
  STAGE_BLOCKED: incomplete<Stopped>(),
  QUOTA_USED_UP: ofEachCase<({ which: 'stopped'; firstDay: string } & Stopped) | ({ which: 'push' } & Stopped)>(),
  QUOTA_RESERVED: ofEachCase<({ which: 'stopped' } & Stopped) | ({ which: 'push' } & Stopped)>(),
  NOT_LINE: incomplete<Stopped & { stranger: string }>(),
  RECIPIENTS_REFUSED: refused<Stopped>(),
  MESSAGES_REFUSED: refused<Stopped>(),
  RETRY_KEY_USED: refused<({ which: 'stopped' } & Stopped) | { which: 'push'; words: string; canBeThisOne: boolean }>(),
  /** What nobody foresaw. */
  RUN_FAILED: ofEachCase<
    { which: 'broadcast'; id: string; isNamed: boolean; error: unknown } | ({ which: 'push' } & Stopped)
  >(),
} as const;
