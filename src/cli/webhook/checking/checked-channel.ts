import { LineOpsError } from '../../../domain/failure/failure.js';
import { readChannelSecret } from '../../../domain/line/credential-text.js';
import type { ChannelSecret } from '../../../domain/line/secret.js';
import { channelSecretOf } from '../../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import type { Session } from '../../session.js';

/** Whose webhook it is, as far as anybody knows. */
export interface CheckedChannel {
  /** Or why LINE cannot be asked. */
  readonly line: ChannelAtLine | { readonly why: string };
  /** Null where nothing can be signed. */
  readonly secret: ChannelSecret | null;
}

/**
 * The channel, where there is one: a server can be looked at without.
 *
 * @throws {LineOpsError} where it is needed and there is none, or several could be meant.
 */
export async function checkedChannel(
  session: Session,
  { isNeeded }: { readonly isNeeded: boolean },
): Promise<CheckedChannel> {
  const { deps } = session;
  try {
    const secret = await channelSecretOf(await session.channel(), deps);
    return { line: await session.atLine(), secret };
  } catch (error) {
    if (isNeeded || !(error instanceof LineOpsError) || error.code !== 'NO_CHANNEL') throw error;
    return { line: { why: 'no channel is configured' }, secret: secretOfEnvironment(session) };
  }
}

function secretOfEnvironment({ deps: { env, redactor } }: Session): ChannelSecret | null {
  const text = env['LINE_CHANNEL_SECRET'];
  if (!text) return null;
  const secret = readChannelSecret(text, 'LINE_CHANNEL_SECRET');
  redactor.register(secret.reveal());
  return secret;
}
