import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { doubtOf } from '../../../domain/broadcast/sending/batch/doubt.js';
import { endedBySkipping } from '../../../domain/broadcast/sending/narrowcast.js';
import type { StopReason } from '../../../domain/broadcast/sending/stop-reason.js';
import type { Doubted } from '../../../domain/failure/facts.js';
import { type FailureKind, failure, failureAs, LineOpsError, ofKind, within } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import { quotaMonth } from '../../../domain/line/quota-month.js';
import type { Deps } from '../../../ports/deps.js';
import type { StopSignal } from '../../../ports/host.js';
import { isDamage } from '../../../usecases/broadcast/audit/sound-totals.js';
import type { RunReport } from '../../../usecases/broadcast/sending/finish-run.js';
import { isTakenOver } from '../../../usecases/broadcast/sending/hold-broadcast.js';
import { namesTheWayOn } from '../../failures/stopped.js';
import { describeStop, textOf } from '../../failures/text-of.js';
import { isoTime } from '../../output/view.js';

/**
 * The worst that happened, as an error: a person's own stop first, then doubt, a limit, a refusal. Null when all is
 * done. `now` in milliseconds since 1970.
 */
export async function problemWith(
  report: RunReport,
  signalled: StopSignal | null,
  now: number,
): Promise<LineOpsError | null> {
  const { broadcast, stoppedBy } = report;
  // Said also where another has finished it meanwhile: this one did not.
  if (stoppedBy?.type === 'failed' && isTakenOver(stoppedBy.error)) return takenOver(broadcast, stoppedBy.error);
  // A worker goes on with what is not due when it is.
  if (broadcast.state === 'completed' || stoppedBy?.type === 'notDue') return null;
  return namingPeople(broadcast, await worstOf(report, signalled, now));
}

async function worstOf(
  { broadcast, stoppedBy }: RunReport,
  signalled: StopSignal | null,
  now: number,
): Promise<LineOpsError> {
  const { settings, recipients } = broadcast;
  const next = nextSteps(broadcast, now);
  const { id } = settings;
  const details = { id, state: broadcast.state, pending: recipients.pending, unknown: recipients.unknown };
  // Counts of a damaged ledger mean nothing, and resuming it makes nothing better.
  if (stoppedBy?.type === 'failed' && isDamage(stoppedBy.error)) return resumable(id, stoppedBy.error, true, details);
  if (signalled !== null) {
    const kind = signalled === 'SIGINT' ? 'cancelled' : 'terminated';
    const left = recipients.pending + recipients.unknown;
    return failureAs(kind, 'STOPPED_BY_SIGNAL', { id, left, next }, { details });
  }
  if (recipients.unknown > 0) {
    const why = stoppedBy === null ? 'their answers were lost' : await describeStop(stoppedBy);
    const cause = stoppedBy?.type === 'failed' ? { cause: stoppedBy.error } : {};
    const facts = { id, unknown: recipients.unknown, why, next, because: becauseOf(stoppedBy) };
    return failure('BATCHES_IN_DOUBT', facts, { details, ...cause });
  }
  return stopProblem(stoppedBy, { id, next, details, now });
}

/** To resume it is not ours to say: whoever has it now is at work on it. */
function takenOver({ settings: { id }, state, recipients: { pending, unknown } }: Broadcast, problem: LineOpsError) {
  const kind = 0 < unknown ? 'incomplete' : problem.kind;
  return ofKind(kind, problem, { details: { id, state, pending, unknown } });
}

function becauseOf(stoppedBy: StopReason | null): Doubted['because'] {
  if (stoppedBy?.type === 'failed') return { type: 'failed', error: stoppedBy.error };
  return stoppedBy?.type === 'notLine' ? { type: 'stranger', stranger: stoppedBy.stranger } : null;
}

