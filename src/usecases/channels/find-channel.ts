import { LineOpsError } from '../../domain/failure/failure.js';
import type { ChannelName } from '../../domain/line/ids.js';
import type { ChannelSettings, Configuration } from '../../ports/store.js';

/** @throws {LineOpsError} `usage` when no channel has that name. */
export function requireConfigured(name: ChannelName, { channels }: Configuration): ChannelSettings {
  const found = channels.find((channel) => channel.name === name);
  if (found !== undefined) return found;
  throw new LineOpsError('usage', 'UNKNOWN_CHANNEL', `no channel is named "${name}"`, {
    hint:
      channels.length === 0
        ? `Add it with: line-ops channel add ${name}`
        : `Configured: ${channels.map((channel) => channel.name).join(', ')}`,
  });
}
