import { parseChannelName } from '../../domain/line/ids.js';
import { planRemoval, removeChannel } from '../../usecases/channel-setup/remove-channel.js';
import { requireConfigured } from '../../usecases/channels/find-channel.js';
import { confirmOrStop } from '../asking/confirm.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import { argument, completing, verb } from '../verb.js';
import { forgets, staysBehind } from './removal-view.js';

export const channelRemove = verb({
  path: 'channel remove',
  summary: 'forget a channel: its settings, its secrets and the stored token strings. Nothing ends at LINE',
  args: { name: completing(argument('name of a configured channel', parseChannelName), 'channel') },
  options: {},
  examples: [
    { line: 'channel remove shop --dry-run', does: 'what would be forgotten' },
    { line: 'channel remove shop', does: 'says what is forgotten, and asks' },
  ],
  changes: 'disk',
  needs: 'channel',
  schemas: ['line-ops/channel-remove@1'],
  exits: {},
  docs: [],
  async run(session, { args: { name } }) {
    const { deps, globals, terminal } = session;
    const settings = requireConfigured(name, await (await deps.configuration()).read());
    const removal = await planRemoval(settings, deps);
    const forgotten = forgets(removal);
    for (const line of staysBehind(removal)) terminal.warn(line);
    if (globals.dryRun)
      return show(session, changePlanView({ requests: [], changes: forgotten.map((what) => `forgotten: ${what}`) }));
    terminal.note(`Forgotten will be: ${forgotten.join('; ')}.`);
    await confirmOrStop(session, `Remove ${name}?`);
    const removed = await removeChannel(removal, deps);
    await show(session, {
      schema: 'line-ops/channel-remove@1',
      json: {
        name,
        channelId: settings.channelId,
        forgottenTokens: removed.sharedWith === null ? removed.storedStrings.map(({ id }) => id) : [],
        liveTokens: removed.live.map(({ id }) => id),
        unfinishedBroadcasts: removed.unfinished.map((broadcast) => broadcast.settings.id),
      },
      text: (paint) => `${paint.good('removed')}  ${name}`,
    });
    sayNext(session, 'channel remove', {});
  },
});
