import { showBroadcast } from '../../usecases/broadcast/audit/broadcast-status.js';
import { stopBroadcast } from '../../usecases/broadcast/sending/stop-broadcast.js';
import { confirmOrStop } from '../asking/confirm.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import { verb } from '../verb.js';
import { UNFINISHED_BROADCAST_ID } from './broadcast-id.js';
import { tellDue } from './running/notices.js';
import { sayWhoHasIt, showStateOf } from './views/broadcast-views.js';
import { stopPlanView } from './views/stop-plan.js';

export const broadcastCancel = verb({
  path: 'broadcast cancel',
  summary: 'stop for good; the rest is never sent',
  args: UNFINISHED_BROADCAST_ID,
  options: {},
  examples: [
    { line: 'broadcast cancel b-20261121-4f7k2p --dry-run', does: 'how many would never get it' },
    { line: 'broadcast cancel b-20261121-4f7k2p', does: 'asks first' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/broadcast@1'],
  exits: {},
  docs: [],
  async run(session, { args: { id } }) {
    const { broadcast } = await showBroadcast(id, session.deps);
    if (session.globals.dryRun) return show(session, stopPlanView(broadcast, 'cancel'));
    // What is in flight finishes.
    const { pending, unknown } = broadcast.recipients;
    await confirmOrStop(session, `Never send it to the ${plural(pending + unknown, 'recipient')} left?`);
    const stopped = await stopBroadcast(id, 'cancel', session.deps);
    await showStateOf(session, stopped);
    sayWhoHasIt(session, stopped);
    await tellDue(id, session);
    sayNext(session, 'broadcast cancel', { id });
  },
});
