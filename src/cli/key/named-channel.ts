import { failure } from '../../domain/failure/failure.js';
import type { ChannelId, ChannelName } from '../../domain/line/ids.js';
import { channelLabel, requireChannelId } from '../../usecases/channels/channel.js';
import type { Session } from '../session.js';

/** A configured channel: it has a place to keep a key. */
export interface NamedChannel {
  readonly name: ChannelName;
  readonly id: ChannelId;
}

/** @throws {LineOpsError} `usage` for the unnamed channel, which has nowhere to keep a key. */
export async function namedChannel(session: Session): Promise<NamedChannel> {
  const channel = await session.channel();
  if (channel.name !== null) return { name: channel.name, id: requireChannelId(channel) };
  throw failure('CHANNEL_NOT_NAMED', { which: 'key', channel: channelLabel(channel) });
}
