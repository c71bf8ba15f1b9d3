import { failure, LineOpsError } from '../../../domain/failure/failure.js';
import type { BotInfo, LineApi } from '../../../ports/line-api.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';

/**
 * The bot that the token belongs to; null where LINE does not say and nothing is expected.
 *
 * @throws {LineOpsError} `auth` when it is another bot than the one that was planned or configured.
 */
export async function sameBot(expected: string | null, api: LineApi, tokens: AccessTokens): Promise<BotInfo | null> {
  try {
    const bot = await api.botInfo(await tokens.current());
    requireSameBot(expected, bot.userId);
    return bot;
  } catch (error) {
    if (expected === null && error instanceof LineOpsError && error.kind === 'refused') return null;
    throw error;
  }
}

/** @throws {LineOpsError} `auth` when the token belongs to another bot than the one that was planned or configured. */
function requireSameBot(expected: string | null, actual: string): void {
  if (expected === null || expected === actual) return;
  throw failure('BOT_MISMATCH', { actual, expected }, { details: { expected, actual } });
}
