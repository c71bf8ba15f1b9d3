import { LineOpsError } from '../../domain/failure.js';
import type { ChannelAccessToken } from '../../domain/secret.js';
import { type TokenRecord, type TokenType, tokenStatus } from '../../domain/tokens/token.js';
import { requireChannelId } from '../channel.js';
import { storedToken, type TokenContext } from './context.js';
import { askAboutToken, recordVerdict } from './verify.js';

export interface LiveToken {
  readonly record: TokenRecord;
  readonly token: ChannelAccessToken;
  /** Why LINE could not be asked about it; null when LINE has just said that it is good. */
  readonly unproven: LineOpsError | null;
}

/**
 * The stored live token with the most life left, of that type and label where they are given; null when none lives that long. LINE
 * is asked about it, so that one that ended elsewhere is never handed out: that is recorded, unless `record` says no.
 * Where LINE gives no answer, the word of the ledger stands.
 *
 * @throws {LineOpsError} when LINE refuses to be asked.
 */
export async function findLiveToken(
  {
    minimumLifeMs,
    type,
    label,
    record: mayRecord,
  }: {
    readonly minimumLifeMs: number;
    /** Null for any. */
    readonly type: TokenType | null;
    readonly label: string | null;
    readonly record: boolean;
  },
  { channel, api, deps }: TokenContext,
): Promise<LiveToken | null> {
  // Also where it holds none of these: a new token is going to be kept there.
  await (await deps.secrets()).requireReadable();
  const now = deps.clock.now();
  const records = (await (await deps.tokenLedger()).list(requireChannelId(channel)))
    .filter(
      (record) =>
        record.stored &&
        tokenStatus(record, now) === 'active' &&
        (type === null || record.type === type) &&
        (label === null || record.label === label),
    )
    .filter(({ expiresAt }) => expiresAt === null || now + minimumLifeMs <= expiresAt)
    .toSorted((a, b) => (b.expiresAt ?? Number.POSITIVE_INFINITY) - (a.expiresAt ?? Number.POSITIVE_INFINITY));
  for (const record of records) {
    const token = await storedToken(record.id, deps);
    if (token === null) continue;
    const verdict = await askAboutToken(token, record.type, api).catch(unlessSilent);
    if (verdict instanceof LineOpsError) return { record, token, unproven: verdict };
    if (verdict.valid) return { record, token, unproven: null };
    if (mayRecord) await recordVerdict(record, verdict, deps);
  }
  return null;
}

/** No answer, or not now: neither says anything of the token. */
function unlessSilent(error: unknown): LineOpsError {
  if (error instanceof LineOpsError && (error.kind === 'unavailable' || error.kind === 'limit')) return error;
  throw error;
}

/** The live tokens of the channel that can be rotated, the one with the most life left first. */
export async function rotatableTokens({
  channel,
  deps,
}: Pick<TokenContext, 'channel' | 'deps'>): Promise<readonly TokenRecord[]> {
  const now = deps.clock.now();
  const records = await (await deps.tokenLedger()).list(requireChannelId(channel));
  return records
    .filter((record) => record.type !== 'stateless' && tokenStatus(record, now) === 'active')
    .toSorted((a, b) => (b.expiresAt ?? Number.POSITIVE_INFINITY) - (a.expiresAt ?? Number.POSITIVE_INFINITY));
}
