import type { Scheduled } from '../../../domain/broadcast/schedule/due.js';
import type { Channel } from '../../../usecases/channels/channel.js';
import type { Session } from '../../session.js';

/** A channel that a worker works for. */
export interface OurChannel {
  readonly session: Session;
  readonly channel: Channel;
}

export interface OurChannels {
  readonly all: readonly OurChannel[];
  /** Nobody chose some of them: what belongs to no channel is nobody's. */
  readonly isEvery: boolean;
}

/**
 * The channels that the command line names, else the one that the environment names or brings, else every configured one.
 *
 * @throws {LineOpsError} `usage` for a name that is not configured; `auth` where there is no channel at all.
 */
export async function ourChannels(session: Session): Promise<OurChannels> {
  const { globals, deps } = session;
  if (0 < globals.channels.length) return chosen(globals.channels.map((name) => session.on(name)));
  if (deps.env['LINE_OPS_CHANNEL'] || deps.env['LINE_CHANNEL_ID']) return chosen([session]);
  const { channels } = await (await deps.configuration()).read();
  // A token alone chooses none either: what it is not for is told, and left.
  const all = channels.length === 0 ? [session] : channels.map(({ name }) => session.on(name));
  return { ...(await chosen(all)), isEvery: true };
}

async function chosen(sessions: readonly Session[]): Promise<OurChannels> {
  const all = await Promise.all(sessions.map(async (each) => ({ session: each, channel: await each.channel() })));
  return { all, isEvery: false };
}

/**
 * The one that the broadcast was planned for, as it is configured now: a worker stays for weeks, and channels come, change
 * and go meanwhile. Null where it is none of ours, or is gone.
 */
export async function findOurs(scheduled: Scheduled, ours: OurChannels, session: Session): Promise<OurChannel | null> {
  const known = channelOf(scheduled, ours);
  if (known === null ? !ours.isEvery : known.channel.name === null) return known;
  const { channels } = await (await session.deps.configuration()).read();
  const found = channels.find(({ channelId }) => channelId === scheduled.settings.channelId);
  if (found === undefined) return null;
  const its = session.on(found.name);
  return { session: its, channel: await its.channel() };
}

/** The one that the broadcast was planned for; null where it is none of them. */
export function channelOf({ settings }: Scheduled, { all }: OurChannels): OurChannel | null {
  return (
    all.find(({ channel }) => channel.id === settings.channelId && channel.id !== null) ??
    all.find(({ channel }) => channel.id === null && settings.channelId === null) ??
    null
  );
}
