import { parseChannelName } from '../../domain/line/ids.js';
import { requireConfigured } from '../../usecases/channels/find-channel.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import { argument, completing, verb } from '../verb.js';
import { channelJson } from './channel-view.js';

export const channelUse = verb({
  path: 'channel use',
  summary: 'choose the channel to work on where none is named',
  args: { name: completing(argument('name of a configured channel', parseChannelName), 'channel') },
  options: {},
  examples: [{ line: 'channel use shop', does: 'what follows is about shop, where --channel says nothing else' }],
  changes: 'disk',
  needs: 'channel',
  schemas: ['line-ops/channel@1'],
  exits: {},
  docs: [],
  async run(session, { args: { name } }) {
    const configuration = await session.deps.configuration();
    const settings = requireConfigured(name, await configuration.read());
    if (session.globals.dryRun)
      return show(
        session,
        changePlanView({ requests: [], changes: [`configuration: ${name} is the current channel`] }),
      );
    await configuration.change((before) => {
      // It may have been removed by another process in between.
      requireConfigured(name, before);
      return { ...before, current: name };
    });
    const overridden = session.deps.env['LINE_OPS_CHANNEL'] || session.deps.env['LINE_CHANNEL_ID'];
    if (overridden)
      session.terminal.warn(
        'The environment names another channel (LINE_OPS_CHANNEL or LINE_CHANNEL_ID), and goes before this choice.',
      );
    await show(session, {
      schema: 'line-ops/channel@1',
      json: channelJson(settings, { isCurrent: true }),
      text: () => `${name} is the current channel.`,
    });
    sayNext(session, 'channel use', { name });
  },
});
