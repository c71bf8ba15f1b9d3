import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { readChannelSecret } from '../../domain/line/credential-text.js';
import type { ChannelSecret } from '../../domain/line/secret.js';
import type { Deps } from '../../ports/deps.js';
import { type Channel, channelLabel, channelSecretOf, resolveChannel } from '../channels/channel.js';
import { secretOf } from '../channels/secret-names.js';
import type { OtherChannel } from './verify-signature.js';

/** A channel as far as signing its webhooks needs to know it. */
export interface SigningChannel {
  readonly secret: ChannelSecret;
  /** Null where only a channel secret was given. */
  readonly channel: Channel | null;
}

/**
 * The secret that webhooks are signed with: of the channel that `--channel` or `LINE_OPS_CHANNEL` names, else of
 * `LINE_CHANNEL_SECRET`, which needs no channel ID for that, else of the channel that is chosen. No token is needed.
 *
 * @throws {LineOpsError} `auth` where there is no channel, or its secret is not known.
 */
export async function signingChannel(named: string | null, deps: Deps): Promise<SigningChannel> {
  const given = deps.env['LINE_CHANNEL_SECRET']?.trim();
  const isNamed = named !== null || Boolean(deps.env['LINE_OPS_CHANNEL']?.trim());
  if (!isNamed && given && !deps.env['LINE_CHANNEL_ID']) {
    const secret = readChannelSecret(given, 'LINE_CHANNEL_SECRET');
    deps.redactor.register(secret.reveal());
    return { secret, channel: null };
  }
  const channel = await resolveChannel(named, deps);
  const secret = await channelSecretOf(channel, deps);
  if (secret !== null) return { secret, channel };
  throw failure('CHANNEL_SECRET_MISSING', { channel: channelLabel(channel), name: channel.name });
}

/** The other configured channels, for which a request may have been meant. What cannot be read is left out: it only helps to explain. */
export async function otherChannels(
  channel: Channel | null,
  { configuration, secrets, redactor }: Pick<Deps, 'configuration' | 'secrets' | 'redactor'>,
): Promise<readonly OtherChannel[]> {
  try {
    const { channels } = await (await configuration()).read();
    const others = channels.filter(({ name }) => name !== channel?.name);
    if (others.length === 0) return [];
    const store = await secrets();
    return await Promise.all(
      others.map(async ({ name, channelId, botUserId }) => {
        const text = await store.get(secretOf(channelId));
        const secret = text === null ? null : readChannelSecret(text, 'the stored secret');
        if (secret !== null) redactor.register(secret.reveal());
        return { name, secret, botUserId };
      }),
    );
  } catch (error) {
    if (error instanceof LineOpsError) return [];
    throw error;
  }
}
