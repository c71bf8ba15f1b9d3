import { LineOpsError } from '../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import { requireChannelId } from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { withTokenLock } from '../token-lock.js';
import { storeToken } from '../token-string.js';
import { recordRevoked, revokeAtLine } from './end-token.js';

/** What became of a live token that was to be handed out, and that nobody took. */
export type UnheldToken =
  | { readonly became: 'revoked'; readonly record: TokenRecord }
  /** Stateless: nothing ends it but its time. */
  | { readonly became: 'endsByItself'; readonly record: TokenRecord }
  /** It may be alive; with its string stored it can be ended later. */
  | { readonly became: 'stored'; readonly record: TokenRecord; readonly problem: LineOpsError }
  | {
      readonly became: 'lost';
      readonly record: TokenRecord;
      readonly problem: LineOpsError;
      readonly storeProblem: LineOpsError;
    };

/**
 * Ends a token whose string is in this process alone, and proves it; where that cannot be, keeps the string after all.
 * A token that somebody may not want on this disk is still better there than alive out of everybody's reach.
 */
export async function endUnheldToken(
  record: TokenRecord,
  token: ChannelAccessToken,
  atLine: ChannelAtLine,
): Promise<UnheldToken> {
  if (record.type === 'stateless') return { became: 'endsByItself', record };
  try {
    await revokeAtLine(token, record, atLine);
  } catch (problem) {
    if (!(problem instanceof LineOpsError)) throw problem;
    return keepString(record, token, problem, atLine);
  }
  try {
    return {
      became: 'revoked',
      record: await recordRevoked(record, 'revoked: nobody took it from stdout', atLine.deps),
    };
  } catch (problem) {
    // LINE's word is what counts; the ledger learns of it with the next look at LINE's list.
    if (problem instanceof LineOpsError) return { became: 'revoked', record };
    throw problem;
  }
}

async function keepString(
  record: TokenRecord,
  token: ChannelAccessToken,
  problem: LineOpsError,
  { channel, deps }: Pick<ChannelAtLine, 'channel' | 'deps'>,
): Promise<UnheldToken> {
  const stored = { ...record, stored: true };
  try {
    await withTokenLock(requireChannelId(channel), deps, async () => {
      await storeToken(record.id, token, deps);
      await (await deps.tokenLedger()).put(stored);
    });
  } catch (storeProblem) {
    if (storeProblem instanceof LineOpsError) return { became: 'lost', record, problem, storeProblem };
    throw storeProblem;
  }
  return { became: 'stored', record: stored, problem };
}
