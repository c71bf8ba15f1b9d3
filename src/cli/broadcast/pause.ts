import { showBroadcast } from '../../usecases/broadcast/audit/broadcast-status.js';
import { stopBroadcast } from '../../usecases/broadcast/sending/stop-broadcast.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import { verb } from '../verb.js';
import { UNFINISHED_BROADCAST_ID } from './broadcast-id.js';
import { tellDue } from './running/notices.js';
import { sayWhoHasIt, showStateOf } from './views/broadcast-views.js';
import { stopPlanView } from './views/stop-plan.js';

export const broadcastPause = verb({
  path: 'broadcast pause',
  summary: 'stop after the batches on their way; resume goes on',
  args: UNFINISHED_BROADCAST_ID,
  options: {},
  examples: [{ line: 'broadcast pause b-20261121-4f7k2p', does: 'wherever it runs on this machine' }],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/broadcast@1'],
  exits: {},
  docs: [],
  async run(session, { args: { id } }) {
    const { broadcast } = await showBroadcast(id, session.deps);
    if (session.globals.dryRun) return show(session, stopPlanView(broadcast, 'pause'));
    const stopped = await stopBroadcast(id, 'pause', session.deps);
    await showStateOf(session, stopped);
    sayWhoHasIt(session, stopped);
    await tellDue(id, session);
    sayNext(session, 'broadcast pause', { id });
  },
});
