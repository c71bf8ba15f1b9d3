import { ENDPOINTS } from '../../../domain/line/endpoints.js';
import { type Assertion, type ChannelAccessToken, Secret } from '../../../domain/line/secret.js';
import type { Redactor } from '../../../ports/host.js';
import type { ClientCredentials, IssuedToken, TokenCalls, VerifiedToken } from '../../../ports/line-api.js';
import type { HttpReply, HttpRequest } from '../http.js';
import { readIssuedToken, readKeyIds, readVerifiedToken } from '../replies.js';
import { ASKS_FOR_ASSERTION, ASKS_FOR_CREDENTIALS, CARRIES_CREDENTIALS, expectOk, type Refusals } from '../verdict.js';
import { type Call, isNo } from './transport.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-channel-access-token-v2-1 */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export function tokenCalls(call: Call, redactor: Redactor): TokenCalls {
  const issued = (reply: HttpReply, asksFor: Refusals): IssuedToken => {
    const token = readIssuedToken(expectOk(reply, 'issue the token', asksFor).text);
    redactor.register(token.token.reveal());
    return token;
  };
  return {
    issueV21Token: async (assertion) =>
      issued(await call(ENDPOINTS.issueV21Token, form(grant(assertion))), ASKS_FOR_ASSERTION),
    issueStatelessToken: async (proof) =>
      issued(
        await call(ENDPOINTS.issueStatelessToken, form(grant(proof))),
        proof instanceof Secret ? ASKS_FOR_ASSERTION : ASKS_FOR_CREDENTIALS,
      ),
    issueShortLivedToken: async (credentials) =>
      issued(await call(ENDPOINTS.issueShortLivedToken, form(grant(credentials))), ASKS_FOR_CREDENTIALS),
    listV21KeyIds: async (assertion) => {
      const reply = await call(ENDPOINTS.listV21KeyIds, { query: fieldsOf(assertion) });
      return readKeyIds(expectOk(reply, 'list the key IDs', ASKS_FOR_ASSERTION).text);
    },
    verifyV21Token: async (token) => verified(await call(ENDPOINTS.verifyV21Token, { query: about(token) })),
    verifyToken: async (token) => verified(await call(ENDPOINTS.verifyToken, form(about(token)))),
    revokeV21Token: async (credentials, token) => {
      const reply = await call(ENDPOINTS.revokeV21Token, form({ ...fieldsOf(credentials), ...about(token) }));
      expectOk(reply, 'revoke the token', CARRIES_CREDENTIALS);
    },
    revokeToken: async (token) => {
      expectOk(await call(ENDPOINTS.revokeToken, form(about(token))), 'revoke the token');
    },
  };
}

function form(fields: Readonly<Record<string, string>>): HttpRequest {
  return { body: { type: 'form', text: new URLSearchParams(fields).toString() } };
}

function grant(proof: ClientCredentials | Assertion): Readonly<Record<string, string>> {
  return { grant_type: 'client_credentials', ...fieldsOf(proof) };
}

function fieldsOf(proof: ClientCredentials | Assertion): Readonly<Record<string, string>> {
  return proof instanceof Secret
    ? { client_assertion_type: JWT_BEARER, client_assertion: proof.reveal() }
    : { client_id: proof.channelId, client_secret: proof.secret.reveal() };
}

function about(token: ChannelAccessToken): Readonly<Record<string, string>> {
  return { access_token: token.reveal() };
}

/** Both verify endpoints answer 400 for a token that is expired, revoked, of another type, or never was. */
function verified(reply: HttpReply): VerifiedToken | null {
  return isNo(reply, 400) ? null : readVerifiedToken(expectOk(reply, 'verify the token').text);
}
