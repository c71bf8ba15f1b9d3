import type { Reason } from '../../failure/facts.js';
import type { LineOpsError } from '../../failure/failure.js';
import type { AudienceId } from '../../line/ids.js';

/** Why a run ended before the last recipient. */
export type StopReason =
  | { readonly type: 'interrupted' }
  /** The month's quota is used up, or only a part of the plan was allowed. `left` messages remain. */
  | { readonly type: 'quotaUsedUp'; readonly left: number }
  /** There is quota left, and LINE holds it for another delivery in progress. */
  | { readonly type: 'quotaReserved'; readonly left: number }
  /** LINE went on refusing by rate. `quotaUnread`: why what is left of the quota could not be read; null where it was. */
  | { readonly type: 'rateLimited'; readonly problem: string; readonly quotaUnread: LineOpsError | null }
  /** Another terminal asked for it. */
  | { readonly type: 'asked'; readonly to: 'pause' | 'cancel' }
  | { readonly type: 'gateClosed'; readonly why: string }
  /** Its notices are commands, and this worker runs none. */
  | { readonly type: 'noticeForbidden' }
  /** It could not begin at its time, and by so much later nobody wants it to begin by itself. */
  | { readonly type: 'late'; readonly lateMs: number }
  /** A worker leaves it until then, milliseconds since 1970; null where it is not a worker's any more. */
  | { readonly type: 'notDue'; readonly until: number | null }
  /** LINE refused more of a stage than the error budget allows. */
  | { readonly type: 'budgetSpent'; readonly stage: number; readonly refused: number }
  /** LINE accepted a narrowcast and then did not deliver it, or does not tell. */
  | {
      readonly type: 'stageFailed';
      readonly stage: number;
      readonly why: string;
      /** Certainly: then the stage can be sent again. */
      readonly reachedNobody: boolean;
    }
  /** The next stage would reach people of an earlier one again. */
  | { readonly type: 'stageBlocked'; readonly stage: number; readonly why: string }
  /** More people are in the audience than it was planned for, or are being added (`open` uploads): the last stage would leave out some by chance. */
  | {
      readonly type: 'audienceGrew';
      readonly id: AudienceId;
      readonly planned: number;
      /** Null where LINE gives none. */
      readonly count: number | null;
      readonly open: number;
    }
  /** Five answers in a row were not LINE's: what is in doubt stays so. */
  | { readonly type: 'notLine'; readonly stranger: string; readonly why: string }
  | { readonly type: 'noAnswer'; readonly why: Reason; readonly inDoubt: boolean }
  | {
      readonly type: 'refused';
      readonly status: number;
      readonly problem: string;
      readonly requestId: string | null;
      /** What LINE's validate endpoint found wrong with the messages; null where it was not asked. */
      readonly messages: string | null;
    }
  /** LINE refuses a part of a batch without naming it, and whom is not found out yet: they are still pending. */
  | {
      readonly type: 'culpritsNotFound';
      /** LINE's status and words; null where this run met none of its refusals. */
      readonly problem: string | null;
      readonly requestId: string | null;
      readonly why: CulpritsNotFound;
    }
  /** LINE had accepted another request under the retry key that the operator gave: this one was not sent. */
  | { readonly type: 'keyInUse'; readonly requestId: string | null; readonly acceptedRequestId: string | null }
  /** Credentials refused, the disk full, or a bug: told as it is. */
  | { readonly type: 'failed'; readonly error: unknown };

export const KEY_IN_USE = 'LINE accepted an earlier request under this key; this one was not sent';

/** Why whom LINE refuses is not found out yet. */
export type CulpritsNotFound =
  /** One run spends no more requests on it. */
  | { readonly type: 'requestsUsedUp'; readonly requests: number }
  /** Nobody has got these messages: they may be at fault. */
  | { readonly type: 'nobodyGotIt' }
  /** LINE could not be asked whether the messages are at fault. */
  | { readonly type: 'notAsked'; readonly problem: LineOpsError };

const PAUSES: ReadonlySet<StopReason['type']> = new Set([
  'quotaUsedUp',
  'quotaReserved',
  'interrupted',
  'asked',
  'gateClosed',
  'noticeForbidden',
  'late',
  'budgetSpent',
  'audienceGrew',
]);

/** Whether somebody or something decided to wait: then the broadcast is paused, not broken. */
export function isPause({ type }: StopReason): boolean {
  return PAUSES.has(type);
}
