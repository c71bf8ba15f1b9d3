import { createBroadcast } from '../../usecases/broadcast/planning/create-broadcast.js';
import { requireQuota } from '../../usecases/broadcast/planning/plan-broadcast.js';
import { requireAgain } from '../../usecases/broadcast/planning/sent-before.js';
import type { Session } from '../session.js';
import { type OptionValues, verb } from '../verb.js';
import { PLAN_OPTIONS } from './planning/plan-options.js';
import { sayPlan, showPlan, withPlan } from './planning/with-plan.js';
import { APPROVAL_OPTIONS, approve } from './running/approval.js';
import { RUN_OPTIONS, runAndReport } from './running/run-and-report.js';

const OPTIONS = { ...PLAN_OPTIONS, ...APPROVAL_OPTIONS, ...RUN_OPTIONS };

export const broadcastSend = verb({
  path: 'broadcast send',
  summary: 'create a broadcast and run it',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'broadcast send --messages sale.json --to users.csv', does: 'asks, and sends' },
    { line: 'broadcast send --messages sale.json --to users.csv --stages 1%,10%,rest', does: 'in three stages' },
    { line: 'broadcast send --messages sale.json --to users.csv --yes', does: 'in a script' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/broadcast@1', 'line-ops/broadcast-plan@1'],
  run: (session, { options }) => send(session, options),
});

async function send(session: Session, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { deps, globals, terminal } = session;
  const created = await withPlan(session, options, { isStored: true, approval: options }, async (plan, atLine) => {
    const { channel } = atLine;
    const name = options.name ?? null;
    const shown = { channel, name, id: null };
    if (globals.dryRun) {
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
    return { atLine, comparedAt: plan.comparedAt, id: await createBroadcast(plan, name, { ...deps, channel }) };
  });
  if (created === null) return;
  const { id, atLine, comparedAt } = created;
  terminal.note(`created ${id}; if this process dies, go on with: line-ops broadcast resume ${id}`);
  await runAndReport(id, session, atLine, options, { comparedAt, isAgain: options.again === true });
}
