import { failure } from '../../domain/failure/failure.js';
import type { ChannelName } from '../../domain/line/ids.js';
import type { Deps } from '../../ports/deps.js';
import type { ChannelSettings, Configuration, ConfigurationStore } from '../../ports/store.js';
import { requireConfigured } from '../channels/find-channel.js';

// Secrets, tokens, rotations and broadcasts are kept by channel ID, and follow by themselves. The request log holds names:
// it is only ever added to, by processes that know the old name too, and so is read by what the settings remember.

/** @throws {LineOpsError} `usage` when no channel has the old name, or one has the new name. */
export function requireRenamable(from: ChannelName, to: ChannelName, configuration: Configuration): ChannelSettings {
  const settings = requireConfigured(from, configuration);
  const holder = configuration.channels.find(({ name }) => name === to);
  if (holder === undefined) return settings;
  throw failure(
    'CHANNEL_EXISTS',
    { which: 'renamed', to, channelId: holder.channelId },
    { details: { channelId: holder.channelId } },
  );
}

/**
 * Gives a channel another name, in one write; it stays the current one where it was.
 *
 * @throws {LineOpsError} as `requireRenamable`, also for what other processes changed in between.
 */
export async function renameChannel(
  from: ChannelName,
  to: ChannelName,
  { configuration, clock }: Pick<Deps, 'configuration' | 'clock'>,
): Promise<{ readonly settings: ChannelSettings; readonly isCurrent: boolean }> {
  const store: ConfigurationStore = await configuration();
  await store.change((before) => {
    const { formerNames, ...settings } = requireRenamable(from, to, before);
    const renamed = { ...settings, name: to, formerNames: [...formerNames, { name: from, until: clock.now() }] };
    return {
      current: before.current === from ? to : before.current,
      channels: before.channels.map((channel) => (channel.name === from ? renamed : channel)),
    };
  });
  const after = await store.read();
  return { settings: requireConfigured(to, after), isCurrent: after.current === to };
}

/**
 * What a channel is called now that had this name then: the one that gave the name up next after that time; else the one
 * that has it; else the last one that had it, for a process that began before goes on under the old name.
 */
export function nameNow(name: string, at: number, channels: readonly ChannelSettings[]): string {
  const earlier = channels
    .flatMap(({ name: now, formerNames }) => formerNames.map((former) => ({ now, ...former })))
    .filter((former) => former.name === name)
    .toSorted((one, other) => one.until - other.until);
  const then = earlier.find(({ until }) => at < until);
  if (then !== undefined) return then.now;
  return channels.some((channel) => channel.name === name) ? name : (earlier.at(-1)?.now ?? name);
}
