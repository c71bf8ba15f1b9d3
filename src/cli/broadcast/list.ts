import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { type BroadcastLook, listBroadcasts } from '../../usecases/broadcast/audit/broadcast-status.js';
import { type Given, runs, type Session } from '../context.js';
import { plural, show } from '../output/view.js';
import { broadcastListView, channelNames } from './views/broadcast-views.js';

export function addListVerb(noun: Command, deps: Deps): void {
  const list = noun
    .command('list')
    .description('every broadcast of this state folder, newest first')
    .option('--all', 'pushes to one person too');
  runs(list, deps, listAll);
}

async function listAll(session: Session, { options }: Given<{ readonly all?: true }>): Promise<void> {
  const { deps, terminal } = session;
  const looks = await listBroadcasts(deps);
  const isListed = ({ broadcast }: BroadcastLook) => options.all === true || broadcast.settings.via !== 'push';
  await show(session, broadcastListView(looks.filter(isListed), await channelNames(deps), terminal.columns));
  const inDoubt = looks.filter((look) => !isListed(look) && look.broadcast.recipients.unknown > 0).length;
  if (inDoubt > 0)
    terminal.note(`${plural(inDoubt, 'push', 'pushes')} in doubt not listed; see: line-ops broadcast list --all`);
}
