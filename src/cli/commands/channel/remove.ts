import type { Command } from 'commander';
import { parseChannelName } from '../../../domain/ids.js';
import type { Deps } from '../../../ports/deps.js';
import { requireConfigured } from '../../../usecases/channels/find.js';
import { planRemoval, type Removal, removeChannel } from '../../../usecases/channels/remove.js';
import { changePlanView } from '../../change-plan.js';
import { type Context, confirmOrStop, type Given, runs } from '../../context.js';
import { addChangeOptions } from '../../globals.js';
import { plural, show } from '../../output.js';
import { tokenName } from '../token/token-view.js';

export function addRemove(noun: Command, deps: Deps): void {
  const verb = noun
    .command('remove')
    .description('forget a channel: its settings, its secrets and the stored token strings. Nothing ends at LINE')
    .argument('<name>', 'name of a configured channel');
  runs(addChangeOptions(verb), deps, remove);
}

async function remove(context: Context, { args }: Given<unknown>): Promise<void> {
  const { deps, globals, terminal } = context;
  const name = parseChannelName(args[0] ?? '');
  const settings = requireConfigured(name, await (await deps.configuration()).read());
  const removal = await planRemoval(settings, deps);
  const forgotten = forgets(removal);
  if (globals.dryRun)
    return show(context, changePlanView({ requests: [], changes: forgotten.map((what) => `forgotten: ${what}`) }));
  terminal.note(`Forgotten will be: ${forgotten.join('; ')}.`);
  for (const line of staysAlive(removal)) terminal.warn(line);
  await confirmOrStop(context, `Remove ${name}?`);
  await removeChannel(removal, deps);
  await show(context, {
    schema: 'line-ops/channel-remove@1',
    json: {
      name,
      channelId: settings.channelId,
      forgottenTokens: removal.sharedWith === null ? removal.storedStrings.map(({ id }) => id) : [],
      liveTokens: removal.live.map(({ id }) => id),
    },
    text: (paint) => `${paint.good('removed')}  ${name}`,
  });
}

function forgets({ settings, sharedWith, storedStrings }: Removal): readonly string[] {
  if (sharedWith !== null)
    return [`the settings of ${settings.name}; the secrets stay, ${sharedWith} is the same channel`];
  return [
    `the settings of ${settings.name}`,
    'its channel secret and signing key',
    ...(storedStrings.length === 0 ? [] : [`${plural(storedStrings.length, 'stored token string')}`]),
  ];
}

function staysAlive({ live, sharedWith }: Removal): readonly string[] {
  if (live.length === 0 || sharedWith !== null) return [];
  return [
    `${plural(live.length, 'token')} stay${live.length === 1 ? 's' : ''} alive at LINE: ${live.map(tokenName).join(', ')}. Without the string nobody can revoke one: "line-ops token revoke --all" does it now.`,
  ];
}
