import type { Broadcast } from '../../domain/broadcast/broadcast.js';
import { isTooLate, latenessOf } from '../../domain/broadcast/schedule/due.js';
import { failure } from '../../domain/failure/failure.js';
import type { BroadcastId } from '../../domain/line/ids.js';
import { formatDuration } from '../../domain/text/duration.js';
import { requireBroadcastToSend, requireNotCancelled } from '../../usecases/broadcast/audit/find-broadcast.js';
import {
  findSentBefore,
  requireAgain,
  type SentBefore,
  toBeSent,
} from '../../usecases/broadcast/planning/sent-before.js';
import { askBeforeSending } from '../../usecases/broadcast/sending/before-sending.js';
import { holdBroadcast } from '../../usecases/broadcast/sending/hold-broadcast.js';
import { readHistory, requireKnownHistory } from '../../usecases/broadcast/sending/run-journal.js';
import { whoIsThis } from '../../usecases/broadcast/who.js';
import { sayNext } from '../output/next.js';
import { sayCard } from '../output/send-card.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { flag, grouped, type OptionValues, verb } from '../verb.js';
import { UNFINISHED_BROADCAST_ID } from './broadcast-id.js';
import { KEEP_TRYING_OPTIONS } from './planning/plan-options.js';
import { APPROVAL_OPTIONS, agreementWords, approve, requireApprovable } from './running/approval.js';
import { sayHistory } from './running/history.js';
import { tellDue, tellNotBegun } from './running/notices.js';
import { resumeCard } from './running/resume-card.js';
import { resumePlanView } from './running/resume-plan.js';
import { RUN_OPTIONS, runAndReport } from './running/run-and-report.js';
import { notRun } from './running/run-problem.js';
import { showStateOf } from './views/broadcast-views.js';

/** A plan older than this may no longer say what is meant. */
const STALE_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

const OPTIONS = {
  ...grouped('Safety', {
    allowStale: flag('begin a plan older than 7 days'),
    again: flag('begin it although the same message went to the same people within 24 hours'),
    withoutJournal: flag('go on where this machine cannot know what was sent before'),
  }),
  ...KEEP_TRYING_OPTIONS,
  ...APPROVAL_OPTIONS,
  ...RUN_OPTIONS,
};

type ResumeOptions = OptionValues<typeof OPTIONS>;

export const broadcastResume = verb({
  path: 'broadcast resume',
  summary: 'run what is left; also after a crash',
  args: UNFINISHED_BROADCAST_ID,
  options: OPTIONS,
  examples: [
    { line: 'broadcast resume b-20261121-4f7k2p --dry-run', does: 'what is left' },
    { line: 'broadcast resume b-20261121-4f7k2p', does: 'nobody gets it twice' },
    { line: 'broadcast resume b-20261121-4f7k2p --confirm-plan d0cf66f7e604889b', does: 'only as planned' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/broadcast@1', 'line-ops/broadcast-resume-plan@1'],
  exits: {
    limit: 'the monthly quota does not suffice, or a rate limit outlasted it',
    incomplete: 'it ended incomplete and can be resumed, or has batches whose fate is unknown',
  },
  docs: ['https://developers.line.biz/en/docs/messaging-api/retrying-api-request/'],
  run: (session, { args: { id }, options }) => resume(session, id, options),
});

async function resume(session: Session, id: BroadcastId, options: ResumeOptions): Promise<void> {
  const { deps, terminal, globals } = session;
  const broadcast = await requireBroadcastToSend(id, deps);
  const { settings, state, recipients } = broadcast;
  requireNotCancelled(broadcast);
  if (state === 'completed' && !globals.dryRun) {
    await showStateOf(session, broadcast);
    return tellDue(id, session);
  }
  // Where nobody is asked, the run itself tells: one look less.
  const history =
    terminal.canAsk || globals.dryRun ? await readHistory(broadcast, await deps.broadcastLedger(), deps) : null;
  if (history !== null) sayHistory(session, history);
  if (globals.dryRun) return show(session, resumePlanView(broadcast, deps.clock.now()));
  requireFresh(broadcast, options, deps.clock.now());
  // Whoever holds it now is told before anything is asked.
  await (await holdBroadcast(id, deps)).release();
  const comparedAt = deps.clock.now();
  const sentBefore = await requireNotSent(broadcast, options, session);
  const atLine = await session.atLine();
  const agreement = {
    hash: settings.planHash,
    recipients: recipients.pending + recipients.unknown,
    // Whoever pushed it agreed to it.
    wasApproved: broadcast.startedAt !== null || settings.via === 'push',
  };
  await requireApprovable(session, atLine, options, agreement);
  const before = await askBeforeSending(broadcast, atLine).catch(async (error: unknown) => {
    const problem = await notRun(id, error, deps);
    await tellNotBegun(id, problem, session);
    throw problem;
  });
  if (history !== null && options.withoutJournal !== true)
    requireKnownHistory(broadcast, history.gap, atLine.api.lineTime() ?? deps.clock.now());
  const { channel } = atLine;
  sayLate(session, broadcast);
  await sayCard(session, await resumeCard(broadcast, { channel, ...before, sentBefore, now: deps.clock.now() }));
  const wasAsked = await approve(session, atLine, options, agreement);
  // A person may have thought about it for long.
  await runAndReport(id, session, atLine, options, {
    comparedAt,
    release: {
      who: await whoIsThis(deps),
      how: `broadcast resume, ${agreementWords(options, { wasAsked, wasApproved: agreement.wasApproved })}`,
    },
    isAgain: options.again === true,
    withoutJournal: options.withoutJournal === true,
    isHistoryTold: history !== null,
    ...(wasAsked ? {} : { checked: before }),
  });
  sayNext(session, 'broadcast resume', { id });
}

/** A late start never happens without a word, whoever begins it. */
function sayLate({ deps, terminal }: Session, { settings, startedAt }: Broadcast): void {
  const now = deps.clock.now();
  if (startedAt !== null || !isTooLate(settings, now)) return;
  terminal.warn(`warning: it was to begin ${formatDuration(latenessOf(settings, now))} ago, and would begin now`);
}

/** @throws {LineOpsError} `usage` for a plan that nobody has looked at for long. What was begun goes on. */
function requireFresh({ settings, startedAt }: Broadcast, { allowStale }: ResumeOptions, now: number): void {
  const meantFor = Math.max(settings.createdAt, settings.startAt ?? 0);
  if (startedAt !== null || now - meantFor <= STALE_AFTER_MS || allowStale === true) return;
  throw failure('PLAN_STALE', { id: settings.id });
}

/** A broadcast that was created earlier, compared with what was sent since. A push is never the same again. */
async function requireNotSent(
  broadcast: Broadcast,
  { again }: ResumeOptions,
  { deps }: Session,
): Promise<SentBefore | null> {
  if (broadcast.startedAt !== null || broadcast.settings.via === 'push') return null;
  const found = await findSentBefore(toBeSent(broadcast), deps);
  requireAgain(found, again === true);
  return found;
}
