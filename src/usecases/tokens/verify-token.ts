import { failure, LineOpsError } from '../../domain/failure/failure.js';
import type { ChannelId } from '../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../domain/line/secret.js';
import { countsAgainstLimit, type TokenRecord, type TokenType, typeByLife } from '../../domain/tokens/token.js';
import { endedAs, NO_LONGER_KNOWN } from '../../domain/tokens/token-inventory.js';
import type { Deps } from '../../ports/deps.js';
import type { LineApi, VerifiedToken } from '../../ports/line-api.js';

/** Who answered: a verify endpoint, or, for a token that they do not know, the API itself, called with the token. */
type VerdictSource = 'verify' | 'use';

/** What LINE says of a token string. */
export interface Verdict {
  readonly valid: boolean;
  /** Null when nobody can tell. */
  readonly type: TokenType | null;
  readonly channelId: ChannelId | null;
  /** Null where LINE names no end. */
  readonly expiresInSeconds: number | null;
  readonly scope: string | null;
  readonly source: VerdictSource;
}

/**
 * Asks the endpoint of the token's type, or each of them where the type is not known. No documented endpoint verifies a
 * stateless token: one that they do not know is tried on the bot info.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token-v2-1
 */
export async function askAboutToken(token: ChannelAccessToken, type: TokenType | null, api: LineApi): Promise<Verdict> {
  if (type !== 'short-lived' && type !== 'long-lived') {
    const verified = await api.verifyV21Token(token);
    if (verified !== null) return verdictOf(verified, type ?? 'v2.1');
  }
  if (type !== 'v2.1') {
    const verified = await api.verifyToken(token);
    if (verified !== null) return verdictOf(verified, type ?? typeByLife(verified.expiresInSeconds));
  }
  const works = (type === null || type === 'stateless') && (await isAccepted(token, api));
  const source = type === null || type === 'stateless' ? 'use' : 'verify';
  return {
    valid: works,
    type: works ? 'stateless' : type,
    channelId: null,
    expiresInSeconds: null,
    scope: null,
    source,
  };
}

function verdictOf({ channelId, expiresInSeconds, scope }: VerifiedToken, type: TokenType): Verdict {
  return { valid: true, type, channelId, expiresInSeconds, scope, source: 'verify' };
}

async function isAccepted(token: ChannelAccessToken, api: LineApi): Promise<boolean> {
  try {
    await api.botInfo(token);
    return true;
  } catch (error) {
    if (error instanceof LineOpsError && error.kind === 'auth') return false;
    throw error;
  }
}

/** Brings the ledger in line with what LINE said of a token just now. A token that LINE knows again is alive again. */
export async function recordVerdict(
  record: TokenRecord,
  verdict: Verdict,
  { tokenLedger }: Pick<Deps, 'tokenLedger'>,
  now: number,
): Promise<TokenRecord> {
  const settled = settledBy(verdict, record, now);
  if (settled !== record) await (await tokenLedger()).put(settled);
  return settled;
}

/** The row as it is by what LINE said; the same one where that changes nothing. */
export function settledBy({ valid, expiresInSeconds, source }: Verdict, record: TokenRecord, now: number): TokenRecord {
  if (!valid) return countsAgainstLimit(record, now) ? endedAs('revoked', record, NO_LONGER_KNOWN, now) : record;
  if (record.state === 'active' || source === 'use') return record;
  const expiresAt =
    record.type === 'long-lived' || expiresInSeconds === null ? record.expiresAt : now + expiresInSeconds * 1000;
  return { ...record, state: 'active', expiresAt, endedAt: null, endReason: null };
}

/** The ledger's row of a token string, whichever channel it is of. */
export async function findByString(
  token: ChannelAccessToken,
  { tokenLedger, sha256 }: Deps,
): Promise<TokenRecord | null> {
  return (await tokenLedger()).findByFingerprint(sha256(token.reveal()));
}

/** The refusal of a token string that LINE does not know. */
export function tokenNotValid(): LineOpsError {
  return failure('TOKEN_NOT_VALID', { which: 'toVerify' });
}
