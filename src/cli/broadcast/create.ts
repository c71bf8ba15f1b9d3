import { requireBroadcast } from '../../usecases/broadcast/audit/find-broadcast.js';
import { createBroadcast, type Signature } from '../../usecases/broadcast/planning/create-broadcast.js';
import type { BroadcastWish, Plan } from '../../usecases/broadcast/planning/plan-broadcast.js';
import { requireQuota } from '../../usecases/broadcast/planning/plan-broadcast.js';
import { requireAgain } from '../../usecases/broadcast/planning/sent-before.js';
import { whoIsThis } from '../../usecases/broadcast/who.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import { sayNext } from '../output/next.js';
import type { Session } from '../session.js';
import { type OptionValues, verb } from '../verb.js';
import { contradiction, PLAN_OPTIONS } from './planning/plan-options.js';
import { sayKeptForEver } from './planning/told-once.js';
import { sayPlan, showPlan, withPlan } from './planning/with-plan.js';
import { APPROVAL_OPTIONS, type ApprovalOptions, agreementWords, approve } from './running/approval.js';
import { showStateOf } from './views/broadcast-views.js';

const OPTIONS = { ...PLAN_OPTIONS, ...APPROVAL_OPTIONS };

export const broadcastCreate = verb({
  path: 'broadcast create',
  summary: 'check, plan and store a broadcast; with --at a worker begins it at that time, else nothing is sent',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'broadcast create --messages sale.json --to users.csv --name spring', does: 'sent by resume' },
    { line: 'broadcast create --messages a.json --to b.csv --at 2026-12-01T10:00Z', does: 'by a worker' },
    { line: 'broadcast create --messages sale.json --to users.csv --dry-run', does: 'not stored' },
  ],
  changes: 'disk',
  needs: 'credentials',
  schemas: ['line-ops/broadcast@1', 'line-ops/broadcast-plan@1'],
  exits: {
    limit: 'the monthly quota does not suffice, or a rate limit outlasted it',
    findings: 'the messages have errors; nothing was stored',
  },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#send-multicast-message'],
  run: (session, { options }) => create(session, options),
});

async function create(session: Session, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { deps, globals, terminal } = session;
  requireSomethingToAgreeTo(options);
  const approval = options.at === undefined ? null : options;
  await withPlan(session, options, { isStored: true, approval }, async (plan, atLine) => {
    const { channel } = atLine;
    const name = options.name ?? null;
    if (globals.dryRun) return showPlan(session, plan, { channel, name, id: null });
    requireAgain(plan.sentBefore, plan.wish.again);
    requireQuota(plan.quotaNeeded, plan.quota, plan.wish);
    const shown = { channel, name, id: null };
    if (approval !== null) await sayPlan(session, plan, shown);
    const signature = await signatureFor(session, atLine, approval, plan);
    const id = await createBroadcast(plan, { name, signature }, { ...deps, channel });
    if (approval === null) await sayPlan(session, plan, { ...shown, id });
    if (plan.list !== null) await sayKeptForEver(session);
    await showStateOf(session, await requireBroadcast(id, await deps.broadcastLedger()));
    const worker = approval === null ? null : workerOptions(plan.wish);
    // Without one it never begins: a script is told too.
    if (worker !== null && !terminal.isWatched)
      terminal.note(`A worker begins it at its time: ${['line-ops worker --drain', ...worker].join(' ')}`);
    sayNext(session, 'broadcast create', { id, hash: plan.hash, worker });
  });
}

/** @throws {LineOpsError} `usage` for an agreement to something that nobody will begin. */
function requireSomethingToAgreeTo({ at, confirmPlan, confirmChannel }: OptionValues<typeof OPTIONS>): void {
  if (at !== undefined) return;
  const given =
    confirmPlan !== undefined ? '--confirm-plan' : confirmChannel !== undefined ? '--confirm-channel' : null;
  if (given === null) return;
  const hint = 'Remove it: without a time, "line-ops broadcast resume" is what is agreed to.';
  throw contradiction(given, 'goes with --at only', hint);
}

/** A worker that may not run what is stored would pause it. */
function workerOptions({ gate, notify }: Pick<BroadcastWish, 'gate' | 'notify'>): readonly string[] {
  return gate?.type === 'command' || notify?.type === 'command' ? ['--allow-commands'] : [];
}

/** Asks whether a worker may begin it, where it has a time. */
async function signatureFor(
  session: Session,
  atLine: ChannelAtLine,
  approval: ApprovalOptions | null,
  { hash, recipients }: Plan,
): Promise<Signature> {
  const signed = { who: await whoIsThis(session.deps), how: 'broadcast create' };
  if (approval === null) return { ...signed, agreed: null, runsBy: null };
  const agreement = { hash, recipients: recipients.unique, wasApproved: false };
  const wasAsked = await approve(session, atLine, approval, agreement);
  const how = `broadcast create --at, ${agreementWords(approval, { wasAsked, wasApproved: false })}`;
  return { ...signed, agreed: { how, at: session.deps.clock.now() }, runsBy: 'worker' };
}
