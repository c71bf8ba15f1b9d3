import { LineOpsError } from '../../domain/failure/failure.js';
import { triedElsewhere, withTried } from '../../domain/webhook/tried.js';
import type { Deps } from '../../ports/deps.js';
import type { Channel } from '../channels/channel.js';

type Kept = Pick<Deps, 'configuration' | 'clock'>;

/**
 * Remembers that a channel was tried with a URL, and how LINE's test went; null for set and not tested. The channel of the
 * environment remembers nothing. Nothing depends on it: where it cannot be written, it is not remembered.
 */
export async function rememberTried(
  { name }: Channel,
  url: string,
  passed: boolean | null,
  { configuration, clock }: Kept,
): Promise<void> {
  if (name === null) return;
  const at = clock.now();
  try {
    await (await configuration()).change(({ current, channels }) => ({
      current,
      channels: channels.map((channel) =>
        channel.name === name
          ? { ...channel, triedWebhooks: withTried(channel.triedWebhooks, { url, at, passed }) }
          : channel,
      ),
    }));
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
  }
}

/** Where a URL was tried that is to be set on a channel in production; null for nowhere, and for other channels. */
export async function triedBefore(
  url: string,
  channel: Channel,
  { configuration }: Kept,
): Promise<ReturnType<typeof triedElsewhere>> {
  if (!channel.production) return null;
  return triedElsewhere(url, channel.id, (await (await configuration()).read()).channels);
}
