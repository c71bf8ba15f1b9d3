import { LineOpsError, within } from '../../../domain/failure/failure.js';
import { channelAccessToken } from '../../../domain/line/secret.js';
import { byAge, type TokenRecord, type TokenType } from '../../../domain/tokens/token.js';
import { isFull, type TokenInventory } from '../../../domain/tokens/token-inventory.js';
import type { HeldLock } from '../../../ports/store.js';
import { requireChannelId } from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { recordRevoked, revokeAtLine } from '../ending/end-token.js';
import { timeAtLine } from '../time-at-line.js';
import { readInventoryUnderLock, readLedgerInventory } from '../token-inventory.js';
import { storedToken } from '../token-string.js';
import { askAboutToken, recordVerdict } from '../verify-token.js';
import type { IssueRequest } from './issue-request.js';
import { tokenLimitReached } from './limit-reached.js';

/**
 * What is alive of the type, by LINE's clock: LINE is asked for its key-ID list, or, as no endpoint lists short-lived
 * tokens, about the oldest of them.
 */
export async function inventoryFor(type: TokenType, atLine: ChannelAtLine): Promise<TokenInventory> {
  if (type === 'v2.1') return readInventoryUnderLock(atLine);
  if (type === 'short-lived') await askAboutOldest(atLine).catch(notAskedFor);
  return readLedgerInventory(atLine.channel, atLine.deps, timeAtLine(atLine));
}

/** What was asked fails for reasons of its own, and nobody asked for it: what it means for the issue is said. */
function notAskedFor(problem: unknown): never {
  if (!(problem instanceof LineOpsError)) throw problem;
  throw within(problem, 'timeFirst', {});
}

/** Whatever LINE answers, it tells its time; of a token that is stored here, it also tells whether it takes a place. */
async function askAboutOldest(atLine: ChannelAtLine): Promise<void> {
  const { api, channel, deps } = atLine;
  const records = await (await deps.tokenLedger()).list(requireChannelId(channel));
  for (const record of records.toSorted(byAge)) {
    if (record.type !== 'short-lived' || !record.stored || hasEnded(record)) continue;
    const token = await storedToken(record.id, deps);
    if (token === null) continue;
    await recordVerdict(record, await askAboutToken(token, record.type, api), deps, timeAtLine(atLine));
    return;
  }
  await askForTime(atLine);
}

/** LINE's time is known in this run from here on. */
export async function askForTime({ api }: Pick<ChannelAtLine, 'api'>): Promise<void> {
  if (api.clockSkewMs() === null) await api.verifyToken(NO_TOKEN);
}

/** LINE knows no such token, and answers so. */
const NO_TOKEN = channelAccessToken('line-ops-asks-what-time-it-is');

function hasEnded({ state }: TokenRecord): boolean {
  return state === 'revoked' || state === 'evicted';
}

/**
 * The inventory with a place for one more token of the type, where a place was to be made.
 *
 * @throws {LineOpsError} `limit` TOKEN_LIMIT_REACHED when there is none.
 */
export async function makeRoom(
  { type, whenFull }: IssueRequest,
  inventory: TokenInventory,
  lock: HeldLock,
  atLine: ChannelAtLine,
): Promise<{ inventory: TokenInventory; revoked: readonly TokenRecord[] }> {
  if (!isFull(inventory, type)) return { inventory, revoked: [] };
  const now = timeAtLine(atLine);
  if (type === 'short-lived' && whenFull === 'evict') return { inventory, revoked: [] };
  if (type !== 'v2.1' || whenFull !== 'revoke-oldest') throw tokenLimitReached(type, inventory, now);
  const revoked = await revokeOldest(inventory, lock, atLine);
  const after = await inventoryFor(type, atLine);
  if (isFull(after, type)) throw tokenLimitReached(type, after, now);
  return { inventory: after, revoked: [revoked] };
}

async function revokeOldest(inventory: TokenInventory, lock: HeldLock, atLine: ChannelAtLine): Promise<TokenRecord> {
  for (const record of inventory.tokens) {
    if (record.type !== 'v2.1' || record.state !== 'active') continue;
    const token = await storedToken(record.id, atLine.deps);
    if (token === null) continue;
    await revokeAtLine(token, record, atLine, lock);
    return recordRevoked(record, 'revoked to make room for a new token', atLine.deps);
  }
  throw tokenLimitReached('v2.1', inventory, timeAtLine(atLine), 'noneStored');
}
