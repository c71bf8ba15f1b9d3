import { type Command, Option } from 'commander';
import type { Broadcast } from '../../domain/broadcast/broadcast.js';
import { formatDuration } from '../../domain/duration.js';
import { LineOpsError } from '../../domain/failure.js';
import { parseBroadcastId } from '../../domain/ids.js';
import type { Deps } from '../../ports/deps.js';
import { createBroadcast } from '../../usecases/broadcast/create.js';
import { requireBroadcast, requireNotCancelled } from '../../usecases/broadcast/find.js';
import { type BroadcastLook, listBroadcasts } from '../../usecases/broadcast/look.js';
import { type Plan, type PlanListener, planBroadcast, requireQuota } from '../../usecases/broadcast/plan.js';
import { holdBroadcast } from '../../usecases/broadcast/run.js';
import { findSentBefore, requireAgain, withStoredPeople } from '../../usecases/broadcast/sent-before.js';
import { parseCommandTimeout } from '../command-timeout.js';
import { confirmSend } from '../confirm-send.js';
import { type Context, type Given, runs } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { by } from '../input.js';
import { count, plural, show } from '../output.js';
import { openSession, type Session } from '../session.js';
import { addPlanOptions, type PlanOptions, wishFrom } from './broadcast/options.js';
import { openRejects } from './broadcast/rejects.js';
import { addReportVerb } from './broadcast/report.js';
import { addResolveVerb } from './broadcast/resolve.js';
import { resumePlanView } from './broadcast/resume-plan.js';
import { type RunFlags, runAndReport } from './broadcast/run.js';
import { addShowVerb } from './broadcast/show.js';
import { addStopVerbs } from './broadcast/stop.js';
import { addVerifyVerb } from './broadcast/verify.js';
import { broadcastListView, broadcastView, planText, planView } from './broadcast/views.js';

/** A plan older than this may no longer say what is meant. */
const STALE_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

interface ApprovalFlags {
  readonly confirmPlan?: string;
  readonly confirmChannel?: string;
}

export function addBroadcastVerbs(noun: Command, deps: Deps): void {
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
  const resume = noun
    .command('resume')
    .argument('<id>', 'broadcast ID')
    .description('run what is left; also after a crash')
    .option('--allow-stale', 'run a plan older than 7 days')
    .option('--again', 'begin it although the same message went to the same people within 24 hours')
    .option('--without-journal', 'go on where this machine cannot know what was sent before');
  runs(addApprovalOptions(addChangeOptions(resume)), deps, resumeOne);
  addShowVerb(noun, deps);
  addStopVerbs(noun, deps);
  addReportVerb(noun, deps);
  addVerifyVerb(noun, deps);
  addResolveVerb(noun, deps);
  const list = noun
    .command('list')
    .description('every broadcast of this state folder, newest first')
    .option('--all', 'pushes to one person too');
  runs(list, deps, showAll);
}

function addApprovalOptions(command: Command): Command {
  return command
    .option('--confirm-plan <hash>', 'agree to exactly the plan with this hash')
    .option('--confirm-channel <name>', 'agree to send on a production channel, by its name')
    .option(
      '--command-timeout <duration>',
      'how long the command of a gate may take; over it, it says no (default: as long as it takes)',
      by(parseCommandTimeout),
    )
    .addOption(
      new Option('--progress <form>', 'how progress is told on stderr').choices(['auto', 'json']).default('auto'),
    );
}

async function planOnly(context: Context, { options }: Given<PlanOptions>): Promise<void> {
  await withPlan(context, options, { isStored: false, approval: null }, (plan) => showPlan(context, plan, options));
}

/** The plan alone; a quota that does not suffice is told by the exit code too. */
async function showPlan(context: Context, plan: Plan, { name }: PlanOptions): Promise<void> {
  await show(context, planView(plan, { name: name ?? null }));
  requireQuota(plan.quotaNeeded, plan.quota, plan.wish);
}

