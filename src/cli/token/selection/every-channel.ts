import { failure, failureAs, LineOpsError, within } from '../../../domain/failure/failure.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import { worstFailure } from '../../../usecases/tokens/worst-failure.js';
import { textOf } from '../../failures/text-of.js';
import type { Session } from '../../session.js';

/** One channel of all: what was found out about it, or why nothing was. */
export type ChannelPart<Value> = { readonly name: string; readonly channelId: string } & (
  | { readonly type: 'read'; readonly value: Value }
  | { readonly type: 'failed'; readonly problem: LineOpsError; readonly reason: string }
);

/**
 * Does the work for every configured channel, one after the other; one that fails does not keep the others from it.
 *
 * @throws {LineOpsError} `usage` beside --channel, `auth` where no channel is configured.
 */
export async function forEveryChannel<Value>(
  session: Session,
  work: (atLine: ChannelAtLine) => Promise<Value>,
): Promise<readonly ChannelPart<Value>[]> {
  const { deps, globals } = session;
  if (globals.channel !== null) throw failure('CONFLICTING_OPTIONS', { which: 'channels' });
  const { channels } = await (await deps.configuration()).read();
  if (channels.length === 0) throw failure('NO_CHANNEL', { which: 'all' });
  const parts: ChannelPart<Value>[] = [];
  for (const { name, channelId } of channels) {
    try {
      parts.push({ name, channelId, type: 'read', value: await work(await session.on(name).atLine()) });
    } catch (error) {
      if (!(error instanceof LineOpsError)) throw error;
      parts.push({ name, channelId, type: 'failed', problem: error, reason: (await textOf(error)).message });
    }
  }
  return parts;
}

/** The one error that tells of all channels that could not be read; null where none failed. */
export function failureOfChannels(parts: readonly ChannelPart<unknown>[]): LineOpsError | null {
  const failed = parts.flatMap((part) => (part.type === 'failed' ? [part] : []));
  const worst = worstFailure(failed.map(({ problem }) => problem));
  if (worst === null) return null;
  const notRead = { failed, all: parts.length };
  const { kind, requestId } = worst;
  return failed.length === 1
    ? within(worst, 'oneOfChannels', notRead, { details: null })
    : failureAs(kind, 'CHANNELS_NOT_READ', { notRead, worst }, { requestId });
}
