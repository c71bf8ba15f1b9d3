import { auth, failed, limit, refused, usage } from '../declared.js';
import type { MalformedGroup, SentAgain } from '../facts.js';

/** Planning a broadcast. */
export const PLANNING_FAILURES = {
  MESSAGES_NAME_RECIPIENTS: usage<{ naming: string }>(),
  INVALID_QUIET_HOURS: usage<{ text: string }>(),
  INVALID_TIME_ZONE: usage<{ text: string }>(),
  INVALID_GATE: usage<{ text: string }>(),
  INVALID_NOTIFY: usage<{ which: 'form' | 'insecure' | 'credentials'; text: string }>(),
  INVALID_BUDGET: usage<{ text: string }>(),
  INVALID_MAX_PER_RECIPIENT: usage<{ text: string; most: number }>(),
  INVALID_MAX_MALFORMED: usage<{ text: string }>(),
  INVALID_HOLD_OUT: usage<{ text: string }>(),
  INVALID_BATCH_SIZE: usage<{ batchSize: number }>(),
  TOO_MANY_STAGES: usage<{ count: number; most: number; audiences: number }>(),
  STAGES_TOO_FAR_APART: usage(),
  UNIT_LIMIT_REACHED: limit<{ most: number; unit: string }>(),
  BOT_MISMATCH: auth<{ actual: string; expected: string }>(),
  QUOTA_INSUFFICIENT: limit<{ via: string; needed: number; left: number }>(),
  BROADCAST_HAS_ONE_STAGE: usage<{ count: number }>(),
  BEGINNING_BUSY: failed<{ id: string }>(),
  INVALID_UNIT: usage<{ text: string }>(),
  STDIN_TWICE: usage(),
  CONTRADICTING_OPTIONS: usage<{ option: string; why: string; hint: string }>(),
  START_IN_THE_PAST: usage<{ startAt: number; agoMs: number }>(),
  INVALID_RATE: usage<{ text: string; isTooSlow: boolean }>(),
  INVALID_STAGES: usage<
    | { which: 'restNotLast'; stage: number; stages: number }
    | { which: 'overWhole'; percent: number }
    | { which: 'notASize'; stageSize: number }
    | { which: 'notAStage'; stage: number; word: string }
    | { which: 'leavesOut'; remaining: number; unique: number }
    | { which: 'tooLarge'; stage: number; wanted: number; percent: number | null; remaining: number }
    | { which: 'noRecipients'; stage: number; word: string }
    | { which: 'tooMany'; count: number }
  >(),
  NO_FRIENDS: refused(),
  TARGET_REACH_UNKNOWN: refused<{ days: number }>(),
  TOO_MANY_RECIPIENTS: usage<{ unique: number; maxRecipients: number }>(),
  TOO_FEW_RECIPIENTS: usage<{ unique: number; minRecipients: number }>(),
  TOO_MANY_MALFORMED: usage<{
    malformed: number;
    total: number;
    kinds: readonly MalformedGroup[];
    allowed: { type: 'share'; share: number } | { type: 'count'; count: number };
  }>(),
  SENT_BEFORE: usage<SentAgain & { isCompleted: boolean }>(),
} as const;
