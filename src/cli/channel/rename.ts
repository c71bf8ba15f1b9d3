import { parseChannelName } from '../../domain/line/ids.js';
import { renameChannel, requireRenamable } from '../../usecases/channel-setup/rename-channel.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import { argument, completing, verb } from '../verb.js';
import { channelJson } from './channel-view.js';

export const channelRename = verb({
  path: 'channel rename',
  summary: 'give a channel another name; its tokens, rotations, broadcasts and logged requests follow',
  args: {
    old: completing(argument('name of a configured channel', parseChannelName), 'channel'),
    new: argument('your new name for it', parseChannelName),
  },
  options: {},
  examples: [
    { line: 'channel rename shop shop-tokyo', does: 'before a second shop is added' },
    { line: 'channel rename shop shop-tokyo --dry-run', does: 'whether the name is free' },
  ],
  changes: 'disk',
  needs: 'channel',
  schemas: ['line-ops/channel@1'],
  exits: {},
  docs: [],
  async run(session, { args: { old, new: name } }) {
    const { deps, globals, terminal } = session;
    const before = await (await deps.configuration()).read();
    requireRenamable(old, name, before);
    if (globals.dryRun) {
      const changes = [
        `configuration: ${old} is called ${name}`,
        ...(before.current === old ? [`configuration: ${name} is the current channel`] : []),
      ];
      return show(session, changePlanView({ requests: [], changes }));
    }
    const { settings, isCurrent } = await renameChannel(old, name, deps);
    if (deps.env['LINE_OPS_CHANNEL']?.trim() === old)
      terminal.warn(`LINE_OPS_CHANNEL names ${old}, which is no channel any more: set it to ${name}`);
    terminal.note(`Whatever says --channel ${old} or --confirm-channel ${old} has to say ${name} from now on.`);
    await show(session, {
      schema: 'line-ops/channel@1',
      json: channelJson(settings, { isCurrent }),
      text: (paint) => `${paint.good('renamed')}  ${old} is ${name} now`,
    });
    sayNext(session, 'channel rename', { name });
  },
});