interface Circumstances {
  readonly id: BroadcastId;
  /** How it goes on. */
  readonly next: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Where nothing is in doubt. */
async function stopProblem(
  stoppedBy: StopReason | null,
  { id, next, details, now }: Circumstances,
): Promise<LineOpsError> {
  const why = stoppedBy === null ? 'it is not complete' : await describeStop(stoppedBy);
  const stopped = { id, why, next };
  switch (stoppedBy?.type) {
    case undefined:
    case 'notDue':
    case 'interrupted':
      return failure('BROADCAST_INCOMPLETE', stopped, { details });
    case 'asked':
      return stoppedBy.to === 'cancel'
        ? failureAs('cancelled', 'BROADCAST_CANCELLED', { which: 'stopped', ...stopped }, { details })
        : failure('BROADCAST_PAUSED', stopped, { details });
    case 'noticeForbidden':
      return failure('BROADCAST_PAUSED', stopped, { details });
    case 'gateClosed':
      return failure('GATE_CLOSED', stopped, { details });
    case 'audienceGrew':
      return failure('AUDIENCE_GREW', stopped, { details: { ...details, audience: stoppedBy.id } });
    case 'late':
      return failure('START_TOO_LATE', stopped, { details: { ...details, lateMs: stoppedBy.lateMs } });
    case 'budgetSpent':
      return failure('ERROR_BUDGET_SPENT', stopped, { details });
    case 'stageFailed':
      return failure('STAGE_FAILED', stopped, { details });
    case 'stageBlocked':
      return failure('STAGE_BLOCKED', stopped, { details });
    case 'quotaUsedUp': {
      const { endsAt, firstDayAfter: firstDay } = quotaMonth(now);
      return failureAs(
        'incomplete',
        'QUOTA_USED_UP',
        { which: 'stopped', ...stopped, firstDay },
        { details: { ...details, left: stoppedBy.left, comeBackAt: isoTime(endsAt) } },
      );
    }
    case 'quotaReserved':
      return failureAs(
        'incomplete',
        'QUOTA_RESERVED',
        { which: 'stopped', ...stopped },
        { details: { ...details, left: stoppedBy.left } },
      );
    case 'rateLimited':
      return failure('RATE_LIMITED', { which: 'stopped', ...stopped }, { details });
    case 'notLine':
      return failure('NOT_LINE', { ...stopped, stranger: stoppedBy.stranger }, { details });
    case 'noAnswer':
      return failure('LINE_NOT_REACHABLE', { which: 'stopped', ...stopped }, { details });
    case 'culpritsNotFound':
      return failure('RECIPIENTS_REFUSED', stopped, { requestId: stoppedBy.requestId, details });
    case 'refused': {
      const context = { requestId: stoppedBy.requestId, details: { ...details, status: stoppedBy.status } };
      return stoppedBy.messages === null
        ? failure('LINE_REFUSED', { which: 'stopped', ...stopped }, context)
        : failure('MESSAGES_REFUSED', stopped, context);
    }
    case 'keyInUse':
      return failure(
        'RETRY_KEY_USED',
        { which: 'stopped', ...stopped },
        {
          requestId: stoppedBy.requestId,
          details: { ...details, acceptedRequestId: stoppedBy.acceptedRequestId },
        },
      );
    case 'failed':
      return resumable(id, stoppedBy.error, true, details);
  }
}

/**
 * What ended a run before it could report, with the way on: the broadcast is there, and to send it anew would message
 * people twice.
 */
export async function notRun(
  id: BroadcastId,
  error: unknown,
  { broadcastLedger }: Pick<Deps, 'broadcastLedger'>,
): Promise<unknown> {
  if (error instanceof LineOpsError && (error.kind === 'usage' || error.code === 'BROADCAST_BUSY')) return error;
  if (isTakenOver(error)) return error;
  const isTold = error instanceof LineOpsError && namesTheWayOn((await textOf(error)).hint ?? '');
  const problem = isTold ? error : resumable(id, error, false, { id });
  // What ended the run may keep the ledger from being read: that is told, not this.
  const broadcast = await broadcastLedger()
    .then((ledger) => ledger.find(id))
    .catch(() => null);
  return broadcast === null || broadcast.startedAt === null ? problem : namingPeople(broadcast, problem);
}

/** Names the command that lists who has it and who has not. A damaged ledger cannot tell. */
function namingPeople({ settings: { id, via } }: Broadcast, problem: LineOpsError): LineOpsError {
  return problem.code === 'STATE_DAMAGED'
    ? problem
    : within(problem, 'leftUnfinished', { id, via }, { cause: problem.cause });
}

/** Failures that are not the broadcast's, and that resuming alone does not make good. */
const NO_MATTER_OF_RESUMING: ReadonlySet<string> = new Set(['STATE_DAMAGED', 'STATE_TOO_NEW', 'JOURNAL_NOT_WRITABLE']);

function resumable(
  id: BroadcastId,
  error: unknown,
  isNamed: boolean,
  details: Readonly<Record<string, unknown>>,
): LineOpsError {
  if (!(error instanceof LineOpsError)) {
    const facts = { which: 'broadcast', id, isNamed, error } as const;
    return failureAs('incomplete', 'RUN_FAILED', facts, { details, cause: error });
  }
  const { code } = error;
  const kind: FailureKind = error.kind === 'failure' && !NO_MATTER_OF_RESUMING.has(code) ? 'incomplete' : error.kind;
  return within(error, 'runStopped', { id, code, isNamed }, { kind, details: { ...error.details, ...details } });
}

/** How the broadcast goes on, as commands to paste. */
function nextSteps(broadcast: Broadcast, now: number): string {
  const { settings, recipients, stages, state } = broadcast;
  const { id } = settings;
  if (state === 'cancelled') return `What was sent stays sent. See what LINE took: line-ops broadcast report ${id}`;
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
