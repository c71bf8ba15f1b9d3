import { type BroadcastStatus, listBroadcasts } from '../../usecases/broadcast/audit/broadcast-status.js';
import { plural, show } from '../output/view.js';
import { flag, verb } from '../verb.js';
import { broadcastListView, channelNames } from './views/broadcast-views.js';

export const broadcastList = verb({
  path: 'broadcast list',
  summary: 'every broadcast of this state folder, newest first',
  args: {},
  options: { all: flag('pushes to one person too') },
  examples: [
    { line: 'broadcast list', does: 'with state and counts' },
    { line: 'broadcast list --all --json', does: 'pushes too, as a document' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/broadcast-list@1'],
  async run(session, { options: { all } }) {
    const { deps, terminal } = session;
    const statuses = await listBroadcasts(deps);
    const isListed = ({ broadcast }: BroadcastStatus) => all === true || broadcast.settings.via !== 'push';
    await show(session, broadcastListView(statuses.filter(isListed), await channelNames(deps), terminal.columns));
    const inDoubt = statuses.filter((status) => !isListed(status) && status.broadcast.recipients.unknown > 0).length;
    if (inDoubt > 0)
      terminal.note(`${plural(inDoubt, 'push', 'pushes')} in doubt not listed; see: line-ops broadcast list --all`);
  },
});
