import { doubtOf } from '../../domain/broadcast/sending/batch/doubt.js';
import { KEY_IN_USE } from '../../domain/broadcast/sending/stop-reason.js';
import { type FailureContext, failure, failureAs, LineOpsError, within } from '../../domain/failure/failure.js';
import type { BroadcastId, RetryKey } from '../../domain/line/ids.js';
import type { StopSignal } from '../../ports/host.js';
import type { KeyHistory } from '../../usecases/broadcast/push-message.js';
import type { RunReport } from '../../usecases/broadcast/sending/finish-run.js';
import { describeStop } from '../failures/text-of.js';

/** Why the push is not accepted, as far as anybody can tell; null when it is. `now` in milliseconds since 1970. */
export async function pushProblem(
  report: RunReport,
  retryKey: RetryKey,
  signalled: StopSignal | null,
  now: number,
): Promise<LineOpsError | null> {
  const { settings, recipients, state } = report.broadcast;
  if (recipients.accepted > 0) return null;
  const details = { id: settings.id, retryKey, state };
  if (recipients.unknown > 0) return inDoubt(report, details, now);
  if (state === 'completed') return failure('PUSH_SKIPPED', { id: settings.id }, { details });
  return notSent(report, details, signalled);
}

interface PushDetails extends Readonly<Record<string, unknown>> {
  readonly id: BroadcastId;
  readonly retryKey: RetryKey;
}

async function inDoubt({ broadcast, stoppedBy }: RunReport, details: PushDetails, now: number): Promise<LineOpsError> {
  const { id, retryKey } = details;
  const { canBeAsked } = doubtOf(broadcast, now);
  const stranger = stoppedBy?.type === 'notLine' ? stoppedBy.stranger : null;
  const cause = stoppedBy?.type === 'failed' ? { cause: stoppedBy.error } : {};
  const why = await whyOf(stoppedBy);
  return failure('SEND_UNKNOWN', { id, retryKey, why, canBeAsked, stranger }, { details, ...cause });
}

async function whyOf(stoppedBy: RunReport['stoppedBy']): Promise<string> {
  return stoppedBy === null ? 'its answer was lost' : describeStop(stoppedBy);
}

async function notSent(
  { stoppedBy }: RunReport,
  details: PushDetails,
  signalled: StopSignal | null,
): Promise<LineOpsError> {
  const { id, retryKey } = details;
  const stopped = { id, why: await whyOf(stoppedBy), next: '' };
  const push = { which: 'push', ...stopped } as const;
  switch (stoppedBy?.type) {
    case 'quotaUsedUp':
      return failureAs('limit', 'QUOTA_USED_UP', push, { details });
    case 'quotaReserved':
      return failureAs('limit', 'QUOTA_RESERVED', push, { details });
    case 'rateLimited':
      return failure('RATE_LIMITED', push, { details });
    case 'noAnswer':
      return failure('LINE_NOT_REACHABLE', push, { details });
    case 'refused': {
      const { requestId, status } = stoppedBy;
      return failure('LINE_REFUSED', push, { requestId, details: { ...details, status } });
    }
    case 'keyInUse':
      return keyTaken(retryKey, stoppedBy.acceptedRequestId, 'perhaps', { requestId: stoppedBy.requestId });
    case 'failed': {
      const { error } = stoppedBy;
      return error instanceof LineOpsError
        ? within(error, 'pushStopped', { id }, { details: { ...details, ...error.details } })
        : failureAs('failure', 'RUN_FAILED', push, { details, cause: error });
    }
    default:
      return signalled === null
        ? failure('PUSH_NOT_SENT', stopped, { details })
        : failureAs(signalled === 'SIGINT' ? 'cancelled' : 'terminated', 'CANCELLED', push, { details });
  }
}

/** The retry key belongs to another request: this one must not be sent under it. */
export function keyProblem(
  retryKey: RetryKey,
  history: Extract<KeyHistory, { type: 'taken' | 'reserved' }>,
): LineOpsError {
  const { broadcast, state } = history.use;
  const { id } = broadcast.settings;
  if (history.type === 'taken') {
    const isThisOne = state === 'refused' ? 'perhaps' : 'no';
    return keyTaken(retryKey, history.acceptedRequestId, isThisOne, { details: { id } });
  }
  return failure(
    'RETRY_KEY_RESERVED',
    { id },
    { details: { id, retryKey, keyUsedEarlier: true, acceptedRequestId: null } },
  );
}

function keyTaken(
  retryKey: RetryKey,
  acceptedRequestId: string | null,
  isThisOne: 'no' | 'perhaps',
  session: FailureContext = {},
): LineOpsError {
  return failure(
    'RETRY_KEY_USED',
    { which: 'push', words: KEY_IN_USE, canBeThisOne: isThisOne === 'perhaps' },
    { ...session, details: { ...session.details, retryKey, keyUsedEarlier: true, acceptedRequestId } },
  );
}
