import { requireBroadcast } from '../../usecases/broadcast/audit/find-broadcast.js';
import { createBroadcast } from '../../usecases/broadcast/planning/create-broadcast.js';
import { requireQuota } from '../../usecases/broadcast/planning/plan-broadcast.js';
import { requireAgain } from '../../usecases/broadcast/planning/sent-before.js';
import type { Session } from '../session.js';
import { verb } from '../verb.js';
import { PLAN_OPTIONS, type PlanOptions } from './planning/plan-options.js';
import { sayPlan, showPlan, withPlan } from './planning/with-plan.js';
import { showStateOf } from './views/broadcast-views.js';

export const broadcastCreate = verb({
  path: 'broadcast create',
  summary: 'check, plan and store a broadcast; send nothing',
  args: {},
  options: PLAN_OPTIONS,
  examples: [
    { line: 'broadcast create --messages sale.json --to users.csv --name spring', does: 'sent by resume' },
    { line: 'broadcast create --messages sale.json --to users.csv --dry-run', does: 'the same, not stored' },
  ],
  changes: 'disk',
  needs: 'credentials',
  schemas: ['line-ops/broadcast@1', 'line-ops/broadcast-plan@1'],
  run: (session, { options }) => create(session, options),
});

async function create(session: Session, options: PlanOptions): Promise<void> {
  const { deps, globals, terminal } = session;
  await withPlan(session, options, { isStored: true, approval: null }, async (plan, { channel }) => {
    const name = options.name ?? null;
    if (globals.dryRun) return showPlan(session, plan, { channel, name, id: null });
    requireAgain(plan.sentBefore, plan.wish.again);
    requireQuota(plan.quotaNeeded, plan.quota, plan.wish);
    const id = await createBroadcast(plan, name, { ...deps, channel });
    await sayPlan(session, plan, { channel, name, id });
    await showStateOf(session, await requireBroadcast(id, await deps.broadcastLedger()));
    terminal.note(`Send it with: line-ops broadcast resume ${id} --confirm-plan ${plan.hash}`);
  });
}
