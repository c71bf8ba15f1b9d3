import type { TokenType } from '../../../domain/tokens/token.js';

/** The types that a program can ask LINE for; a long-lived token comes from the console alone. */
export type IssuableType = Exclude<TokenType, 'long-lived'>;

export interface IssueRequest {
  readonly type: IssuableType;
  /** Only v2.1 lives as long as one asks; the others have a life of their own. */
  readonly lifetimeSeconds: number;
  readonly label: string | null;
  /** Whether the token string goes to the secret store. */
  readonly store: boolean;
  /** What happens when the type has no place left. */
  readonly whenFull: 'refuse' | 'evict' | 'revoke-oldest';
}
