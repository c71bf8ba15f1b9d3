import { isBeingRun } from '../../domain/broadcast/broadcast.js';
import { NO_FORECAST } from '../../domain/broadcast/planning/forecast.js';
import type { BroadcastId } from '../../domain/line/ids.js';
import { showBroadcast } from '../../usecases/broadcast/audit/broadcast-status.js';
import type { Session } from '../session.js';
import { flag, verb } from '../verb.js';
import { BROADCAST_ID } from './broadcast-id.js';
import { progressBar, progressLine } from './running/progress.js';
import { showStateOf } from './views/broadcast-views.js';

const LOOK_EVERY_MS = 1_000;

export const broadcastShow = verb({
  path: 'broadcast show',
  summary: 'state, counts, stages, rate and estimated end',
  args: BROADCAST_ID,
  options: { watch: flag('show it again each second until it ends or stops; with --json a document a line') },
  examples: [
    { line: 'broadcast show b-20261121-4f7k2p', does: 'how it stands' },
    { line: 'broadcast show b-20261121-4f7k2p --watch', does: 'until it ends' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/broadcast@1'],
  exits: {},
  docs: [],
  async run(session, { args: { id }, options }) {
    if (options.watch === true) await watch(session, id);
    const status = await showBroadcast(id, session.deps);
    await showStateOf(session, status.broadcast, status);
  },
});

/** Says how it stands until nobody is at work on it; Ctrl-C ends the watching, not the sending. */
async function watch(session: Session, id: BroadcastId): Promise<void> {
  const { deps, terminal, globals } = session;
  const paint = await terminal.painter('stderr');
  let shown = '';
  for (;;) {
    const status = await showBroadcast(id, deps);
    if (!isBeingRun(status.broadcast.state)) break;
    if (globals.json) {
      await showStateOf(session, status.broadcast, status);
    } else if (terminal.canRedraw) {
      const now = deps.clock.now();
      terminal.redraw((columns) => progressBar(status, { paint, columns, now }));
    } else {
      const counts = progressLine({ ...status, ...NO_FORECAST }, paint);
      if (counts !== shown) terminal.note(progressLine(status, paint));
      shown = counts;
    }
    await deps.clock.sleep(LOOK_EVERY_MS);
  }
  terminal.redraw('');
}
