import { failure } from '../../domain/failure/failure.js';
import type { ChannelId, ChannelName } from '../../domain/line/ids.js';
import type { ChannelSettings, Configuration } from '../../ports/store.js';

/** @throws {LineOpsError} `usage` when no channel has that name, or another one than was meant. */
export function requireConfigured(
  name: ChannelName,
  { channels }: Configuration,
  meant: ChannelId | null = null,
): ChannelSettings {
  const found = channels.find((channel) => channel.name === name && (meant ?? channel.channelId) === channel.channelId);
  if (found !== undefined) return found;
  throw failure('UNKNOWN_CHANNEL', { name, configured: channels.map((channel) => channel.name) });
}
