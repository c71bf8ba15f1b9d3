import type { Command } from 'commander';
import { parseChannelName } from '../../domain/line/ids.js';
import type { Deps } from '../../ports/deps.js';
import { requireConfigured } from '../../usecases/channels/find-channel.js';
import { planRemoval, removeChannel } from '../../usecases/channels/remove-channel.js';
import { confirmOrStop, type Given, runs, type Session } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { changePlanView } from '../output/change-plan.js';
import { show } from '../output/view.js';
import { forgets, staysBehind } from './removal-view.js';

export function addRemove(noun: Command, deps: Deps): void {
  const verb = noun
    .command('remove')
    .description('forget a channel: its settings, its secrets and the stored token strings. Nothing ends at LINE')
    .argument('<name>', 'name of a configured channel');
  runs(addChangeOptions(verb), deps, remove);
}

async function remove(session: Session, { args }: Given<unknown>): Promise<void> {
  const { deps, globals, terminal } = session;
  const name = parseChannelName(args[0] ?? '');
  const settings = requireConfigured(name, await (await deps.configuration()).read());
  const removal = await planRemoval(settings, deps);
  const forgotten = forgets(removal);
  for (const line of staysBehind(removal)) terminal.warn(line);
  if (globals.dryRun)
    return show(session, changePlanView({ requests: [], changes: forgotten.map((what) => `forgotten: ${what}`) }));
  terminal.note(`Forgotten will be: ${forgotten.join('; ')}.`);
  await confirmOrStop(session, `Remove ${name}?`);
  await removeChannel(removal, deps);
  await show(session, {
    schema: 'line-ops/channel-remove@1',
    json: {
      name,
      channelId: settings.channelId,
      forgottenTokens: removal.sharedWith === null ? removal.storedStrings.map(({ id }) => id) : [],
      liveTokens: removal.live.map(({ id }) => id),
      unfinishedBroadcasts: removal.unfinished.map((broadcast) => broadcast.settings.id),
    },
    text: (paint) => `${paint.good('removed')}  ${name}`,
  });
}
