import type { Command } from 'commander';
import { parseChannelName } from '../../domain/line/ids.js';
import type { Deps } from '../../ports/deps.js';
import { requireConfigured } from '../../usecases/channels/find-channel.js';
import { type Given, runs, type Session } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { changePlanView } from '../output/change-plan.js';
import { show } from '../output/view.js';
import { channelJson } from './channel-view.js';

export function addListAndUse(noun: Command, deps: Deps): void {
  runs(noun.command('list').description('list the configured channels'), deps, list);
  runs(
    addChangeOptions(
      noun
        .command('use')
        .description('choose the channel to work on where none is named')
        .argument('<name>', 'name of a configured channel'),
    ),
    deps,
    use,
  );
}

async function list(session: Session): Promise<void> {
  const { current, channels } = await (await session.deps.configuration()).read();
  await show(session, {
    schema: 'line-ops/channel-list@1',
    json: { channels: channels.map((channel) => channelJson(channel, { isCurrent: channel.name === current })) },
    text: (paint) =>
      channels.length === 0
        ? 'No channels are configured. Add one with: line-ops channel add <name>'
        : paint.table(
            ['NAME', 'CHANNEL ID', 'BOT', ''],
            channels.map(({ name, channelId, botName, production }) => [
              name,
              channelId,
              botName ?? '-',
              [...(name === current ? ['current'] : []), ...(production ? ['production'] : [])].join(', '),
            ]),
          ),
  });
}

async function use(session: Session, { args }: Given<unknown>): Promise<void> {
  const name = parseChannelName(args[0] ?? '');
  const configuration = await session.deps.configuration();
  const settings = requireConfigured(name, await configuration.read());
  if (session.globals.dryRun)
    return show(session, changePlanView({ requests: [], changes: [`configuration: ${name} is the current channel`] }));
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
}
