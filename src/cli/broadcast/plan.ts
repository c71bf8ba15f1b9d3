import { verb } from '../verb.js';
import { PLAN_OPTIONS } from './planning/plan-options.js';
import { showPlan, withPlan } from './planning/with-plan.js';

export const broadcastPlan = verb({
  path: 'broadcast plan',
  summary: 'show what would be sent; send and store nothing',
  args: {},
  options: PLAN_OPTIONS,
  examples: [
    { line: 'broadcast plan --messages sale.json --to users.csv', does: 'to a list' },
    { line: 'broadcast plan --messages sale.json --to followers --stages 1%,10%,rest', does: 'to followers' },
  ],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/broadcast-plan@1'],
  exits: {
    limit: 'the monthly quota does not suffice, or a rate limit outlasted it',
    findings: 'the messages have errors',
  },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#send-multicast-message'],
  run: (session, { options }) =>
    withPlan(session, options, { isStored: false, approval: null }, (plan, { channel }) =>
      showPlan(session, plan, { channel, name: options.name ?? null, id: null }),
    ),
});
