import { LineOpsError } from '../../domain/failure/failure.js';
import type { TokenId } from '../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../domain/line/secret.js';
import { byEnd, type TokenRecord, type TokenType, tokenStatus } from '../../domain/tokens/token.js';
import { requireChannelId } from '../channels/channel.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';
import { timeAtLine } from './time-at-line.js';
import { storedToken } from './token-string.js';
import { askAboutToken, recordVerdict, type Verdict } from './verify-token.js';

export interface LiveToken {
  readonly record: TokenRecord;
  readonly token: ChannelAccessToken;
  /** Why LINE could not be asked about it; null when LINE has just said that it is good. */
  readonly unproven: LineOpsError | null;
}

/**
 * Of these stored tokens the live one with the most life left; null when none lives as long as is wished. LINE is asked about it, so that one that ended elsewhere is never handed out, and one that only our clock takes
 * for ended is not replaced: that is recorded, unless `record` says no. Where LINE gives no answer, the word of the
 * ledger stands.
 *
 * @throws {LineOpsError} when LINE refuses to be asked.
 */
export async function findLiveToken(
  stored: readonly TokenRecord[],
  wish: StoredWish,
  atLine: ChannelAtLine,
): Promise<LiveToken | null> {
  const { api, deps } = atLine;
  // Also where it holds none of these: a new token is going to be kept there.
  await (await deps.secrets()).requireReadable();
  const livesLongEnough = (record: TokenRecord) => livesUntil(timeAtLine(atLine) + wish.minimumLifeMs, record);
  for (const record of stored) {
    // Before LINE has told its time, ours may be wrong.
    if (api.clockSkewMs() !== null && !livesLongEnough(record)) return null;
    const token = await storedToken(record.id, deps);
    if (token === null) continue;
    const verdict = await askAboutToken(token, record.type, api).catch(unlessSilent);
    if (verdict instanceof LineOpsError || verdict.valid)
      return livesLongEnough(record) ? { record, token, unproven: silenceIn(verdict) } : null;
    if (wish.record) await recordVerdict(record, verdict, deps, timeAtLine(atLine));
  }
  return null;
}

function silenceIn(verdict: Verdict | LineOpsError): LineOpsError | null {
  return verdict instanceof LineOpsError ? verdict : null;
}

function livesUntil(moment: number, { expiresAt }: TokenRecord): boolean {
  return expiresAt === null || moment <= expiresAt;
}

/** What a stored token must be. */
export interface StoredWish {
  readonly minimumLifeMs: number;
  /** Null for any. */
  readonly type: TokenType | null;
  readonly label: string | null;
  /** Whether what LINE says of tokens is recorded. */
  readonly record: boolean;
}

/** The stored tokens of that type and label, where they are given, the one with the most life left first; without these. */
export async function storedTokens(
  wish: StoredWish,
  { channel, deps }: Pick<ChannelAtLine, 'channel' | 'deps'>,
  except: readonly TokenId[] = [],
): Promise<readonly TokenRecord[]> {
  const isWished = ({ id, type, label }: TokenRecord) =>
    !except.includes(id) && (wish.type === null || type === wish.type) && (wish.label === null || label === wish.label);
  return (await (await deps.tokenLedger()).list(requireChannelId(channel)))
    .filter((record) => record.stored && record.state === 'active' && isWished(record))
    .toSorted((a, b) => byEnd(b, a));
}

/** No answer, or not now: neither says anything of the token. */
export function unlessSilent(error: unknown): LineOpsError {
  if (error instanceof LineOpsError && (error.kind === 'unavailable' || error.kind === 'limit')) return error;
  throw error;
}

/** The live tokens of the channel that can be rotated, the one with the most life left first. */
export async function rotatableTokens(atLine: ChannelAtLine): Promise<readonly TokenRecord[]> {
  const { channel, deps } = atLine;
  const now = timeAtLine(atLine);
  const records = await (await deps.tokenLedger()).list(requireChannelId(channel));
  return records
    .filter((record) => record.type !== 'stateless' && tokenStatus(record, now) === 'active')
    .toSorted((a, b) => (b.expiresAt ?? Number.POSITIVE_INFINITY) - (a.expiresAt ?? Number.POSITIVE_INFINITY));
}
