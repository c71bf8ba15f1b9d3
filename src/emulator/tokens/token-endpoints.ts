import { SHORT_LIVED_LIFETIME_SECONDS, STATELESS_LIFETIME_SECONDS } from '../../domain/tokens/token.js';
import type { ChannelIdentity } from '../channel.js';
import { type Answer, apiError, json, OK_EMPTY, oauthError } from '../http/answer.js';
import { type LineRequest, readForm } from '../http/line-request.js';
import { open, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { checkAssertion } from './assertion.js';
import type { StoredToken } from './token-store.js';

const MISSING_PARAMETERS = oauthError('invalid_request', 'some parameters missed or invalid');
const NOT_JWS = oauthError('invalid_request', 'The access token not JWS');
/** `expires_in` that LINE's example shows for a token without an end. @see https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token */
const ENDLESS_SECONDS = 3138007490;

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-channel-access-token-v2-1 */
function issueV21(state: EmulatorState, request: LineRequest): Answer {
  const form = readForm(request);
  if (form === null || form.get('grant_type') !== 'client_credentials') return MISSING_PARAMETERS;
  const assertion = checkAssertion(state, form, request.at);
  if (!assertion.ok) return assertion.answer;
  const { tokenLifetimeSeconds } = assertion.value;
  if (tokenLifetimeSeconds === null) return oauthError('invalid_client', 'Invalid token_exp');
  if (state.tokens.isFull('v2.1', request.at)) {
    return apiError(400, 'The maximum number of access tokens has already been issued');
  }
  const token = state.tokens.issue('v2.1', tokenLifetimeSeconds * 1000, request.at);
  return json(200, {
    access_token: token.accessToken,
    token_type: 'Bearer',
    expires_in: tokenLifetimeSeconds,
    key_id: token.keyId,
  });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token-v2-1 */
function verifyV21(state: EmulatorState, request: LineRequest): Answer {
  const accessToken = request.query.get('access_token') ?? '';
  if (!looksLikeJws(accessToken)) return NOT_JWS;
  const found = state.tokens.state(accessToken, request.at);
  if (found.type === 'expired') return oauthError('invalid_request', 'The access token expired');
  // Of a stateless token, which has the same form, no endpoint says whether it is valid.
  if (found.type !== 'live' || found.token.type !== 'v2.1')
    return oauthError('invalid_request', 'The access token revoked');
  return json(200, {
    client_id: state.channel.id,
    expires_in: secondsLeft(found.token, request.at),
    scope: 'profile chat_message.write',
  });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-all-valid-channel-access-token-key-ids-v2-1 */
function listKeyIds(state: EmulatorState, request: LineRequest): Answer {
  const assertion = checkAssertion(state, request.query, request.at);
  if (!assertion.ok) return assertion.answer;
  return json(200, { kids: state.tokens.live('v2.1', request.at).map(({ keyId }) => keyId) });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#revoke-channel-access-token-v2-1 */
function revokeV21(state: EmulatorState, request: LineRequest): Answer {
  const form = readForm(request);
  if (form === null) return MISSING_PARAMETERS;
  const problem = checkCredentials(state.channel, form);
  if (problem !== null) return problem;
  const accessToken = form.get('access_token') ?? '';
  if (accessToken === '') return oauthError('invalid_request', 'The access token malformed');
  if (!looksLikeJws(accessToken)) return NOT_JWS;
  // A stateless token has the same form, and cannot be revoked.
  const found = state.tokens.state(accessToken, request.at);
  if (found.type === 'live' && found.token.type === 'v2.1') state.tokens.revoke(accessToken);
  return OK_EMPTY;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token */
function issueStateless(state: EmulatorState, request: LineRequest): Answer {
  const form = readForm(request);
  if (form === null || form.get('grant_type') !== 'client_credentials') return MISSING_PARAMETERS;
  // Clients send the fields of the other way too, with nothing in them.
  if ((form.get('client_assertion') ?? '') !== '') {
    const assertion = checkAssertion(state, form, request.at);
    if (!assertion.ok) return assertion.answer;
  } else if (checkCredentials(state.channel, form) !== null) {
    return oauthError('invalid_request', "Invalid 'client_credentials'.");
  }
  const { accessToken } = state.tokens.issue('stateless', STATELESS_LIFETIME_SECONDS * 1000, request.at);
  return json(200, { token_type: 'Bearer', access_token: accessToken, expires_in: STATELESS_LIFETIME_SECONDS });
}

/** At the limit the oldest token ends without a word. @see https://developers.line.biz/en/reference/messaging-api/#issue-shortlived-channel-access-token */
function issueShortLived(state: EmulatorState, request: LineRequest): Answer {
  const form = readForm(request);
  if (form === null || form.get('grant_type') !== 'client_credentials') return MISSING_PARAMETERS;
  const problem = checkCredentials(state.channel, form);
  if (problem !== null) return problem;
  state.tokens.evictForOneMore('short-lived', request.at);
  const { accessToken } = state.tokens.issue('short-lived', SHORT_LIVED_LIFETIME_SECONDS * 1000, request.at);
  return json(200, { access_token: accessToken, expires_in: SHORT_LIVED_LIFETIME_SECONDS, token_type: 'Bearer' });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token */
function verifyOpaque(state: EmulatorState, request: LineRequest): Answer {
  const accessToken = readForm(request)?.get('access_token') ?? null;
  if (accessToken === null) return MISSING_PARAMETERS;
  if (!looksOpaque(accessToken)) return oauthError('invalid_request', 'access_token in invalid format');
  const found = state.tokens.state(accessToken, request.at);
  const isKnown = found.type === 'live' && (found.token.type === 'short-lived' || found.token.type === 'long-lived');
  if (!isKnown) return oauthError('invalid_request', 'access_token invalid');
  return json(200, { client_id: state.channel.id, expires_in: secondsLeft(found.token, request.at), scope: 'P CM' });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#revoke-longlived-or-shortlived-channel-access-token */
function revokeOpaque(state: EmulatorState, request: LineRequest): Answer {
  const accessToken = readForm(request)?.get('access_token') ?? '';
  if (!looksOpaque(accessToken)) return json(400, { error: 'invalid_request' });
  const found = state.tokens.state(accessToken, request.at);
  if (found.type === 'live') state.tokens.revoke(accessToken);
  return OK_EMPTY;
}

function checkCredentials({ id, secret }: ChannelIdentity, form: URLSearchParams): Answer | null {
  if (form.get('client_id') !== id) return oauthError('invalid_client', 'invalid client_id');
  return form.get('client_secret') === secret ? null : oauthError('invalid_client', 'invalid client_secret');
}

function looksLikeJws(accessToken: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(accessToken);
}

function looksOpaque(accessToken: string): boolean {
  return /^[A-Za-z0-9+/]{20,}={0,2}$/.test(accessToken);
}

function secondsLeft(token: StoredToken, now: number): number {
  return token.expiresAt === null ? ENDLESS_SECONDS : Math.floor((token.expiresAt - now) / 1000);
}

/** Channel access tokens of every type. */
export const TOKEN_ROUTES: readonly Route[] = [
  open('issue-v2.1', 'POST', '/oauth2/v2.1/token', issueV21),
  open('verify-v2.1', 'GET', '/oauth2/v2.1/verify', verifyV21),
  open('key-ids', 'GET', '/oauth2/v2.1/tokens/kid', listKeyIds),
  open('revoke-v2.1', 'POST', '/oauth2/v2.1/revoke', revokeV21),
  open('issue-stateless', 'POST', '/oauth2/v3/token', issueStateless),
  open('issue-short-lived', 'POST', '/v2/oauth/accessToken', issueShortLived),
  open('verify', 'POST', '/v2/oauth/verify', verifyOpaque),
  open('revoke', 'POST', '/v2/oauth/revoke', revokeOpaque),
];