async function createOnly(context: Context, { options }: Given<PlanOptions>): Promise<void> {
  await withPlan(context, options, { isStored: true, approval: null }, async (plan, session) => {
    if (context.globals.dryRun) return showPlan(context, plan, options);
    requireAgain(plan.sentBefore, plan.wish.again);
    requireQuota(plan.quotaNeeded, plan.quota, plan.wish);
    const id = await createBroadcast(plan, options.name ?? null, { ...context.deps, channel: session.channel });
    await sayPlan(context, plan);
    await show(context, broadcastView(await requireBroadcast(id, await context.deps.broadcastLedger())));
    context.terminal.note(`Send it with: line-ops broadcast resume ${id} --confirm-plan ${plan.hash}`);
  });
}

async function send(context: Context, { options }: Given<PlanOptions & ApprovalFlags & RunFlags>): Promise<void> {
  const created = await withPlan(context, options, { isStored: true, approval: options }, async (plan, session) => {
    if (context.globals.dryRun) {
      await showPlan(context, plan, options);
      return null;
    }
    requireAgain(plan.sentBefore, plan.wish.again);
    requireQuota(plan.quotaNeeded, plan.quota, plan.wish);
    await sayPlan(context, plan);
    await approve(context, session, options, {
      hash: plan.hash,
      recipients: plan.recipients.unique,
      wasApproved: false,
    });
    return {
      session,
      comparedAt: plan.comparedAt,
      id: await createBroadcast(plan, options.name ?? null, { ...context.deps, channel: session.channel }),
    };
  });
  if (created === null) return;
  context.terminal.note(
    `created ${created.id}; if this process dies, go on with: line-ops broadcast resume ${created.id}`,
  );
  await runAndReport(created.id, context, created.session, options, created.comparedAt);
}

async function resumeOne(
  context: Context,
  { args, options }: Given<ApprovalFlags & RunFlags & { allowStale?: true }>,
): Promise<void> {
  const { deps, terminal } = context;
  const id = parseBroadcastId(args[0] ?? '');
  const broadcast = await requireBroadcast(id, await deps.broadcastLedger());
  const { settings, state, recipients } = broadcast;
  requireNotCancelled(broadcast);
  if (context.globals.dryRun) return show(context, resumePlanView(broadcast, deps.clock.now()));
  if (state === 'completed') return show(context, broadcastView(broadcast));
  if (STALE_AFTER_MS < deps.clock.now() - settings.createdAt && options.allowStale !== true) {
    throw new LineOpsError('usage', 'PLAN_STALE', `${id} was planned more than 7 days ago`, {
      hint: 'Look at it with "line-ops broadcast show", then add --allow-stale.',
    });
  }
  // Whoever holds it now is told before anything is asked.
  (await holdBroadcast(id, deps)).release();
  const comparedAt = deps.clock.now();
  if (broadcast.startedAt === null) await requireNotSent(broadcast, options, context);
  const session = await openSession(context);
  if (recipients.unknown > 0)
    terminal.note(
      `${plural(recipients.unknown, 'recipient')} in doubt: asked again under the same retry keys, nobody gets it twice`,
    );
  await approve(context, session, options, {
    hash: settings.planHash,
    recipients: recipients.pending + recipients.unknown,
    wasApproved: broadcast.startedAt !== null,
  });
  await runAndReport(id, context, session, options, comparedAt);
}

/** A broadcast that was created earlier, compared with what was sent since. */
async function requireNotSent(broadcast: Broadcast, { again }: RunFlags, { deps, terminal }: Context): Promise<void> {
  const found = await withStoredPeople(broadcast, deps, (wanted) => findSentBefore(wanted, deps));
  requireAgain(found, again === true);
  if (found !== null) terminal.note(`warning: ${found.message}`);
}

async function showAll(context: Context, { options }: Given<{ readonly all?: true }>): Promise<void> {
  const looks = await listBroadcasts(context.deps);
  const isListed = ({ broadcast }: BroadcastLook) => options.all === true || broadcast.settings.via !== 'push';
  await show(context, broadcastListView(looks.filter(isListed)));
  const inDoubt = looks.filter((look) => !isListed(look) && look.broadcast.recipients.unknown > 0).length;
  if (inDoubt > 0)
    context.terminal.note(
      `${plural(inDoubt, 'push', 'pushes')} in doubt not listed; see: line-ops broadcast list --all`,
    );
}

