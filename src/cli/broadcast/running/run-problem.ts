import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { doubtOf } from '../../../domain/broadcast/sending/batch/doubt.js';
import { endedBySkipping } from '../../../domain/broadcast/sending/narrowcast.js';
import { describeStop, type StopReason } from '../../../domain/broadcast/sending/stop-reason.js';
import { type FailureKind, LineOpsError } from '../../../domain/failure/failure.js';
import { describeSystemError, whyOf } from '../../../domain/failure/system-errors.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import { quotaMonth } from '../../../domain/line/quota-month.js';
import type { StopSignal } from '../../../ports/host.js';
import { isDamage } from '../../../usecases/broadcast/audit/sound-totals.js';
import type { RunReport } from '../../../usecases/broadcast/sending/run-broadcast.js';
import { isoTime, plural } from '../../output/view.js';

/**
 * The worst that happened, as an error: a person's own stop first, then doubt, a limit, a refusal. Null when all is
 * done. `now` in milliseconds since 1970.
 */
export function problemWith(
  { broadcast, stoppedBy }: RunReport,
  signalled: StopSignal | null,
  now: number,
): LineOpsError | null {
  if (broadcast.state === 'completed') return null;
  const { settings, recipients } = broadcast;
  const hint = nextSteps(broadcast, now);
  const details = { id: settings.id, state: broadcast.state, pending: recipients.pending, unknown: recipients.unknown };
  // Counts of a damaged ledger mean nothing, and resuming it makes nothing better.
  if (stoppedBy?.type === 'failed' && isDamage(stoppedBy.error))
    return resumable(settings.id, stoppedBy.error, `${settings.id} stopped: ${stoppedBy.error.message}`, details);
  if (signalled !== null) {
    return new LineOpsError(
      signalled === 'SIGINT' ? 'cancelled' : 'terminated',
      'STOPPED_BY_SIGNAL',
      `${settings.id} stopped with ${plural(recipients.pending + recipients.unknown, 'recipient')} left`,
      { hint, details },
    );
  }
  if (recipients.unknown > 0) {
    const why = stoppedBy === null ? 'their answers were lost' : describeStop(stoppedBy);
    const failure = stoppedBy?.type === 'failed' ? { cause: stoppedBy.error } : {};
    return new LineOpsError(
      'incomplete',
      'BATCHES_IN_DOUBT',
      `${settings.id} has ${plural(recipients.unknown, 'recipient')} in doubt: ${why}`,
      { hint: `${remedyFor(stoppedBy)} ${hint}`.trim(), details, ...failure },
    );
  }
  const message = `${settings.id} stopped: ${stoppedBy === null ? 'it is not complete' : describeStop(stoppedBy)}`;
  return stopProblem(stoppedBy, settings.id, message, { hint, details, now });
}

function remedyFor(stoppedBy: StopReason | null): string {
  if (stoppedBy?.type === 'failed') return remedyOf(stoppedBy.error);
  return stoppedBy?.type === 'notLine' ? lookAt(stoppedBy.stranger) : '';
}

/** What to do about whoever answers in LINE's place. */
export function lookAt(stranger: string): string {
  return `See what answers at ${stranger}, and make it pass LINE's answers on unchanged.`;
}

