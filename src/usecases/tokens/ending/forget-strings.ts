import { LineOpsError } from '../../../domain/failure/failure.js';
import { type TokenRecord, tokenStatus } from '../../../domain/tokens/token.js';
import { requireChannelId } from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { timeAtLine } from '../time-at-line.js';
import { tryTokenLock } from '../token-lock.js';
import { forgetTokenStrings, storedToken } from '../token-string.js';
import { askAboutToken, recordVerdict } from '../verify-token.js';

/** How long the string of a token is kept behind its end, for a clock that LINE sets back, and for whoever compares. */
const KEPT_AFTER_END_MS = 24 * 60 * 60 * 1000;

/**
 * Forgets the strings of tokens that are over beyond doubt: LINE has said of the string that it does not know it, or the
 * token ended a day ago by LINE's clock. Nothing is forgotten on the word of our clock, nor because a list lacks a token:
 * LINE is asked about the string itself. While another process works on the tokens, nothing is done.
 *
 * @returns the rows whose string was forgotten, as they are now.
 */
export async function forgetEndedStrings(atLine: ChannelAtLine): Promise<readonly TokenRecord[]> {
  const { channel, api, deps } = atLine;
  if (api.clockSkewMs() === null) return [];
  const channelId = requireChannelId(channel);
  return tryTokenLock(channelId, deps, async (isHeld) => {
    if (!isHeld) return [];
    const stored = (await (await deps.tokenLedger()).list(channelId)).filter((record) => record.stored);
    const over: TokenRecord[] = [];
    for (const record of stored) if (await isOver(record, atLine)) over.push(record);
    if (over.length === 0) return [];
    await forgetTokenStrings(
      over.map(({ id }) => id),
      deps,
    );
    const forgotten = over.map((record) => ({ ...record, stored: false }));
    for (const record of forgotten) await (await deps.tokenLedger()).put(record);
    return forgotten;
  });
}

async function isOver(record: TokenRecord, atLine: ChannelAtLine): Promise<boolean> {
  const now = timeAtLine(atLine);
  if (record.expiresAt !== null && record.expiresAt + KEPT_AFTER_END_MS <= now) return true;
  const status = tokenStatus(record, now);
  if (status !== 'revoked' && status !== 'evicted') return false;
  const token = await storedToken(record.id, atLine.deps);
  if (token === null) return false;
  try {
    const verdict = await askAboutToken(token, record.type, atLine.api);
    // One that LINE still knows is not over: its row says so again.
    if (verdict.valid) await recordVerdict(record, verdict, atLine.deps, now);
    return !verdict.valid;
  } catch (error) {
    if (error instanceof LineOpsError) return false;
    throw error;
  }
}
