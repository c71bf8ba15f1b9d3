import { type KeyObject, verify } from 'node:crypto';
import { V21_MAX_LIFETIME_SECONDS } from '../../domain/tokens/token.js';
import { apiError, oauthError } from '../http/answer.js';
import { isJsonObject, type JsonObject, type Read } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';

/** @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/ */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** @see https://datatracker.ietf.org/doc/html/rfc7515#section-2 */
const BASE64_URL = /^[\w-]+$/;
const AUDIENCE = 'https://api.line.me/';
/** `exp` may lie this far ahead. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/ */
const MAX_ASSERTION_LIFETIME_SECONDS = 30 * 60;

/** What a checked assertion asks for. */
export interface CheckedAssertion {
  /** The life that `token_exp` asks for, in seconds; null where the assertion does not say. */
  readonly tokenLifetimeSeconds: number | null;
}

/** Checks `client_assertion_type` and `client_assertion` as LINE does, against the keys that are registered with the channel. */
export function checkAssertion(
  { channel, signingKeys }: Pick<EmulatorState, 'channel' | 'signingKeys'>,
  parameters: URLSearchParams,
  now: number,
): Read<CheckedAssertion> {
  if (parameters.get('client_assertion_type') !== ASSERTION_TYPE)
    return refused('invalid_request', 'Invalid client_assertion_type');
  const parts = (parameters.get('client_assertion') ?? '').split('.');
  const [headerText, payloadText, signature] = parts;
  if (parts.length !== 3 || headerText === undefined || payloadText === undefined || signature === undefined) {
    return refused('invalid_client', 'Invalid client_assertion');
  }
  // RFC 7515: base64url without padding; other alphabets are refused, though a decoder would read them.
  if (![headerText, payloadText, signature].every((part) => BASE64_URL.test(part))) {
    return refused('invalid_client', 'Invalid client_assertion');
  }
  const header = decodePart(headerText);
  const payload = decodePart(payloadText);
  if (header === null || payload === null) return refused('invalid_client', 'Invalid client_assertion');
  if (header['alg'] !== 'RS256' || header['typ'] !== 'JWT') return refused('invalid_client', 'Invalid alg or typ');
  const key = signingKeys.find(header['kid']);
  if (key === null) {
    return { ok: false, answer: apiError(404, 'Cannot find channel key that satisfies the conditions') };
  }
  if (!isSigned(`${headerText}.${payloadText}`, signature, key)) return refused('invalid_client', 'Invalid signature');
  return checkClaims(payload, channel.id, now / 1000);
}

function checkClaims(payload: JsonObject, channelId: string, nowSeconds: number): Read<CheckedAssertion> {
  const { iss, sub, aud, exp, token_exp: tokenExp } = payload;
  if (iss !== channelId || sub !== channelId) return refused('invalid_client', 'iss and clientId of key do not match');
  if (aud !== AUDIENCE) return refused('invalid_client', 'Invalid aud');
  if (typeof exp !== 'number' || exp <= nowSeconds) return refused('invalid_client', 'Invalid exp');
  // A second of slack: the client rounds its own clock.
  if (nowSeconds + MAX_ASSERTION_LIFETIME_SECONDS + 1 < exp) return refused('invalid_client', 'Invalid exp');
  if (tokenExp === undefined) return { ok: true, value: { tokenLifetimeSeconds: null } };
  const isLifetime = typeof tokenExp === 'number' && Number.isInteger(tokenExp) && 0 < tokenExp;
  if (!isLifetime || V21_MAX_LIFETIME_SECONDS < tokenExp) return refused('invalid_client', 'Invalid token_exp');
  return { ok: true, value: { tokenLifetimeSeconds: tokenExp } };
}

function isSigned(signedText: string, signature: string, key: KeyObject): boolean {
  return verify('RSA-SHA256', Buffer.from(signedText), key, Buffer.from(signature, 'base64url'));
}

function decodePart(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function refused(error: string, description: string): Read<CheckedAssertion> {
  return { ok: false, answer: oauthError(error, description) };
}
