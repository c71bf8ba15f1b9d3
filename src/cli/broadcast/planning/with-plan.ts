import type { QuietHours } from '../../../domain/broadcast/schedule/quiet-hours.js';
import { type HoursWish, leavesTime } from '../../../domain/broadcast/schedule/sending-hours.js';
import { formatDuration } from '../../../domain/text/duration.js';
import { parseTimeZone } from '../../../domain/text/time-zone.js';
import {
  type Plan,
  type PlanObserver,
  planBroadcast,
  requireQuota,
} from '../../../usecases/broadcast/planning/plan-broadcast.js';
import type { Channel } from '../../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import { sayCard } from '../../output/send-card.js';
import { count, plural, show } from '../../output/view.js';
import type { Session } from '../../session.js';
import { type ApprovalOptions, requireApprovable, requireSamePlan } from '../running/approval.js';
import { type PlanShown, planCard, planView } from '../views/plan-view.js';
import { contradiction, type PlanOptions, wishFrom } from './plan-options.js';
import { openRejects } from './rejects.js';

/** What a plan is made for. */
interface PlanPurpose {
  readonly isStored: boolean;
  /** How the command line agrees to sending it; null where nothing is sent. */
  readonly approval: ApprovalOptions | null;
}

/** Makes the plan that the options ask for, and closes it when it was used. */
export async function withPlan<Result>(
  session: Session,
  options: PlanOptions,
  { isStored, approval }: PlanPurpose,
  use: (plan: Plan, atLine: ChannelAtLine) => Promise<Result>,
): Promise<Result> {
  const { deps, terminal, globals } = session;
  // A plan that nothing is stored of is to show what is wrong with the list.
  const given = { ...wishFrom(options), refusesMalformed: isStored && !globals.dryRun };
  const atLine = await session.atLine();
  const wish = { ...given, quietHours: quietHoursAt(given.quietHours, atLine.channel) };
  requireTimeLeft(wish);
  if (approval !== null && !globals.dryRun) await requireApprovable(session, atLine, approval);
  const rejects = await openRejects(options.rejects, session);
  let shownAt = deps.clock.now();
  // A plan stores nothing, not even how far a follower list was read.
  const followerPages = isStored && !globals.dryRun ? deps.followerPages : null;
  const observer: PlanObserver = {
    onProgress: (lines) => {
      if (deps.clock.now() - shownAt < 200) return;
      shownAt = deps.clock.now();
      terminal.redraw(`reading recipients: ${plural(lines, 'line')}`);
    },
    onMalformed: (entry) => rejects.keep(entry),
    onHash: (hash) => requireSamePlan(approval?.confirmPlan, hash),
    onGoingOn: ({ userIds, begunAt }) =>
      terminal.note(
        `going on with the follower list begun ${formatDuration(deps.clock.now() - begunAt)} ago: ${count(userIds)} of it are here`,
      ),
  };
  const plan = await planBroadcast(wish, { ...deps, ...atLine, followerPages }, observer)
    .then((made) => {
      rejects.end();
      return made;
    })
    .finally(() => {
      terminal.redraw('');
      rejects.close();
    });
  try {
    return await use(plan, atLine);
  } finally {
    plan.close();
  }
}

function quietHoursAt(quietHours: QuietHours | null, { timeZone }: Channel): QuietHours | null {
  return quietHours === null || timeZone === null ? quietHours : { ...quietHours, timeZone: parseTimeZone(timeZone) };
}

/** @throws {LineOpsError} `usage` where peak hours and quiet hours are the whole day. */
function requireTimeLeft(wish: HoursWish): void {
  if (leavesTime(wish)) return;
  throw contradiction(
    '--quiet-hours',
    'leaves nothing of the day beside --avoid-peak',
    'Make the quiet hours shorter.',
  );
}

/** The plan alone; a quota that does not suffice is told by the exit code too. */
export async function showPlan(session: Session, plan: Plan, shown: PlanShown): Promise<void> {
  await show(session, await planView(plan, shown));
  requireQuota(plan.quotaNeeded, plan.quota, plan.wish);
}

/** The card that a person agrees to; scripts get it as notes. */
export async function sayPlan(session: Session, plan: Plan, shown: PlanShown): Promise<void> {
  await sayCard(session, await planCard(plan, shown));
  if (session.terminal.canAsk && !session.globals.quiet)
    session.terminal.noteLines(
      'To see it on your own phone first:\n  line-ops message push --to <your user ID> <file>\n',
    );
}
