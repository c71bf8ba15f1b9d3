import { isFull, type TokenStock } from '../../domain/tokens/stock.js';
import type { TokenRecord, TokenType } from '../../domain/tokens/token.js';
import { storedToken, type TokenContext } from './context.js';
import { recordRevoked, revokeAtLine } from './end-token.js';
import type { IssueRequest } from './issue.js';
import { tokenLimitReached } from './limit-reached.js';
import { readLedgerStock, readStockUnderLock } from './stock.js';

/** LINE is asked only where it can answer: no endpoint lists tokens of another type than v2.1. */
export function stockFor(type: TokenType, context: TokenContext): Promise<TokenStock> {
  return type === 'v2.1' ? readStockUnderLock(context) : readLedgerStock(context.channel, context.deps);
}

/**
 * The stock with a place for one more token of the type, where a place was to be made.
 *
 * @throws {LineOpsError} `limit` TOKEN_LIMIT_REACHED when there is none.
 */
export async function makeRoom(
  { type, whenFull }: IssueRequest,
  stock: TokenStock,
  context: TokenContext,
): Promise<{ stock: TokenStock; revoked: readonly TokenRecord[] }> {
  if (!isFull(stock, type)) return { stock, revoked: [] };
  const now = context.deps.clock.now();
  if (type === 'short-lived' && whenFull === 'evict') return { stock, revoked: [] };
  if (type !== 'v2.1' || whenFull !== 'revoke-oldest') throw tokenLimitReached(type, stock, now);
  const revoked = await revokeOldest(stock, context);
  const after = await stockFor(type, context);
  if (isFull(after, type)) throw tokenLimitReached(type, after, now);
  return { stock: after, revoked: [revoked] };
}

async function revokeOldest(stock: TokenStock, context: TokenContext): Promise<TokenRecord> {
  for (const record of stock.tokens) {
    if (record.type !== 'v2.1' || record.state !== 'active') continue;
    const token = await storedToken(record.id, context.deps);
    if (token === null) continue;
    await revokeAtLine(token, record, context);
    return recordRevoked(record, 'revoked to make room for a new token', context.deps);
  }
  throw tokenLimitReached(
    'v2.1',
    stock,
    context.deps.clock.now(),
    'none of the live tokens has its string stored here, so none can be revoked',
  );
}
