import type { TokenId } from '../line/ids.js';
import { countsAgainstLimit, secondsLeft, type TokenRecord, tokenStatus } from './token.js';
import { NO_LONGER_KNOWN, NO_LONGER_LISTED } from './token-inventory.js';

/** What is wrong with a token, or will be soon. */
export type TokenFinding = 'ends-soon' | 'unknown-to-line' | 'ended';

/** A token that was looked at; `finding` is null for one that is in order. */
export interface CheckedToken {
  readonly record: TokenRecord;
  readonly finding: TokenFinding | null;
}

/**
 * Judges the tokens of a channel: every live one, every one that LINE turned out not to know just now, and every ended
 * one that nothing has taken the place of. A token has a successor when a live one carries its label; without a label,
 * when a live one of its type has none either.
 */
export function checkTokens(
  records: readonly TokenRecord[],
  { withinMs, vanished }: { readonly withinMs: number; readonly vanished: ReadonlySet<TokenId> },
  now: number,
): readonly CheckedToken[] {
  const live = records.filter((record) => record.type !== 'stateless' && countsAgainstLimit(record, now));
  const isFollowed = ({ label, type }: TokenRecord): boolean =>
    live.some((other) => other.label === label && (label !== null || other.type === type));
  const missed = records.flatMap((record): CheckedToken[] => {
    const finding = findingOfEnded(record, now);
    return finding === null || (isFollowed(record) && !vanished.has(record.id)) ? [] : [{ record, finding }];
  });
  return [...live.map((record) => ({ record, finding: endsWithin(record, withinMs, now) })), ...latestOfEach(missed)];
}

function endsWithin(record: TokenRecord, withinMs: number, now: number): TokenFinding | null {
  const seconds = secondsLeft(record, now);
  return seconds !== null && seconds * 1000 <= withinMs ? 'ends-soon' : null;
}

function findingOfEnded(record: TokenRecord, now: number): TokenFinding | null {
  if (record.type === 'stateless') return null;
  switch (tokenStatus(record, now)) {
    case 'expired':
      return record.label === null ? null : 'ended';
    case 'evicted':
      return record.type === 'long-lived' ? null : 'unknown-to-line';
    case 'revoked':
      return record.endReason === NO_LONGER_LISTED || record.endReason === NO_LONGER_KNOWN ? 'unknown-to-line' : null;
    case 'active':
    case 'unknown':
      return null;
  }
}

/** Of several generations of one token only the last is missed. */
function latestOfEach(missed: readonly CheckedToken[]): readonly CheckedToken[] {
  return missed.filter(
    ({ record }, index) =>
      record.label === null || missed.findLastIndex((other) => other.record.label === record.label) === index,
  );
}
