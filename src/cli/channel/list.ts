import { show } from '../output/view.js';
import { verb } from '../verb.js';
import { channelJson } from './channel-view.js';

export const channelList = verb({
  path: 'channel list',
  summary: 'list the configured channels',
  args: {},
  options: {},
  examples: [{ line: 'channel list', does: 'their names, bots, and which one is the current' }],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/channel-list@1'],
  exits: {},
  docs: [],
  async run(session) {
    const { current, channels } = await (await session.deps.configuration()).read();
    await show(session, {
      schema: 'line-ops/channel-list@1',
      json: { channels: channels.map((channel) => channelJson(channel, { isCurrent: channel.name === current })) },
      text: (paint) =>
        channels.length === 0
          ? 'No channels are configured. Add one with: line-ops channel add <name>'
          : paint.table(
              ['NAME', 'CHANNEL ID', { title: 'BOT', cutTo: 12, goes: 1 }, ''],
              channels.map(({ name, channelId, botName, production }) => [
                name,
                channelId,
                botName ?? '-',
                [...(name === current ? ['current'] : []), ...(production ? ['production'] : [])].join(', '),
              ]),
            ),
    });
  },
});
