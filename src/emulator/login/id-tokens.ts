import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelIdentity } from '../channel.js';
import { readControlBody } from '../control/control-body.js';
import { type Answer, apiError, json, oauthError } from '../http/answer.js';
import { isJsonObject, type JsonObject, type LineRequest, readForm } from '../http/line-request.js';
import { type Addressed, control, open, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { ID_TOKEN_PUBLIC_JWK, isSignedES256, signES256 } from './id-token-key.js';

/** @see https://developers.line.biz/en/docs/line-login/verify-id-token/#id-tokens */
const ISSUER = 'https://access.line.me';

/** How long an ID token is good for unless it is asked otherwise. */
const LIFETIME_SECONDS = 60 * 60;

/**
 * Verifies an ID token of the channel, signed with the channel secret as those for web apps are, or with the platform's key.
 * The first thing that is wrong is said, in LINE's words and order.
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

/** The claims of a token that the channel secret or the platform signed; null for every other one. */
function signedClaims(channel: ChannelIdentity, token: string): JsonObject | null {
  const [header = '', payload = '', signature = '', more] = token.split('.');
  if (more !== undefined) return null;
  const [text, given] = [`${header}.${payload}`, Buffer.from(signature, 'base64url')];
  const alg = partOf(header)?.['alg'];
  const isSigned =
    (alg === 'HS256' && isSignedHS256(text, given, channel)) || (alg === 'ES256' && isSignedES256(text, given));
  return isSigned ? partOf(payload) : null;
}

function isSignedHS256(text: string, given: Buffer, { secret }: ChannelIdentity): boolean {
  const expected = createHmac('sha256', secret).update(text).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The keys that ID tokens signed with ES256 can be verified with. @see https://developers.line.biz/en/docs/line-login/verify-id-token/#signature */
function showCerts(): Answer {
  return json(200, { keys: [ID_TOKEN_PUBLIC_JWK] });
}

/**
 * An ID token as a user who logs in brings one: `{}`, or the claims that are to be others, such as
 * `{"sub":"U…","nonce":"…"}`; one that is null is left out. `"alg":"ES256"` signs it as for native apps and LIFF.
 */
function issueIdToken({ state: { channel, clock, followers, people } }: Addressed, request: LineRequest): Answer {
  const body = readControlBody(request);
  if (body === null) return apiError(400, 'Give {}, or claims of the ID token');
  const { alg = 'HS256', ...asked } = body;
  if (alg !== 'HS256' && alg !== 'ES256') return apiError(400, 'An ID token is signed with HS256 or ES256');
  const now = Math.floor(clock.now() / 1000);
  const sub = typeof asked['sub'] === 'string' ? asked['sub'] : followers.idOf(0);
  const claims: JsonObject = {
    iss: ISSUER,
    sub,
    aud: channel.id,
    exp: now + LIFETIME_SECONDS,
    iat: now,
    amr: ['linesso'],
    name: people.profileOf(sub).displayName,
    ...asked,
  };
  const kept = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
  const header = { typ: 'JWT', alg, ...(alg === 'ES256' ? { kid: ID_TOKEN_PUBLIC_JWK['kid'] } : {}) };
  const text = [header, kept].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = alg === 'ES256' ? signES256(text) : createHmac('sha256', channel.secret).update(text).digest();
  return json(200, { idToken: `${text}.${signature.toString('base64url')}`, claims: kept });
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
export const LOGIN_ROUTES: readonly Route[] = [
  open('verify-id-token', 'POST', '/oauth2/v2.1/verify', verifyIdToken),
  open('id-token-certs', 'GET', '/oauth2/v2.1/certs', showCerts),
  control('POST', 'id-tokens', issueIdToken),
];
