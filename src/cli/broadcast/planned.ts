import type { Command } from 'commander';
import { formatDuration } from '../../domain/text/duration.js';
import type { Deps } from '../../ports/deps.js';
import { requireBroadcast } from '../../usecases/broadcast/audit/find-broadcast.js';
import { createBroadcast } from '../../usecases/broadcast/planning/create-broadcast.js';
import {
  type Plan,
  type PlanListener,
  planBroadcast,
  requireQuota,
} from '../../usecases/broadcast/planning/plan-broadcast.js';
import { requireAgain } from '../../usecases/broadcast/planning/sent-before.js';
import { type Given, runs, type Session } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { sayCard } from '../output/send-card.js';
import { count, show } from '../output/view.js';
import { type ChannelAtLine, openSession } from '../session.js';
import { addPlanOptions, type PlanOptions, wishFrom } from './options/plan-options.js';
import {
  type ApprovalFlags,
  addApprovalOptions,
  approve,
  requireApprovable,
  requireSamePlan,
} from './running/approval.js';
import { type RunFlags, runAndReport } from './running/run-and-report.js';
import { showStateOf } from './views/broadcast-views.js';
import { type PlanShown, planCard, planView } from './views/plan-view.js';
import { openRejects } from './views/rejects.js';

export function addPlanVerbs(noun: Command, deps: Deps): void {
  runs(
    addPlanOptions(noun.command('plan')).description('show what would be sent; send and store nothing'),
    deps,
    planOnly,
  );
  runs(
    addChangeOptions(
      addPlanOptions(noun.command('create')).description('check, plan and store a broadcast; send nothing'),
    ),
    deps,
    createOnly,
  );
  runs(
    addApprovalOptions(
      addChangeOptions(addPlanOptions(noun.command('send')).description('create a broadcast and run it')),
    ),
    deps,
    send,
  );
}

async function planOnly(session: Session, { options }: Given<PlanOptions>): Promise<void> {
  await withPlan(session, options, { isStored: false, approval: null }, (plan, { channel }) =>
    showPlan(session, plan, { channel, name: options.name ?? null, id: null }),
  );
}

/** The plan alone; a quota that does not suffice is told by the exit code too. */
async function showPlan(session: Session, plan: Plan, shown: PlanShown): Promise<void> {
  await show(session, planView(plan, shown, session.terminal.columns));
  requireQuota(plan.quotaNeeded, plan.quota, plan.wish);
}

async function createOnly(session: Session, { options }: Given<PlanOptions>): Promise<void> {
  await withPlan(session, options, { isStored: true, approval: null }, async (plan, atLine) => {
    const shown = { channel: atLine.channel, name: options.name ?? null, id: null };
    if (session.globals.dryRun) return showPlan(session, plan, shown);
    requireAgain(plan.sentBefore, plan.wish.again);
    requireQuota(plan.quotaNeeded, plan.quota, plan.wish);
    const id = await createBroadcast(plan, options.name ?? null, { ...session.deps, channel: atLine.channel });
    await sayPlan(session, plan, { ...shown, id });
    await showStateOf(session, await requireBroadcast(id, await session.deps.broadcastLedger()));
    session.terminal.note(`Send it with: line-ops broadcast resume ${id} --confirm-plan ${plan.hash}`);
  });
}

async function send(session: Session, { options }: Given<PlanOptions & ApprovalFlags & RunFlags>): Promise<void> {
  const created = await withPlan(session, options, { isStored: true, approval: options }, async (plan, atLine) => {
    const shown = { channel: atLine.channel, name: options.name ?? null, id: null };
    if (session.globals.dryRun) {
      await showPlan(session, plan, shown);
      return null;
    }
    requireAgain(plan.sentBefore, plan.wish.again);
    requireQuota(plan.quotaNeeded, plan.quota, plan.wish);
    await sayPlan(session, plan, shown);
    await approve(session, atLine, options, {
      hash: plan.hash,
      recipients: plan.recipients.unique,
      wasApproved: false,
    });
    return {
      atLine,
      comparedAt: plan.comparedAt,
      id: await createBroadcast(plan, options.name ?? null, { ...session.deps, channel: atLine.channel }),
    };
  });
  if (created === null) return;
  session.terminal.note(
    `created ${created.id}; if this process dies, go on with: line-ops broadcast resume ${created.id}`,
  );
  await runAndReport(created.id, session, created.atLine, options, { comparedAt: created.comparedAt });
}

/** What a plan is made for. */
interface PlanPurpose {
  readonly isStored: boolean;
  /** How the command line agrees to sending it; null where nothing is sent. */
  readonly approval: ApprovalFlags | null;
}

async function withPlan<Result>(
  session: Session,
  options: PlanOptions,
  { isStored, approval }: PlanPurpose,
  use: (plan: Plan, atLine: ChannelAtLine) => Promise<Result>,
): Promise<Result> {
  const { deps, terminal, globals } = session;
  // A plan that nothing is stored of is to show what is wrong with the list.
  const wish = { ...wishFrom(options), refusesMalformed: isStored && !globals.dryRun };
  const atLine = await openSession(session);
  if (approval !== null && !globals.dryRun) await requireApprovable(session, atLine, approval);
  const rejects = await openRejects(options.rejects, session);
  let shownAt = deps.clock.now();
  // A plan stores nothing, not even how far a follower list was read.
  const followerPages = isStored && !globals.dryRun ? deps.followerPages : null;
  const listener: PlanListener = {
    onProgress: (lines) => {
      if (deps.clock.now() - shownAt < 200) return;
      shownAt = deps.clock.now();
      terminal.redraw(`reading recipients: ${count(lines)} lines`);
    },
    onMalformed: (entry) => rejects.keep(entry),
    onHash: (hash) => requireSamePlan(approval?.confirmPlan, hash),
    onGoingOn: ({ userIds, begunAt }) =>
      terminal.note(
        `going on with the follower list begun ${formatDuration(deps.clock.now() - begunAt)} ago: ${count(userIds)} of it are here`,
      ),
  };
  const plan = await planBroadcast(wish, { ...deps, ...atLine, followerPages }, listener)
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

/** The card that a person agrees to; scripts get it as notes. */
async function sayPlan(session: Session, plan: Plan, shown: PlanShown): Promise<void> {
  await sayCard(session, planCard(plan, shown));
  if (session.terminal.canAsk && !session.globals.quiet)
    session.terminal.noteLines(
      'To see it on your own phone first:\n  line-ops message push --to <your user ID> <file>\n',
    );
}
