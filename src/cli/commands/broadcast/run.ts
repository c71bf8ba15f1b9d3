import { LineOpsError } from '../../../domain/failure.js';
import type { BroadcastId } from '../../../domain/ids.js';
import type { StopSignal } from '../../../ports/host.js';
import { askGate } from '../../../usecases/broadcast/gate.js';
import { type RunReport, runBroadcast } from '../../../usecases/broadcast/run.js';
import type { PassGate } from '../../../usecases/broadcast/stage-runner.js';
import { describeStop } from '../../../usecases/broadcast/stop-reason.js';
import type { Context } from '../../context.js';
import { plural, show } from '../../output.js';
import type { Session } from '../../session.js';
import { createLiveView } from './live-view.js';
import { broadcastView } from './views.js';

export interface RunFlags {
  readonly progress?: 'json' | 'auto';
}

/** Runs the broadcast with a live view, shows the report, and then fails if there is something left to do. */
export async function runAndReport(
  id: BroadcastId,
  context: Context,
  session: Session,
  { progress = 'auto' }: RunFlags,
): Promise<void> {
  const { deps, terminal } = context;
  const stop = new AbortController();
  let signalled: StopSignal | null = null;
  const release = deps.interruption.onFirst((signal) => {
    signalled = signal;
    terminal.note('stopping: no new batch is begun, the ones on their way finish; once more stops at once');
    stop.abort();
  });
  const live = createLiveView(context, progress);
  const sources = { ...deps, api: session.api, tokens: session.tokens };
  const confirm = async (question: string) =>
    context.globals.yes || (terminal.canAsk && (await terminal.confirm(question)));
  const passGate: PassGate = (gate, stage) => {
    live.end();
    return askGate(gate, { id, stage }, confirm, sources);
  };
  try {
    const report = await runBroadcast(id, sources, {
      stop: stop.signal,
      onProgress: (now) => live.update(now),
      passGate,
    });
    live.end();
    await show(context, broadcastView(report.broadcast));
    sayRefused(context, report);
    const problem = problemWith(report, signalled);
    if (problem !== null) throw problem;
  } finally {
    live.end();
    release();
  }
}

function sayRefused({ terminal }: Context, { broadcast }: RunReport): void {
  const { refused } = broadcast.recipients;
  if (broadcast.state === 'completed' && refused > 0)
    terminal.warn(`warning: LINE refused ${plural(refused, 'recipient')}`);
}

/** The worst that happened, as an error: a person's own stop first, then doubt, a limit, a refusal. Null when all is done. */
function problemWith({ broadcast, stoppedBy }: RunReport, signalled: StopSignal | null): LineOpsError | null {
  if (broadcast.state === 'completed') return null;
  const { settings, recipients } = broadcast;
  const hint = `Resume within 24 hours with: line-ops broadcast resume ${settings.id}`;
  const details = { id: settings.id, state: broadcast.state, pending: recipients.pending, unknown: recipients.unknown };
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
    const mustBeDecided = stoppedBy?.type === 'stageFailed' || stoppedBy?.type === 'stageBlocked';
    return new LineOpsError(
      'incomplete',
      'BATCHES_IN_DOUBT',
      `${settings.id} has ${plural(recipients.unknown, 'recipient')} in doubt: ${why}`,
      {
        hint: mustBeDecided
          ? `Decide it: line-ops broadcast resolve ${settings.id} --unknown resend (some may get it twice) or skip`
          : hint,
        details,
      },
    );
  }
  const message = `${settings.id} stopped: ${stoppedBy === null ? 'it is not complete' : describeStop(stoppedBy)}`;
  switch (stoppedBy?.type) {
    case undefined:
    case 'interrupted':
      return new LineOpsError('incomplete', 'BROADCAST_INCOMPLETE', message, { hint, details });
    case 'asked':
      return stoppedBy.to === 'cancel'
        ? new LineOpsError('cancelled', 'BROADCAST_CANCELLED', message, { details })
        : new LineOpsError('incomplete', 'BROADCAST_PAUSED', message, { hint, details });
    case 'gateClosed':
      return new LineOpsError('incomplete', 'GATE_CLOSED', message, {
        hint: `Resume when the next stage may begin (--yes agrees to every gate): line-ops broadcast resume ${settings.id}`,
        details,
      });
    case 'budgetSpent':
      return new LineOpsError('incomplete', 'ERROR_BUDGET_SPENT', message, {
        hint: `See who was refused with "line-ops broadcast report ${settings.id}", then: line-ops broadcast resume ${settings.id}`,
        details,
      });
    case 'stageFailed':
      // Where somebody may have got it, the recipients are in doubt: told above.
      return new LineOpsError('incomplete', 'STAGE_FAILED', message, {
        hint: `Nobody got that stage. Send it again with: line-ops broadcast resume ${settings.id}`,
        details,
      });
    case 'stageBlocked':
      return new LineOpsError('incomplete', 'STAGE_BLOCKED', message, {
        hint: `Some would get it twice. End it here with "line-ops broadcast cancel ${settings.id}", or narrowcast the rest by other means.`,
        details,
      });
    case 'quotaUsedUp':
      return new LineOpsError('incomplete', 'QUOTA_USED_UP', message, {
        hint: `Resume when the limit is raised, or next month: line-ops broadcast resume ${settings.id}`,
        details,
      });
    case 'quotaReserved':
      return new LineOpsError('incomplete', 'QUOTA_RESERVED', message, {
        hint: `Resume when the other delivery is complete: line-ops broadcast resume ${settings.id}`,
        details,
      });
    case 'rateLimited':
      return new LineOpsError('limit', 'RATE_LIMITED', message, {
        hint: `Resume later, perhaps with fewer systems sending at once: line-ops broadcast resume ${settings.id}`,
        details,
      });
    case 'noAnswer':
      return new LineOpsError('unavailable', 'LINE_NOT_REACHABLE', message, {
        hint: `Check https://api.line-status.info/, then: line-ops broadcast resume ${settings.id}`,
        details,
      });
    case 'refused':
      return new LineOpsError('refused', 'LINE_REFUSED', message, {
        hint,
        requestId: stoppedBy.requestId,
        details: { ...details, status: stoppedBy.status },
      });
    case 'failed': {
      const { error } = stoppedBy;
      if (!(error instanceof LineOpsError)) throw error;
      return new LineOpsError(error.kind, error.code, message, {
        hint: `${error.hint ?? ''} Then: line-ops broadcast resume ${settings.id}`.trim(),
        requestId: error.requestId,
        details: { ...details, ...error.details },
        cause: error,
      });
    }
  }
}
