import { createBroadcast } from '../../usecases/broadcast/planning/create-broadcast.js';
import { requireQuota } from '../../usecases/broadcast/planning/plan-broadcast.js';
import { requireAgain } from '../../usecases/broadcast/planning/sent-before.js';
import { whoIsThis } from '../../usecases/broadcast/who.js';
import { sayNext } from '../output/next.js';
import type { Session } from '../session.js';
import { type OptionValues, verb } from '../verb.js';
import { PLAN_OPTIONS } from './planning/plan-options.js';
import { sayKeptForEver } from './planning/told-once.js';
import { sayPlan, showPlan, withPlan } from './planning/with-plan.js';
import { APPROVAL_OPTIONS, agreementWords, approve } from './running/approval.js';
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
  exits: {
    limit: 'the monthly quota does not suffice, or a rate limit outlasted it',
    findings: 'the messages have errors; nothing was sent',
    incomplete: 'it ended incomplete and can be resumed, or has batches whose fate is unknown',
  },
  docs: [
    'https://developers.line.biz/en/reference/messaging-api/#send-multicast-message',
    'https://developers.line.biz/en/docs/messaging-api/retrying-api-request/',
  ],
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
    const agreement = { hash: plan.hash, recipients: plan.recipients.unique, wasApproved: false };
    const wasAsked = await approve(session, atLine, options, agreement);
    const who = await whoIsThis(deps);
    const how = `broadcast send, ${agreementWords(options, { wasAsked, wasApproved: false })}`;
    const agreed = { how, at: deps.clock.now() };
    const signature = { who, how: 'broadcast send', agreed, runsBy: null };
    const id = await createBroadcast(plan, { name, signature }, { ...deps, channel });
    if (plan.list !== null) await sayKeptForEver(session);
    return { atLine, comparedAt: plan.comparedAt, id, release: { who, how } };
  });
  if (created === null) return;
  const { id, atLine, comparedAt, release } = created;
  terminal.note(`created ${id}; if this process dies, go on with: line-ops broadcast resume ${id}`);
  await runAndReport(id, session, atLine, options, { comparedAt, isAgain: options.again === true, release });
  sayNext(session, 'broadcast send', { id });
}
