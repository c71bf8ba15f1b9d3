import type { ChannelAccessToken } from '../../domain/secret.js';
import { type TokenRecord, tokenStatus } from '../../domain/tokens/token.js';
import { requireChannelId } from '../channel.js';
import { storedToken, type TokenContext } from './context.js';

/** The stored live token with the most life left, of that label where one is given; null when none lives that long. */
export async function findStoredToken(
  { minimumLifeMs, label }: { readonly minimumLifeMs: number; readonly label: string | null },
  { channel, deps }: Pick<TokenContext, 'channel' | 'deps'>,
): Promise<{ record: TokenRecord; token: ChannelAccessToken } | null> {
  const now = deps.clock.now();
  const records = (await (await deps.tokenLedger()).list(requireChannelId(channel)))
    .filter(
      (record) => record.stored && tokenStatus(record, now) === 'active' && (label === null || record.label === label),
    )
    .filter(({ expiresAt }) => expiresAt === null || now + minimumLifeMs <= expiresAt)
    .toSorted((a, b) => (b.expiresAt ?? Number.POSITIVE_INFINITY) - (a.expiresAt ?? Number.POSITIVE_INFINITY));
  for (const record of records) {
    const token = await storedToken(record.id, deps);
    if (token !== null) return { record, token };
  }
  return null;
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
