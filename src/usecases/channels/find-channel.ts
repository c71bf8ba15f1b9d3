import { failure } from '../../domain/failure/failure.js';
import type { ChannelName } from '../../domain/line/ids.js';
import type { ChannelSettings, Configuration } from '../../ports/store.js';

/** @throws {LineOpsError} `usage` when no channel has that name. */
export function requireConfigured(name: ChannelName, { channels }: Configuration): ChannelSettings {
  const found = channels.find((channel) => channel.name === name);
  if (found !== undefined) return found;
  throw failure('UNKNOWN_CHANNEL', { name, configured: channels.map((channel) => channel.name) });
}
