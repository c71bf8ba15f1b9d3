import type { TokenKeyId } from '../line/ids.js';
import {
  byAge,
  countsAgainstLimit,
  isLostIssue,
  TOKEN_LIMITS,
  type TokenRecord,
  type TokenType,
  tokenStatus,
} from './token.js';

/** Why a token that nobody here ended is no longer alive. */
export const NO_LONGER_LISTED = "no longer in LINE's key-ID list";
/** Why a token whose string LINE was asked about is no longer alive. */
export const NO_LONGER_KNOWN = 'LINE no longer knows it';
/** Why an issue whose answer was lost takes no place any more. */
export const NEVER_ISSUED = "LINE's answer was lost, and LINE's key-ID list holds no such token";

/** What a channel has alive, as the ledger and LINE's key-ID list together say. */
export interface TokenInventory {
  /** Every token of the ledger, brought in line with LINE's key-ID list, oldest first. */
  readonly tokens: readonly TokenRecord[];
  /** Those of `tokens` that the ledger has otherwise. */
  readonly changes: readonly TokenRecord[];
  readonly active: Readonly<Record<TokenType, number>>;
  /** Whether LINE said which v2.1 tokens are alive; else that too is what this ledger knows. */
  readonly isListed: boolean;
  /** Key IDs that LINE lists and the ledger does not know: issued elsewhere, or their answer was lost. */
  readonly unknownKeyIds: readonly TokenKeyId[];
}

/**
 * Joins the ledger with LINE's list of v2.1 key IDs; `listed` is null where LINE was not asked. The list is the truth
 * for v2.1: its length is the count, so that an issue in doubt and its orphan key ID never count twice.
 *
 * `records` must have been read before LINE was asked, else a token issued in between looks revoked.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-all-valid-channel-access-token-key-ids-v2-1
 */
export function takeInventory(
  records: readonly TokenRecord[],
  listed: readonly TokenKeyId[] | null,
  now: number,
): TokenInventory {
  const known = new Set(records.map(({ keyId }) => keyId));
  const unknownKeyIds = (listed ?? []).filter((keyId) => !known.has(keyId));
  const settled = records.map((record) =>
    listed === null ? record : settle(record, { listed, hasOrphans: 0 < unknownKeyIds.length }, now),
  );
  const countOf = (type: TokenType): number =>
    settled.filter((record) => record.type === type && countsAgainstLimit(record, now)).length;
  return {
    tokens: settled.toSorted(byAge),
    changes: settled.filter((record, index) => record !== records[index]),
    active: {
      'v2.1': listed === null ? countOf('v2.1') : listed.length,
      // LINE keeps no more than that, however many issues went unanswered.
      'short-lived': Math.min(countOf('short-lived'), TOKEN_LIMITS['short-lived']),
      'long-lived': countOf('long-lived'),
      stateless: countOf('stateless'),
    },
    isListed: listed !== null,
    unknownKeyIds,
  };
}

/** Whether the count of that type is what this ledger knows, and not what LINE says: it lists no other type than v2.1. */
export function isKnownHereOnly({ isListed }: TokenInventory, type: TokenType): boolean {
  return type !== 'v2.1' || !isListed;
}

function settle(
  record: TokenRecord,
  { listed, hasOrphans }: { listed: readonly TokenKeyId[]; hasOrphans: boolean },
  now: number,
): TokenRecord {
  if (record.type !== 'v2.1') return record;
  const status = tokenStatus(record, now);
  if (record.keyId === null) {
    // An orphan key ID may be this one: it stays in doubt until the orphan is gone.
    return status === 'unknown' && !hasOrphans ? endedAs('revoked', record, NEVER_ISSUED, now) : record;
  }
  const isListed = listed.includes(record.keyId);
  if (isListed && status !== 'active' && status !== 'expired')
    return { ...record, state: 'active', endedAt: null, endReason: null };
  if (!isListed && countsAgainstLimit(record, now)) return endedAs('revoked', record, NO_LONGER_LISTED, now);
  return record;
}

/** The record of a token that has just ended before its time. */
export function endedAs(state: 'revoked' | 'evicted', record: TokenRecord, reason: string, now: number): TokenRecord {
  return { ...record, state, endedAt: now, endReason: reason };
}

/** Whether LINE takes no further token of that type, or takes it at the cost of another. */
export function isFull({ active }: TokenInventory, type: TokenType): boolean {
  const limit = TOKEN_LIMITS[type];
  return limit !== null && limit <= active[type];
}

/** Tokens of that type that take a place at LINE, oldest first: the order in which LINE evicts. */
export function liveTokens({ tokens }: TokenInventory, type: TokenType, now: number): readonly TokenRecord[] {
  return tokens.filter((record) => record.type === type && countsAgainstLimit(record, now)).toSorted(byAge);
}

/**
 * The tokens that LINE may end without a word when one more of that type is issued (short-lived ones alone), and those of them that are surely
 * gone then: as many newer ones as the limit allows were issued, none of them in doubt.
 *
 * @see https://developers.line.biz/en/docs/basics/channel-access-token/#short-lived-channel-access-token
 */
export function evictedByOneMore(
  inventory: TokenInventory,
  type: TokenType,
  now: number,
): { readonly perhaps: readonly TokenRecord[]; readonly surely: readonly TokenRecord[] } {
  if (type !== 'short-lived') return { perhaps: [], surely: [] };
  const limit = TOKEN_LIMITS[type];
  const live = liveTokens(inventory, type, now);
  const perhaps = live.slice(0, Math.max(0, live.length + 1 - limit));
  const surely = perhaps.filter((_record, index) => {
    const issuedAfter = live.slice(index + 1).filter((newer) => !isLostIssue(newer));
    return limit <= issuedAfter.length + 1;
  });
  return { perhaps, surely };
}
