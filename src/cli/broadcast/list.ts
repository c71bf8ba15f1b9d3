import { durationWord } from '../../domain/text/duration.js';
import { type BroadcastStatus, listBroadcasts } from '../../usecases/broadcast/audit/broadcast-status.js';
import { readKeeping } from '../../usecases/broadcast/memory/forget-recipients.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { flag, verb } from '../verb.js';
import { broadcastListView, channelNames, type Kept } from './views/broadcast-views.js';
import { roomWords } from './views/room-words.js';

export const broadcastList = verb({
  path: 'broadcast list',
  summary: 'every broadcast of this state, newest first',
  args: {},
  options: { all: flag('pushes to one person too') },
  examples: [
    { line: 'broadcast list', does: 'with state and counts' },
    { line: 'broadcast list --all --json', does: 'pushes too, as a document' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/broadcast-list@1'],
  exits: {},
  docs: [],
  async run(session, { options: { all } }) {
    const { deps, terminal } = session;
    const statuses = await listBroadcasts(deps);
    const isListed = ({ broadcast }: BroadcastStatus) => all === true || broadcast.settings.via !== 'push';
    const memory = await deps.forgetting();
    // Of an empty list there may be no file.
    const bytes = statuses.length === 0 ? 0 : await memory.storedBytes();
    const kept = { ...(await readKeeping(deps)), bytes, liesIn: memory.liesIn };
    const listed = statuses.filter(isListed);
    await show(session, broadcastListView(listed, kept, await channelNames(deps)));
    // The document has both.
    if (!session.globals.json) sayKept(session, kept);
    const inDoubt = statuses.filter((status) => !isListed(status) && status.broadcast.recipients.unknown > 0).length;
    if (inDoubt > 0)
      terminal.note(`${plural(inDoubt, 'push', 'pushes')} in doubt not listed; see: line-ops broadcast list --all`);
  },
});

function sayKept({ terminal }: Session, { keepsMs, overdue, bytes, liesIn }: Kept): void {
  if (bytes > 0) terminal.note(roomWords(liesIn, bytes));
  if (keepsMs === null || overdue.length === 0) return;
  terminal.note(
    `The recipients of ${plural(overdue.length, 'broadcast')} are kept for longer than ${durationWord(keepsMs)} (broadcast.keepRecipients); forget them with: line-ops broadcast prune`,
  );
}
