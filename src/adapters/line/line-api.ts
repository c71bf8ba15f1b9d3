import type { Dispatcher } from 'undici';
import type { Assertion, ChannelAccessToken } from '../../domain/line/secret.js';
import { Secret } from '../../domain/line/secret.js';
import type { Clock, EnvironmentVariables, Redactor } from '../../ports/host.js';
import type { ClientCredentials, IssuedToken, LineApi, SendReply } from '../../ports/line-api.js';
import { createDispatcher, routeOf } from './dispatcher.js';
import { apiHosts } from './endpoints.js';
import { type CallObserver, callOnce, type HttpReply, type HttpRequest } from './http.js';
import { createLineClock } from './line-clock.js';
import {
  readBotInfo,
  readConsumption,
  readFollowerPage,
  readIssuedToken,
  readKeyIds,
  readNarrowcastProgress,
  readProblem,
  readQuota,
  readTargetReach,
  readUnitCount,
  readUnitPage,
  readVerifiedToken,
  readWebhookEndpoint,
  readWebhookTest,
} from './replies.js';
import {
  ASKS_FOR_ASSERTION,
  ASKS_FOR_CREDENTIALS,
  CARRIES_CREDENTIALS,
  expectDone,
  expectOk,
  isRefusalOfLine,
  type Refusals,
  sendReplyFrom,
} from './verdict.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-channel-access-token-v2-1 */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Waits before a question that changes nothing is asked again. */
const REPEAT_DELAYS_MS = [300, 1_000];
/** The same after a 429: most limits are counted by the second. */
const REPEAT_DELAYS_AFTER_429_MS = [1_000, 3_000];

/** The webhook test waits for the bot server, which has 2 s. */
const WEBHOOK_TEST_TIMEOUT_MS = 15_000;

interface LineApiParts {
  readonly env: EnvironmentVariables;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly observe: CallObserver;
  /** Says once what an operator should know of the way to LINE. */
  readonly tell?: (line: string) => void;
  /** Tests hand in their own; a real one keeps connections open and refuses TLS below 1.2. */
  readonly dispatcher?: Dispatcher;
}