interface Circumstances {
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Where nothing is in doubt. */
function stopProblem(
  stoppedBy: StopReason | null,
  id: BroadcastId,
  message: string,
  { hint, details, now }: Circumstances,
): LineOpsError {
  const resume = `line-ops broadcast resume ${id}`;
  switch (stoppedBy?.type) {
    case undefined:
    case 'interrupted':
      return new LineOpsError('incomplete', 'BROADCAST_INCOMPLETE', message, { hint, details });
    case 'asked':
      return stoppedBy.to === 'cancel'
        ? new LineOpsError('cancelled', 'BROADCAST_CANCELLED', message, { hint, details })
        : new LineOpsError('incomplete', 'BROADCAST_PAUSED', message, { hint, details });
    case 'gateClosed':
      return new LineOpsError('incomplete', 'GATE_CLOSED', message, {
        hint: `Resume when the next stage may begin (--yes agrees to every gate): ${resume}`,
        details,
      });
    case 'budgetSpent':
      return new LineOpsError('incomplete', 'ERROR_BUDGET_SPENT', message, {
        hint: `See who was refused with "line-ops broadcast report ${id}", then: ${resume} (the next refusal in this stage stops it again)`,
        details,
      });
    case 'stageFailed':
      // Where somebody may have got it, the recipients are in doubt: told above.
      return new LineOpsError('incomplete', 'STAGE_FAILED', message, {
        hint: `Nobody got that stage. ${hint}`,
        details,
      });
    case 'stageBlocked':
      return new LineOpsError('incomplete', 'STAGE_BLOCKED', message, {
        hint: `Some would get it twice, and nothing here can change that. End it with: line-ops broadcast cancel ${id}; who got the earlier stages is in: line-ops broadcast report ${id}`,
        details,
      });
    case 'quotaUsedUp': {
      const { endsAt, firstDayAfter: firstDay } = quotaMonth(now);
      return new LineOpsError('incomplete', 'QUOTA_USED_UP', message, {
        hint: `Resume when the limit is raised, or next month, from ${firstDay} in Japan on: ${resume}`,
        details: { ...details, left: stoppedBy.left, comeBackAt: isoTime(endsAt) },
      });
    }
    case 'quotaReserved':
      return new LineOpsError('incomplete', 'QUOTA_RESERVED', message, {
        hint: `Resume when the other delivery is complete, a narrowcast or one of LINE Official Account Manager: ${resume}`,
        details: { ...details, left: stoppedBy.left },
      });
    case 'rateLimited':
      return new LineOpsError('limit', 'RATE_LIMITED', message, {
        hint: `Resume later, perhaps with fewer systems sending at once: ${resume}`,
        details,
      });
    case 'notLine':
      return new LineOpsError('incomplete', 'NOT_LINE', message, {
        hint: `${lookAt(stoppedBy.stranger)} Then: ${resume}`,
        details,
      });
    case 'noAnswer':
      return new LineOpsError('unavailable', 'LINE_NOT_REACHABLE', message, {
        hint: `Check https://api.line-status.info/, then: ${resume} (--keep-trying 1h waits longer for LINE)`,
        details,
      });
    case 'culpritsNotFound':
      return new LineOpsError('refused', 'RECIPIENTS_REFUSED', message, {
        hint: `Go on searching with: ${resume}; or leave out who is still suspected with "line-ops broadcast resolve ${id} --refused skip", then: ${resume}`,
        requestId: stoppedBy.requestId,
        details,
      });
    case 'refused':
      return new LineOpsError('refused', stoppedBy.messages === null ? 'LINE_REFUSED' : 'MESSAGES_REFUSED', message, {
        hint:
          stoppedBy.messages === null
            ? hint
            : 'The messages of a broadcast never change: correct the file ("line-ops message validate --remote" asks LINE), and create another one for the people who have not got it.',
        requestId: stoppedBy.requestId,
        details: { ...details, status: stoppedBy.status },
      });
    case 'keyInUse':
      return new LineOpsError('refused', 'RETRY_KEY_USED', message, {
        hint: 'If that was this same message, sent from elsewhere, it is done. Else push it without --retry-key.',
        requestId: stoppedBy.requestId,
        details: { ...details, acceptedRequestId: stoppedBy.acceptedRequestId },
      });
    case 'failed':
      return resumable(id, stoppedBy.error, message, details);
  }
}

/**
 * What ended a run before it could report, with the way on: the broadcast is there, and to send it anew would message
 * people twice.
 */
export function notRun(id: BroadcastId, error: unknown): unknown {
  if (error instanceof LineOpsError && (error.kind === 'usage' || namesTheWayOn(error.hint ?? ''))) return error;
  return resumable(id, error, describeSystemError(error)?.message ?? whyOf(error), { id });
}

function namesTheWayOn(hint: string): boolean {
  return hint.includes('line-ops broadcast');
}

/** Failures that are not the broadcast's, and that resuming alone does not make good. */
const NO_MATTER_OF_RESUMING: ReadonlySet<string> = new Set(['STATE_DAMAGED', 'STATE_TOO_NEW', 'JOURNAL_NOT_WRITABLE']);

function resumable(
  id: BroadcastId,
  error: unknown,
  message: string,
  details: Readonly<Record<string, unknown>>,
): LineOpsError {
  const remedy = remedyOf(error);
  const hint = namesTheWayOn(remedy) ? remedy : `${remedy} Then: line-ops broadcast resume ${id}`.trim();
  if (!(error instanceof LineOpsError))
    return new LineOpsError('incomplete', 'RUN_FAILED', message, { hint, details, cause: error });
  const kind: FailureKind =
    error.kind === 'failure' && !NO_MATTER_OF_RESUMING.has(error.code) ? 'incomplete' : error.kind;
  return new LineOpsError(kind, error.code, message, {
    hint,
    requestId: error.requestId,
    details: { ...error.details, ...details },
    cause: error,
  });
}

/** What helps, in place of "the same command again": that may have been the one that creates a broadcast. */
const REMEDIES: Readonly<Record<string, string>> = {
  DISK_FULL: 'Free some space; nothing recorded was lost.',
  STATE_NOT_WRITABLE: 'Make the state folder (LINE_OPS_HOME) writable again.',
};

function remedyOf(error: unknown): string {
  const known = describeSystemError(error);
  if (known !== null) return known.hint.replace(', and run the command again', '');
  if (!(error instanceof LineOpsError))
    return 'This is a bug in line-ops; LINE_OPS_DEBUG=1 shows more. Nothing recorded was lost.';
  return REMEDIES[error.code] ?? error.hint ?? '';
}

/** How the broadcast goes on, as commands to paste. */
function nextSteps(broadcast: Broadcast, now: number): string {
  const { settings, recipients, stages, state } = broadcast;
  const { id } = settings;
  if (state === 'cancelled') return `What was sent stays sent. See who got it: line-ops broadcast report ${id}`;
  const resume = `line-ops broadcast resume ${id}`;
  const resolve = `line-ops broadcast resolve ${id} --unknown resend|skip`;
  const { canBeAsked, mustBeDecided } = doubtOf(broadcast, now);
  if (canBeAsked && mustBeDecided)
    return `Resume within 24 hours with: ${resume}; then decide what stays unknown: ${resolve}`;
  if (mustBeDecided && endedBySkipping(broadcast) > 0)
    return `Decide what is unknown: ${resolve} (resend: some may get it twice, and "${resume}" goes on with the rest; skip: the broadcast ends there, because LINE cannot keep who got it from a later stage)`;
  if (mustBeDecided) {
    const after = recipients.pending > 0 ? `; then send the rest: ${resume}` : '';
    return `Decide what is unknown (resend: some may get it twice; skip: some may never get it): ${resolve}${after}`;
  }
  if (canBeAsked) return `Resume within 24 hours with: ${resume}`;
  if (settings.via === 'narrowcast' && stages.some(({ refusedAsBatch }) => refusedAsBatch.batches > 0))
    return `Send it again, when its cause is gone, with: ${resume}; or go on without it: line-ops broadcast resolve ${id} --refused skip, then: ${resume}`;
  return `Resume with: ${resume}`;
}