/** What a plan is made for. */
interface PlanPurpose {
  readonly isStored: boolean;
  /** How the command line agrees to sending it; null where nothing is sent. */
  readonly approval: ApprovalFlags | null;
}

async function withPlan<Result>(
  context: Context,
  options: PlanOptions,
  { isStored, approval }: PlanPurpose,
  use: (plan: Plan, session: Session) => Promise<Result>,
): Promise<Result> {
  const { deps, terminal, globals } = context;
  // A plan that nothing is stored of is to show what is wrong with the list.
  const wish = { ...wishFrom(options), refusesMalformed: isStored && !globals.dryRun };
  const session = await openSession(context);
  if (approval !== null && !globals.dryRun) await requireApprovable(context, session, approval);
  const rejects = await openRejects(options.rejects, context);
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
  const plan = await planBroadcast(wish, { ...deps, ...session, followerPages }, listener)
    .then((made) => {
      rejects.end();
      return made;
    })
    .finally(() => {
      terminal.redraw('');
      rejects.close();
    });
  try {
    return await use(plan, session);
  } finally {
    plan.close();
  }
}

/** The summary that a person agrees to; scripts get it as notes. */
async function sayPlan({ terminal, globals }: Context, plan: Plan): Promise<void> {
  if (globals.quiet || globals.json) {
    for (const { message } of plan.warnings) terminal.note(`warning: ${message}`);
    return;
  }
  terminal.noteLines(`${planText(plan, await terminal.painter('stderr'))}\n`);
  if (terminal.canAsk)
    terminal.note('To see it on your own phone first: line-ops message push --to <your user ID> <file>');
}

/** Before anything is read or asked of LINE: where nobody can be asked later, the command line itself must agree. */
async function requireApprovable(
  context: Context,
  { channel }: Session,
  { confirmPlan, confirmChannel }: ApprovalFlags,
): Promise<void> {
  const isAskedLater = context.terminal.canAsk && (confirmChannel === undefined || !channel.production);
  if (isAskedLater || (!channel.production && confirmPlan !== undefined)) return;
  await confirmSend(context, channel, 'Send it?', confirmChannel ?? null);
}

function requireSamePlan(confirmed: string | undefined, hash: string): void {
  if (confirmed === undefined || confirmed === hash) return;
  throw new LineOpsError('usage', 'PLAN_CHANGED', `the plan has the hash ${hash}, not ${confirmed}`, {
    hint: 'Recipients, messages or stages changed since it was approved. Look at the plan again.',
  });
}

/**
 * The last word before people are messaged: the plan's hash, or yes. A run that was approved once may be resumed
 * without asking again; a production channel wants its name every time.
 */
async function approve(
  context: Context,
  { channel }: Session,
  { confirmPlan, confirmChannel }: ApprovalFlags,
  {
    hash,
    recipients,
    wasApproved,
  }: { readonly hash: string; readonly recipients: number; readonly wasApproved: boolean },
): Promise<void> {
  requireSamePlan(confirmPlan, hash);
  const isAgreed = confirmPlan !== undefined || wasApproved;
  if (isAgreed && !channel.production) return;
  if (!channel.production && context.terminal.canAsk && !context.globals.yes)
    return confirmByCount(context, recipients);
  await confirmSend(context, channel, `Send to ${plural(recipients, 'recipient')}?`, confirmChannel ?? null);
}

/** A number that has to be typed is a number that was read. */
async function confirmByCount({ terminal }: Context, recipients: number): Promise<void> {
  const typed = await terminal.ask(`Send to ${plural(recipients, 'recipient')}? Type the number to go ahead:`);
  if (typed.replace(/[,.\s]/g, '') === String(recipients)) return;
  throw new LineOpsError('cancelled', 'CANCELLED', 'that is not the number of recipients; nothing was sent');
}