/** The LINE Platform over undici. @throws {LineOpsError} `usage` when `LINE_OPS_API_URL` is not acceptable. */
export function createLineApi({
  env,
  clock,
  redactor,
  observe,
  tell = () => {},
  dispatcher = createDispatcher(env),
}: LineApiParts): LineApi {
  const { api: host } = apiHosts(env);
  const route = routeOf(env);
  const parts = { host, dispatcher, clock, observe };
  const closed = new AbortController();

  const lineClock = createLineClock(clock, tell);

  const once = async (request: HttpRequest): Promise<HttpReply> => {
    const reply = await callOnce(parts, request);
    lineClock.saw(reply);
    return reply;
  };

  /** For requests that change nothing: whatever became of one, it may be made again. */
  const ask = async (request: HttpRequest): Promise<HttpReply> => {
    for (let repeats = 0; ; repeats += 1) {
      const reply = await once(request);
      const delayMs = repeatDelaysMs(reply)[repeats];
      if (delayMs === undefined || closed.signal.aborted) return reply;
      await clock.sleep(delayMs, closed.signal);
    }
  };
  const get = (request: Omit<HttpRequest, 'method'>): Promise<HttpReply> => ask({ ...request, method: 'GET' });

  const formRequest = (path: string, fields: Readonly<Record<string, string>>): HttpRequest => ({
    method: 'POST',
    path,
    body: { type: 'form', text: new URLSearchParams(fields).toString() },
  });
  const form = (path: string, fields: Readonly<Record<string, string>>): Promise<HttpReply> =>
    once(formRequest(path, fields));

  const issued = async (reply: Promise<HttpReply>, asks: Refusals = ASKS_FOR_CREDENTIALS): Promise<IssuedToken> => {
    const { text } = expectOk(await reply, 'issue the token', asks);
    const token = readIssuedToken(text);
    redactor.register(token.token.reveal());
    return token;
  };

  const assertionFields = (assertion: Assertion) => ({
    client_assertion_type: JWT_BEARER,
    client_assertion: assertion.reveal(),
  });

  const credentialFields = ({ channelId, secret }: ClientCredentials) => ({
    client_id: channelId,
    client_secret: secret.reveal(),
  });

  const sendMessages = async (
    path: string,
    token: ChannelAccessToken,
    retryKey: string,
    body: string,
  ): Promise<SendReply> =>
    sendReplyFrom(
      await once({
        method: 'POST',
        path,
        token,
        headers: { 'x-line-retry-key': retryKey },
        body: { type: 'json', text: body },
      }),
      route,
    );

  return {
    issueV21Token: (assertion) =>
      issued(
        form('/oauth2/v2.1/token', { grant_type: 'client_credentials', ...assertionFields(assertion) }),
        ASKS_FOR_ASSERTION,
      ),
    // Stateless tokens have no limit: one whose answer was lost costs nothing.
    issueStatelessToken: (proof) =>
      issued(
        ask(
          formRequest('/oauth2/v3/token', {
            grant_type: 'client_credentials',
            ...(proof instanceof Secret ? assertionFields(proof) : credentialFields(proof)),
          }),
        ),
        proof instanceof Secret ? ASKS_FOR_ASSERTION : ASKS_FOR_CREDENTIALS,
      ),
    issueShortLivedToken: (credentials) =>
      issued(form('/v2/oauth/accessToken', { grant_type: 'client_credentials', ...credentialFields(credentials) })),
    listV21KeyIds: async (assertion) =>
      readKeyIds(
        expectOk(
          await get({ path: '/oauth2/v2.1/tokens/kid', query: assertionFields(assertion) }),
          'list the key IDs',
          ASKS_FOR_ASSERTION,
        ).text,
      ),
    verifyV21Token: async (token) => {
      const reply = await get({ path: '/oauth2/v2.1/verify', query: { access_token: token.reveal() } });
      return isUnknownToken(reply) ? null : readVerifiedToken(expectOk(reply, 'verify the token').text);
    },
    verifyToken: async (token) => {
      const reply = await ask(formRequest('/v2/oauth/verify', { access_token: token.reveal() }));
      return isUnknownToken(reply) ? null : readVerifiedToken(expectOk(reply, 'verify the token').text);
    },
    revokeV21Token: async (credentials, token) => {
      expectOk(
        await form('/oauth2/v2.1/revoke', { ...credentialFields(credentials), access_token: token.reveal() }),
        'revoke the token',
        CARRIES_CREDENTIALS,
      );
    },
    revokeToken: async (token) => {
      expectOk(await form('/v2/oauth/revoke', { access_token: token.reveal() }), 'revoke the token');
    },

    botInfo: async (token) =>
      readBotInfo(expectOk(await get({ path: '/v2/bot/info', token }), 'read the bot info').text),
    quota: async (token) =>
      readQuota(expectOk(await get({ path: '/v2/bot/message/quota', token }), 'read the quota').text),
    consumption: async (token) =>
      readConsumption(
        expectOk(await get({ path: '/v2/bot/message/quota/consumption', token }), 'read the consumption').text,
      ),
    followerIds: async (token, { limit, start }) => {
      const query = { limit: String(limit), ...(start === null ? {} : { start }) };
      return readFollowerPage(
        expectOk(await get({ path: '/v2/bot/followers/ids', token, query }), 'read the follower IDs').text,
      );
    },
    targetReach: async (token, day) =>
      readTargetReach(
        expectOk(await get({ path: '/v2/bot/insight/followers', token, query: { date: day } }), 'read the target reach')
          .text,
      ),

    aggregationUnitCount: async (token) =>
      readUnitCount(expectOk(await get({ path: '/v2/bot/message/aggregation/info', token }), 'count the units').text),
    aggregationUnits: async (token, start) => {
      const query = { limit: '100', ...(start === null ? {} : { start }) };
      return readUnitPage(
        expectOk(await get({ path: '/v2/bot/message/aggregation/list', token, query }), 'list the units').text,
      );
    },

    multicast: (token, retryKey, body) => sendMessages('/v2/bot/message/multicast', token, retryKey, body),
    push: (token, retryKey, body) => sendMessages('/v2/bot/message/push', token, retryKey, body),
    narrowcast: (token, retryKey, body) => sendMessages('/v2/bot/message/narrowcast', token, retryKey, body),
    broadcast: (token, retryKey, body) => sendMessages('/v2/bot/message/broadcast', token, retryKey, body),
    narrowcastProgress: async (token, requestId) => {
      const reply = await get({ path: '/v2/bot/message/progress/narrowcast', token, query: { requestId } });
      if (isNo(reply, 404)) return null;
      return readNarrowcastProgress(expectOk(reply, 'read the progress of the narrowcast').text);
    },
    validate: async (token, method, body) => {
      const reply = await ask({
        method: 'POST',
        path: `/v2/bot/message/validate/${method}`,
        token,
        body: { type: 'json', text: body },
      });
      if (isNo(reply, 400)) {
        const { text, details } = readProblem(reply.text);
        return { valid: false, requestId: reply.requestId, problem: text, details };
      }
      return { valid: true, requestId: expectDone(reply, 'validate the messages').requestId };
    },

    webhookEndpoint: async (token) => {
      const reply = await get({ path: '/v2/bot/channel/webhook/endpoint', token });
      if (isNo(reply, 404)) return null;
      return readWebhookEndpoint(expectOk(reply, 'read the webhook endpoint').text);
    },
    setWebhookEndpoint: async (token, endpoint) => {
      expectDone(
        await once({
          method: 'PUT',
          path: '/v2/bot/channel/webhook/endpoint',
          token,
          body: { type: 'json', text: JSON.stringify({ endpoint }) },
        }),
        'set the webhook endpoint',
      );
    },
    testWebhook: async (token, endpoint) => {
      const reply = await once({
        method: 'POST',
        path: '/v2/bot/channel/webhook/test',
        token,
        body: { type: 'json', text: JSON.stringify(endpoint === null ? {} : { endpoint }) },
        timeoutMs: WEBHOOK_TEST_TIMEOUT_MS,
      });
      if (isNo(reply, 404)) return null;
      return readWebhookTest(expectOk(reply, 'test the webhook').text);
    },

    clockSkewMs: () => lineClock.skewMs(),
    lineTime: () => lineClock.time(),
    close: () => {
      closed.abort();
      return dispatcher.destroy();
    },
  };
}

function repeatDelaysMs(reply: HttpReply): readonly number[] {
  if (reply.type === 'noReply' || 500 <= reply.status) return REPEAT_DELAYS_MS;
  return reply.status === 429 ? REPEAT_DELAYS_AFTER_429_MS : [];
}

/** Both verify endpoints answer 400 for a token that is expired, revoked, of another type, or never was. */
function isUnknownToken(reply: HttpReply): boolean {
  return isNo(reply, 400);
}

/** Whether LINE, and nothing in between, answered with this status of refusal. */
function isNo(reply: HttpReply, status: number): reply is Extract<HttpReply, { type: 'reply' }> {
  return reply.type === 'reply' && reply.status === status && isRefusalOfLine(reply);
}
