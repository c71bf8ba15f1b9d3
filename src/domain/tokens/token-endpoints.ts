import { ENDPOINTS, type Endpoint } from '../line/endpoints.js';
import type { TokenType } from './token.js';

/** Where a token of each type is asked for; the console alone issues long-lived ones. */
export const ISSUE_ENDPOINTS = {
  'v2.1': ENDPOINTS.issueV21Token,
  'short-lived': ENDPOINTS.issueShortLivedToken,
  stateless: ENDPOINTS.issueStatelessToken,
} as const satisfies Readonly<Partial<Record<TokenType, Endpoint>>>;

/** Where a token of this type is revoked. */
export function revokeEndpoint(type: TokenType): Endpoint {
  return type === 'v2.1' ? ENDPOINTS.revokeV21Token : ENDPOINTS.revokeToken;
}
