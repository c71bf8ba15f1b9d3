import { LineOpsError } from '../domain/failure.js';
import { type Channel, channelLabel } from '../usecases/channel.js';
import { type Context, confirmOrStop } from './context.js';

/**
 * Asks before people are messaged. A production channel wants its name: typed out, or given with `--confirm-channel`;
 * `--yes` alone does not do there.
 *
 * @throws {LineOpsError} `usage` where nobody can be asked, or the name given is not this channel's; `cancelled` when the answer is no.
 */
export async function confirmSend(
  context: Context,
  channel: Channel,
  question: string,
  confirmedName: string | null,
): Promise<void> {
  if (confirmedName !== null && confirmedName !== channel.name) {
    throw new LineOpsError(
      'usage',
      'CHANNEL_NOT_CONFIRMED',
      `--confirm-channel names "${confirmedName}", and this would send from ${channelLabel(channel)}`,
      {
        hint: 'Nothing was sent. Check --channel.',
      },
    );
  }
  if (!channel.production || channel.name === null) return confirmOrStop(context, question);
  if (confirmedName !== null) return;
  const { terminal } = context;
  if (!terminal.canAsk) {
    throw new LineOpsError(
      'usage',
      'CONFIRMATION_NEEDED',
      `${channel.name} is a production channel, and nobody can be asked here`,
      {
        hint: `Add --confirm-channel ${channel.name} to go ahead.`,
      },
    );
  }
  const typed = await terminal.ask(`${question} Type the channel's name to go ahead:`);
  if (typed.trim() !== channel.name)
    throw new LineOpsError('cancelled', 'CANCELLED', 'that is not the name of the channel; nothing was sent');
}
