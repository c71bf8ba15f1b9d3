import { tokenName } from '../../domain/tokens/token.js';
import type { Removal } from '../../usecases/channel-setup/remove-channel.js';
import { plural } from '../output/view.js';

/** What is no longer here when a channel has gone, for people. */
export function forgets({ settings, sharedWith, storedStrings }: Removal): readonly string[] {
  if (sharedWith !== null)
    return [`the settings of ${settings.name}; the secrets stay, ${sharedWith} is the same channel`];
  return [
    `the settings of ${settings.name}, channel ${settings.channelId}`,
    'its channel secret and signing key',
    ...(storedStrings.length === 0 ? [] : [`${plural(storedStrings.length, 'stored token string')}`]),
  ];
}

/** What goes on without anybody here to end it. */
export function staysBehind({ settings, live, sharedWith, unfinished }: Removal): readonly string[] {
  if (sharedWith !== null) return [];
  return [
    ...(live.length === 0
      ? []
      : [
          `${plural(live.length, 'token')} stay${live.length === 1 ? 's' : ''} alive at LINE: ${live.map(tokenName).join(', ')}. Without the string nobody can revoke one: "line-ops token revoke --all" does it now.`,
        ]),
    ...unfinished.map(
      ({ settings: { id }, state, recipients: { pending, unknown } }) =>
        `${id} is ${state} with ${plural(pending + unknown, 'recipient')} left: nobody can resume it until channel ${settings.channelId} is added again.`,
    ),
  ];
}
