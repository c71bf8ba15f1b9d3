import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelIdentity } from '../channel.js';
import { type Answer, json, oauthError } from '../http/answer.js';
import { isJsonObject, type JsonObject, type LineRequest, readForm } from '../http/line-request.js';
import { open, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';

/** @see https://developers.line.biz/en/docs/line-login/verify-id-token/#id-tokens */
const ISSUER = 'https://access.line.me';

/**
 * Verifies an ID token of the channel, signed with the channel secret as those for web apps are. The first thing
 * that is wrong is said, in LINE's words and order.
 *
 * @see https://developers.line.biz/en/reference/line-login/#verify-id-token
 */
function verifyIdToken({ channel }: EmulatorState, request: LineRequest): Answer {
  const form = readForm(request);
  const token = form?.get('id_token') ?? '';
  const clientId = form?.get('client_id') ?? '';
  if (form === null || token === '') return refused('id_token is not specified.');
  if (clientId === '') return refused('client_id is not specified.');
  const claims = signedClaims(channel, token);
  if (claims === null) return refused('Invalid IdToken.');
  const expected = { channelId: channel.id, clientId, nonce: form.get('nonce'), userId: form.get('user_id') };
  const wrong = wrongClaim(claims, expected, request.at);
  return wrong === null ? json(200, claims) : refused(wrong);
}

interface Expected {
  readonly channelId: string;
  readonly clientId: string;
  readonly nonce: string | null;
  readonly userId: string | null;
}

function wrongClaim(claims: JsonObject, { channelId, clientId, nonce, userId }: Expected, now: number): string | null {
  const { iss, sub, aud, exp } = claims;
  if (iss !== ISSUER) return 'Invalid IdToken Issuer.';
  if (typeof exp !== 'number' || exp * 1000 <= now) return 'IdToken expired.';
  if (aud !== clientId || clientId !== channelId) return 'Invalid IdToken Audience.';
  if (nonce !== null && claims['nonce'] !== nonce) return 'Invalid IdToken Nonce.';
  if (userId !== null && sub !== userId) return 'Invalid IdToken Subject Identifier.';
  return null;
}

/** The claims of a token that the channel secret signed; null for every other one. */
function signedClaims({ secret }: ChannelIdentity, token: string): JsonObject | null {
  const [header = '', payload = '', signature = '', more] = token.split('.');
  if (more !== undefined || partOf(header)?.['alg'] !== 'HS256') return null;
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected) ? partOf(payload) : null;
}

function partOf(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function refused(description: string): Answer {
  return oauthError('invalid_request', description);
}

/** LINE Login, as far as the program asks it. */
export const LOGIN_ROUTES: readonly Route[] = [open('verify-id-token', 'POST', '/oauth2/v2.1/verify', verifyIdToken)];
