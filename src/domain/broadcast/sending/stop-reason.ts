import { describeSystemError, whyOf } from '../../failure/system-errors.js';
import { stageNumber } from '../broadcast.js';

/** Why a run ended before the last recipient. */
export type StopReason =
  | { readonly type: 'interrupted' }
  /** The month's quota is used up, or only a part of the plan was allowed. `left` messages remain. */
  | { readonly type: 'quotaUsedUp'; readonly left: number }
  /** There is quota left, and LINE holds it for another delivery in progress. */
  | { readonly type: 'quotaReserved'; readonly left: number }
  /** LINE went on refusing by rate. `quotaUnread`: why what is left of the quota could not be read; null where it was. */
  | { readonly type: 'rateLimited'; readonly problem: string; readonly quotaUnread: string | null }
  /** Another terminal asked for it. */
  | { readonly type: 'asked'; readonly to: 'pause' | 'cancel' }
  | { readonly type: 'gateClosed'; readonly why: string }
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
  /** Five answers in a row were not LINE's: what is in doubt stays so. */
  | { readonly type: 'notLine'; readonly stranger: string; readonly why: string }
  | { readonly type: 'noAnswer'; readonly why: string; readonly inDoubt: boolean }
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
      readonly why: string;
    }
  /** LINE had accepted another request under the retry key that the operator gave: this one was not sent. */
  | { readonly type: 'keyInUse'; readonly requestId: string | null; readonly acceptedRequestId: string | null }
  /** Credentials refused, the disk full, or a bug: told as it is. */
  | { readonly type: 'failed'; readonly error: unknown };

export const KEY_IN_USE = 'LINE accepted an earlier request under this key; this one was not sent';

/** One sentence for the ledger and for people. */
export function describeStop(reason: StopReason): string {
  switch (reason.type) {
    case 'interrupted':
      return 'stopped by a signal';
    case 'quotaUsedUp':
      return `this month's quota does not cover the next batch (${reason.left} messages left)`;
    case 'quotaReserved':
      return `LINE speaks of the monthly limit, and ${reason.left} messages of it are left: they are reserved by another delivery in progress`;
    case 'rateLimited':
      return `LINE kept answering 429 (${reason.problem}) although the pace was lowered${reason.quotaUnread === null ? '' : `; what is left of the quota could not be read, so that it may be the month's limit too: ${reason.quotaUnread}`}`;
    case 'asked':
      return reason.to === 'pause' ? 'paused from another terminal' : 'cancelled from another terminal';
    case 'gateClosed':
      return `the gate before the next stage is closed: ${reason.why}`;
    case 'budgetSpent':
      return `LINE refused ${reason.refused} recipients of stage ${stageNumber(reason.stage)}, more than --max-refused allows`;
    case 'stageFailed':
      return reason.reachedNobody
        ? `LINE did not deliver stage ${stageNumber(reason.stage)}: ${reason.why}`
        : `who got stage ${stageNumber(reason.stage)} is not known: ${reason.why}`;
    case 'stageBlocked':
      return `stage ${stageNumber(reason.stage)} was not begun: ${reason.why}`;
    case 'noAnswer':
      return `no clear answer from LINE after all attempts: ${reason.why}`;
    case 'notLine':
      return `something between here and LINE removes LINE's headers or answers for it: ${reason.why}`;
    case 'refused': {
      const fault =
        reason.messages === null ? '' : `; its validate endpoint finds fault with the messages: ${reason.messages}`;
      return `LINE refused a batch with ${reason.status}: ${reason.problem}${fault}`;
    }
    case 'culpritsNotFound': {
      const refusal = reason.problem === null ? '' : ` (${reason.problem})`;
      return `LINE refuses somebody without saying whom${refusal}; ${reason.why}`;
    }
    case 'keyInUse':
      return KEY_IN_USE;
    case 'failed':
      return describeSystemError(reason.error)?.message ?? whyOf(reason.error);
  }
}

const PAUSES: ReadonlySet<StopReason['type']> = new Set([
  'quotaUsedUp',
  'quotaReserved',
  'interrupted',
  'asked',
  'gateClosed',
  'budgetSpent',
]);

/** Whether somebody or something decided to wait: then the broadcast is paused, not broken. */
export function isPause({ type }: StopReason): boolean {
  return PAUSES.has(type);
}
