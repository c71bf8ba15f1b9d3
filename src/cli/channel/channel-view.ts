import type { ChannelSettings } from '../../ports/store.js';

/** A configured channel as JSON, the same in every command. */
export function channelJson(
  settings: ChannelSettings,
  { isCurrent }: { readonly isCurrent: boolean },
): Record<string, unknown> {
  const { name, channelId, botUserId, botName, signingKeyId, production, timeZone } = settings;
  return { name, channelId, botUserId, botName, signingKeyId, production, timeZone, current: isCurrent };
}
