import type { ChannelId, SigningKeyId, TokenId, TokenKeyId } from '../line/ids.js';
import { visible } from '../text/visible.js';

/** The four types of channel access token. @see https://developers.line.biz/en/docs/basics/channel-access-token/ */
export const TOKEN_TYPES = ['v2.1', 'short-lived', 'long-lived', 'stateless'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

const DAY_SECONDS = 24 * 60 * 60;

/** A v2.1 token lives at most this long. @see https://developers.line.biz/en/docs/basics/channel-access-token/#user-specified-expiration */
export const V21_MAX_LIFETIME_SECONDS = 30 * DAY_SECONDS;
/** A short-lived token lives this long. @see https://developers.line.biz/en/docs/basics/channel-access-token/#short-lived-channel-access-token */
export const SHORT_LIVED_LIFETIME_SECONDS = 30 * DAY_SECONDS;
/** A stateless token lives this long. @see https://developers.line.biz/en/docs/basics/channel-access-token/#stateless-channel-access-token */
export const STATELESS_LIFETIME_SECONDS = 15 * 60;

/**
 * How many tokens of a type a channel may have alive; null where LINE sets no limit. Counted per type, expired ones
 * do not count. @see https://developers.line.biz/en/docs/basics/channel-access-token/#channel-access-token-types
 */
export const TOKEN_LIMITS = {
  'v2.1': 30,
  'short-lived': 30,
  'long-lived': 1,
  stateless: null,
} as const satisfies Readonly<Record<TokenType, number | null>>;

/**
 * Why a token is no longer alive, or that nobody can tell: `unknown` is a token that LINE may have issued while the
 * answer was lost, or may have ended to make room for such a one. It counts against the limit until it must have
 * expired.
 */
export type TokenState = 'active' | 'revoked' | 'evicted' | 'unknown';
export type TokenStatus = TokenState | 'expired';

/** One token as the ledger knows it. The token string itself lies in the secret store, if anywhere. */
export interface TokenRecord {
  readonly id: TokenId;
  readonly channelId: ChannelId;
  readonly type: TokenType;
  /** The assertion signing key that asked for it; null for types without an assertion. */
  readonly signingKeyId: SigningKeyId | null;
  /** LINE's `key_id`; null for every type but v2.1. */
  readonly keyId: TokenKeyId | null;
  readonly label: string | null;
  readonly state: TokenState;
  /** Milliseconds since 1970; null for an imported token whose issue nobody recorded. */
  readonly issuedAt: number | null;
  /** Milliseconds since 1970; null for a token without an end. */
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
  /** A sentence for people: why it ended. */
  readonly endReason: string | null;
  /** Whether the token string is in the secret store. */
  readonly stored: boolean;
  /** SHA-256 of the token string in hexadecimal, to recognise it again; null while the answer is not known. */
  readonly fingerprint: string | null;
}

/** A token as people know it: short ID, and label where it has one. */
export function tokenName({ id, label }: { readonly id: string; readonly label: string | null }): string {
  return label === null ? id : `${id} (${visible(label)})`;
}

/** What the token is at the given time: a token past its end is `expired`, whatever state it was left in, unless it ended earlier. */
export function tokenStatus(token: TokenRecord, now: number): TokenStatus {
  const isOver = token.expiresAt !== null && token.expiresAt <= now;
  if (isOver && (token.state === 'active' || token.state === 'unknown')) return 'expired';
  return token.state;
}

/** Whether the token takes one of its type's places at LINE. A token in doubt does: counting too many refuses, counting too few evicts. */
export function countsAgainstLimit(token: TokenRecord, now: number): boolean {
  const status = tokenStatus(token, now);
  return status === 'active' || status === 'unknown';
}

/** Whole seconds until the token ends, never negative; null for a token without an end. */
export function secondsLeft(token: TokenRecord, now: number): number | null {
  return token.expiresAt === null ? null : Math.max(0, Math.floor((token.expiresAt - now) / 1000));
}

/** What LINE's clock and ours may differ by, with room to spare. */
const CLOCK_MARGIN_SECONDS = 60 * 60;

/**
 * Which of the two types that share a verify endpoint a token is of: LINE answers decades for one without an end.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token
 */
export function typeByLife(expiresInSeconds: number): 'short-lived' | 'long-lived' {
  return expiresInSeconds <= SHORT_LIVED_LIFETIME_SECONDS + CLOCK_MARGIN_SECONDS ? 'short-lived' : 'long-lived';
}

/** Whether it is an issue whose answer was lost: nobody can tell whether LINE made the token. */
export function isLostIssue({ state, fingerprint }: TokenRecord): boolean {
  return state === 'unknown' && fingerprint === null;
}

/** Whether a label is one that was asked for; `*` stands for any characters, also none. */
export function matchesLabel({ label }: TokenRecord, asked: string): boolean {
  if (label === null) return false;
  if (label === asked) return true;
  const [start = '', ...rest] = asked.split('*');
  const end = rest.pop();
  if (end === undefined || !label.startsWith(start)) return false;
  let at = start.length;
  for (const part of rest) {
    const found = label.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at + end.length <= label.length && label.endsWith(end);
}

/** Soonest end first: what needs a successor next. A token without an end is last. */
export function byEnd(a: TokenRecord, b: TokenRecord): number {
  const [endOfA, endOfB] = [a.expiresAt ?? Number.POSITIVE_INFINITY, b.expiresAt ?? Number.POSITIVE_INFINITY];
  return endOfA === endOfB ? 0 : endOfA < endOfB ? -1 : 1;
}

/** Oldest first, the order in which LINE evicts; a token of unknown age counts as the oldest. */
export function byAge(a: TokenRecord, b: TokenRecord): number {
  return (a.issuedAt ?? 0) - (b.issuedAt ?? 0);
}
