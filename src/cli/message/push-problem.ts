import { doubtOf } from '../../domain/broadcast/sending/batch/doubt.js';
import { describeStop, KEY_IN_USE } from '../../domain/broadcast/sending/stop-reason.js';
import { type FailureContext, type FailureKind, LineOpsError } from '../../domain/failure/failure.js';
import type { RetryKey } from '../../domain/line/ids.js';
import type { StopSignal } from '../../ports/host.js';
import type { RunReport } from '../../usecases/broadcast/sending/run-broadcast.js';
import type { KeyHistory } from '../../usecases/messages/push-message.js';
import { lookAt } from '../broadcast/running/run-problem.js';

/** Why the push is not accepted, as far as anybody can tell; null when it is. `now` in milliseconds since 1970. */
export function pushProblem(
  { broadcast, stoppedBy }: RunReport,
  retryKey: RetryKey,
  signalled: StopSignal | null,
  now: number,
): LineOpsError | null {
  const { settings, recipients } = broadcast;
  if (recipients.accepted > 0) return null;
  const details = { id: settings.id, retryKey, state: broadcast.state };
  const why = stoppedBy === null ? 'its answer was lost' : describeStop(stoppedBy);
  if (recipients.unknown > 0) {
    return new LineOpsError('incomplete', 'SEND_UNKNOWN', `nobody can tell whether LINE accepted the message: ${why}`, {
      hint: doubtOf(broadcast, now).canBeAsked
        ? `${stoppedBy?.type === 'notLine' ? `${lookAt(stoppedBy.stranger)} ` : ''}Within 24 hours of the first try: line-ops broadcast resume ${settings.id}, or the same push with --retry-key ${retryKey}: LINE accepts it at most once. Any other push may reach the person twice.`
        : `Decide (resend: the person may get it twice; skip: may never get it): line-ops broadcast resolve ${settings.id} --unknown resend|skip`,
      details,
      ...(stoppedBy?.type === 'failed' ? { cause: stoppedBy.error } : {}),
    });
  }
  if (broadcast.state === 'completed') {
    return new LineOpsError('usage', 'PUSH_SKIPPED', 'nothing was sent: it was decided not to send it again', {
      hint: `See: line-ops broadcast show ${settings.id}. Without --retry-key it is another push, and the person may get it twice.`,
      details,
    });
  }
  const again = `line-ops broadcast resume ${settings.id}`;
  const problem = (kind: FailureKind, code: string, hint: string, session: FailureContext = {}) =>
    new LineOpsError(kind, code, `nothing was sent: ${why}`, {
      ...session,
      hint,
      details: { ...details, ...session.details },
    });
  switch (stoppedBy?.type) {
    case 'quotaUsedUp':
      return problem(
        'limit',
        'QUOTA_USED_UP',
        `See "line-ops quota"; when the limit is raised, or next month: ${again}`,
      );
    case 'quotaReserved':
      return problem('limit', 'QUOTA_RESERVED', `When the other delivery is complete: ${again}`);
    case 'rateLimited':
      return problem('limit', 'RATE_LIMITED', `Later, perhaps with fewer systems sending at once: ${again}`);
    case 'noAnswer':
      return problem(
        'unavailable',
        'LINE_NOT_REACHABLE',
        `Check the network and https://api.line-status.info/, then: ${again}`,
      );
    case 'refused':
      return problem(
        'refused',
        'LINE_REFUSED',
        'The user ID must belong to this channel, and the message must be valid; check it with: line-ops message validate --remote',
        { requestId: stoppedBy.requestId, details: { status: stoppedBy.status } },
      );
    case 'keyInUse':
      return keyTaken(retryKey, stoppedBy.acceptedRequestId, 'perhaps', { requestId: stoppedBy.requestId });
    case 'failed':
      return stoppedBy.error instanceof LineOpsError
        ? problem(stoppedBy.error.kind, stoppedBy.error.code, `${stoppedBy.error.hint ?? ''} Then: ${again}`.trim(), {
            requestId: stoppedBy.error.requestId,
            details: stoppedBy.error.details ?? {},
            cause: stoppedBy.error,
          })
        : problem('failure', 'RUN_FAILED', `LINE_OPS_DEBUG=1 shows more. Then: ${again}`, { cause: stoppedBy.error });
    default:
      return signalled === null
        ? problem('incomplete', 'PUSH_NOT_SENT', `Send it with: ${again}`)
        : problem(signalled === 'SIGINT' ? 'cancelled' : 'terminated', 'CANCELLED', `Send it with: ${again}`);
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
  return new LineOpsError(
    'usage',
    'RETRY_KEY_RESERVED',
    `the retry key belongs to another request (${id}); this one was not sent`,
    {
      hint: `A retry key is for one request, unchanged. Push this one without --retry-key; see the other with: line-ops broadcast show ${id}`,
      details: { id, retryKey, keyUsedEarlier: true, acceptedRequestId: null },
    },
  );
}

function keyTaken(
  retryKey: RetryKey,
  acceptedRequestId: string | null,
  isThisOne: 'no' | 'perhaps',
  session: FailureContext = {},
): LineOpsError {
  return new LineOpsError('refused', 'RETRY_KEY_USED', KEY_IN_USE, {
    ...session,
    hint:
      isThisOne === 'no'
        ? 'A retry key is for one request, unchanged. Push this one without --retry-key.'
        : 'If that was this same message to the same person, sent from elsewhere, it is done. Else push it without --retry-key.',
    details: { ...session.details, retryKey, keyUsedEarlier: true, acceptedRequestId },
  });
}
