import { randomBytes } from 'node:crypto';
import { TOKEN_LIMITS, type TokenType } from '../../domain/tokens/token.js';

const FIRST_SWEEP_AT = 10_000;

/** A channel access token as the platform remembers it. Times are emulator time in milliseconds since 1970. */
export interface StoredToken {
  readonly accessToken: string;
  readonly type: TokenType;
  /** `key_id` of a v2.1 token, null for every other type. */
  readonly keyId: string | null;
  readonly issuedAt: number;
  /** Null for a long-lived token. */
  readonly expiresAt: number | null;
  /** Why it ended before its time, or null. */
  readonly endedBy: 'revoke' | 'eviction' | null;
}

/** What the platform knows of a token string. */
export type TokenState =
  | { readonly type: 'unknown' | 'ended' | 'expired' }
  | { readonly type: 'live'; readonly token: StoredToken };

/** The channel's tokens with LINE's limits. @see https://developers.line.biz/en/docs/basics/channel-access-token/#channel-access-token-types */
export class TokenStore {
  readonly #tokens = new Map<string, StoredToken>();
  #sweepAt = FIRST_SWEEP_AT;

  /** Makes a token. The caller has checked the limit; `lifetimeMs` is null for a token without an end. */
  issue(type: TokenType, lifetimeMs: number | null, now: number): StoredToken {
    const token = {
      accessToken: type === 'v2.1' || type === 'stateless' ? jwsLikeString() : opaqueString(),
      type,
      keyId: type === 'v2.1' ? randomBytes(16).toString('base64url') : null,
      issuedAt: now,
      expiresAt: lifetimeMs === null ? null : now + lifetimeMs,
      endedBy: null,
    };
    this.#tokens.set(token.accessToken, token);
    this.#forgetEnded(now);
    return token;
  }

  /** Puts back a token of an earlier run. */
  plant(token: StoredToken): void {
    this.#tokens.set(token.accessToken, token);
  }

  /** Issues a long-lived token with this string, as the console does; the one before it ends. */
  plantLongLived(accessToken: string, now: number): StoredToken {
    this.evictForOneMore('long-lived', now);
    const token = {
      accessToken,
      type: 'long-lived',
      keyId: null,
      issuedAt: now,
      expiresAt: null,
      endedBy: null,
    } as const;
    this.#tokens.set(accessToken, token);
    return token;
  }

  /** Whether it is, or was, a token of the channel. */
  knows(accessToken: string): boolean {
    return this.#tokens.has(accessToken);
  }

  state(accessToken: string, now: number): TokenState {
    const token = this.#tokens.get(accessToken);
    if (token === undefined) return { type: 'unknown' };
    if (token.endedBy !== null) return { type: 'ended' };
    return isExpired(token, now) ? { type: 'expired' } : { type: 'live', token };
  }

  /** The live tokens of a type, oldest first. */
  live(type: TokenType, now: number): readonly StoredToken[] {
    return [...this.#tokens.values()].filter(
      (token) => token.type === type && token.endedBy === null && !isExpired(token, now),
    );
  }

  /** Whether one more token of the type would pass LINE's limit. */
  isFull(type: TokenType, now: number): boolean {
    const limit = TOKEN_LIMITS[type];
    return limit !== null && limit <= this.live(type, now).length;
  }

  /** Ends the oldest live tokens of a type until there is room for one more. */
  evictForOneMore(type: TokenType, now: number): void {
    const limit = TOKEN_LIMITS[type];
    if (limit === null) return;
    const live = this.live(type, now);
    for (const token of live.slice(0, Math.max(0, live.length - limit + 1))) this.#end(token, 'eviction');
  }

  /** Revokes the token, if there is such a one. */
  revoke(accessToken: string): void {
    const token = this.#tokens.get(accessToken);
    if (token !== undefined && token.endedBy === null) this.#end(token, 'revoke');
  }

  /** Everything that is remembered, oldest first. */
  all(): readonly StoredToken[] {
    return [...this.#tokens.values()];
  }

  #end(token: StoredToken, endedBy: 'revoke' | 'eviction'): void {
    this.#tokens.set(token.accessToken, { ...token, endedBy });
  }

  /** A long run with stateless tokens would otherwise keep every one of them. */
  #forgetEnded(now: number): void {
    if (this.#tokens.size < this.#sweepAt) return;
    for (const token of this.#tokens.values()) {
      if (token.endedBy !== null || isExpired(token, now)) this.#tokens.delete(token.accessToken);
    }
    this.#sweepAt = Math.max(FIRST_SWEEP_AT, 2 * this.#tokens.size);
  }
}

function isExpired(token: StoredToken, now: number): boolean {
  return token.expiresAt !== null && token.expiresAt <= now;
}

/** A string as v2.1 and stateless tokens have it in LINE's examples. @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token */
function jwsLikeString(): string {
  const header = Buffer.from('{"alg":"HS256"}').toString('base64url');
  return [header, randomBytes(96).toString('base64url'), randomBytes(32).toString('base64url')].join('.');
}

/** A string as long-lived and short-lived tokens have it. */
export function opaqueString(): string {
  return randomBytes(129).toString('base64');
}
