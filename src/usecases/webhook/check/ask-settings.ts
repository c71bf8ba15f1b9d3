import { LineOpsError } from '../../../domain/failure/failure.js';
import type { UserId } from '../../../domain/line/ids.js';
import type { SettingsObserved } from '../../../domain/webhook/check/observations.js';
import type { ErrorWords } from '../../../ports/error-words.js';
import type { BotInfo } from '../../../ports/line-api.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';

/** What LINE says of the channel, and who its bot is. */
interface ChannelSeen {
  readonly settings: SettingsObserved;
  readonly botUserId: UserId | null;
}

/**
 * Asks LINE for the endpoint and the bot. Where a URL is given, an answer is wanted but not needed.
 *
 * @throws {LineOpsError} where no URL is given and LINE gives no answer.
 */
export async function askSettings({
  url,
  line,
  errorWords,
}: {
  readonly url: string | null;
  readonly line: ChannelAtLine | { readonly why: string };
  readonly errorWords: ErrorWords;
}): Promise<ChannelSeen> {
  if ('why' in line) return { settings: { type: 'notAsked', why: line.why }, botUserId: null };
  const { api, tokens, channel } = line;
  try {
    const endpoint = await api.webhookEndpoint(await tokens.current());
    const bot = await botOf(line);
    return {
      settings: { type: 'asked', endpoint, chatMode: bot?.chatMode ?? null },
      botUserId: bot?.userId ?? channel.botUserId,
    };
  } catch (error) {
    if (url === null || !(error instanceof LineOpsError)) throw error;
    return { settings: { type: 'notAsked', why: (await errorWords(error)).message }, botUserId: channel.botUserId };
  }
}

/** Null where LINE does not tell: it is not what the examination is about. */
async function botOf({ api, tokens }: ChannelAtLine): Promise<BotInfo | null> {
  try {
    return await api.botInfo(await tokens.current());
  } catch (error) {
    if (error instanceof LineOpsError) return null;
    throw error;
  }
}
