import { byEnd, countsAgainstLimit, type TokenRecord } from '../../domain/tokens/token.js';
import { type CheckedToken, checkTokens } from '../../domain/tokens/token-health.js';
import { requireChannelId, signingIdentityOf } from '../channels/channel.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';
import { forgetEndedStrings } from './ending/forget-strings.js';
import { timeAtLine } from './time-at-line.js';
import { peekAtInventory, readInventoryUnderLock } from './token-inventory.js';
import { withTokenLockToRecord } from './token-lock.js';
import { storedToken } from './token-string.js';
import { askAboutToken, recordVerdict, settledBy } from './verify-token.js';

export interface CheckRequest {
  readonly withinMs: number;
  /** Only tokens of that label; null for all. */
  readonly label: string | null;
}

/** What became of a check of one channel. */
export interface TokenCheck {
  readonly tokens: readonly CheckedToken[];
  /** Whether a token was asked for by its label and none is alive. */
  readonly noneAlive: boolean;
}

/**
 * Asks LINE about every live token that it can be asked about, by key ID or by string, records what it says where the
 * state folder takes it, and judges the tokens.
 *
 * @throws {LineOpsError} when LINE gives no usable answer: silence is no proof that all is well.
 */
export async function checkChannelTokens(
  { withinMs, label }: CheckRequest,
  atLine: ChannelAtLine,
): Promise<TokenCheck> {
  const channelId = requireChannelId(atLine.channel);
  const { deps } = atLine;
  const isListed = (await signingIdentityOf(atLine.channel, deps)) !== null;
  const before = await (await deps.tokenLedger()).list(channelId);
  const tokens = await withTokenLockToRecord(channelId, deps, async (mayRecord) => {
    const { tokens } = await (mayRecord ? readInventoryUnderLock(atLine) : peekAtInventory(atLine));
    const asked: TokenRecord[] = [];
    for (const record of tokens) asked.push(await askByString(record, { isListed, mayRecord }, atLine));
    return asked;
  });
  await forgetEndedStrings(atLine);
  const now = timeAtLine(atLine);
  const isAlive = (record: TokenRecord) => record.type !== 'stateless' && countsAgainstLimit(record, now);
  const aliveBefore = new Set(before.filter(isAlive).map(({ id }) => id));
  const vanished = new Set(
    tokens.filter(({ id, state }) => aliveBefore.has(id) && state === 'revoked').map(({ id }) => id),
  );
  const chosen = tokens.filter((record) => label === null || record.label === label).toSorted(byEnd);
  return {
    tokens: checkTokens(chosen, { withinMs, vanished }, now),
    noneAlive: label !== null && !chosen.some(isAlive),
  };
}

/** Types that no list names are asked about one by one, where their string is stored. */
async function askByString(
  record: TokenRecord,
  { isListed, mayRecord }: { readonly isListed: boolean; readonly mayRecord: boolean },
  atLine: ChannelAtLine,
): Promise<TokenRecord> {
  const { api, deps } = atLine;
  const isInList = isListed && record.type === 'v2.1' && record.keyId !== null;
  if (isInList || record.type === 'stateless' || !countsAgainstLimit(record, timeAtLine(atLine))) return record;
  const token = await storedToken(record.id, deps);
  if (token === null) return record;
  const verdict = await askAboutToken(token, record.type, api);
  const now = timeAtLine(atLine);
  return mayRecord ? recordVerdict(record, verdict, deps, now) : settledBy(verdict, record, now);
}
