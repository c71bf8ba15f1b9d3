import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { formatDuration } from '../../domain/duration.js';
import { LineOpsError } from '../../domain/failure.js';
import type { Assertion, ChannelAccessToken } from '../../domain/secret.js';
import { Secret } from '../../domain/secret.js';
import type { Clock, EnvironmentVariables, Redactor } from '../../ports/host.js';
import type { ClientCredentials, IssuedToken, LineApi, SendReply } from '../../ports/line-api.js';
import { apiHosts, isLoopback } from './endpoints.js';
import { type CallObserver, callOnce, type HttpReply, type HttpRequest } from './http.js';
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

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-channel-access-token-v2-1 */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Waits before a question that changes nothing is asked again. */
const GET_RETRY_DELAYS_MS = [300, 1_000];

/** The webhook test waits for the bot server, which has 2 s. */
const WEBHOOK_TEST_TIMEOUT_MS = 15_000;

const CONNECTIONS = 128;

interface LineApiParts {
  readonly env: EnvironmentVariables;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly observe: CallObserver;
  /** Tests hand in their own; a real one keeps connections open and refuses TLS below 1.2. */
  readonly dispatcher?: Dispatcher;
}

/** The LINE Platform over undici. @throws {LineOpsError} `usage` when `LINE_OPS_API_URL` is not acceptable. */
export function createLineApi({
  env,
  clock,
  redactor,
  observe,
  dispatcher = createDispatcher(env),
}: LineApiParts): LineApi {
  const { api: host } = apiHosts(env);
  const parts = { host, dispatcher, clock, observe };

  const once = (request: HttpRequest): Promise<HttpReply> => callOnce(parts, request);

  const get = async (request: Omit<HttpRequest, 'method'>): Promise<HttpReply> => {
    let reply = await once({ ...request, method: 'GET' });
    for (const delayMs of GET_RETRY_DELAYS_MS) {
      if (reply.type === 'reply' && reply.status < 500) return reply;
      await clock.sleep(delayMs);
      reply = await once({ ...request, method: 'GET' });
    }
    return reply;
  };

  const form = (path: string, fields: Readonly<Record<string, string>>): Promise<HttpReply> =>
    once({ method: 'POST', path, body: { type: 'form', text: new URLSearchParams(fields).toString() } });

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
    );

  return {
    issueV21Token: (assertion) =>
      issued(
        form('/oauth2/v2.1/token', { grant_type: 'client_credentials', ...assertionFields(assertion) }),
        ASKS_FOR_ASSERTION,
      ),
    issueStatelessToken: (proof) =>
      issued(
        form('/oauth2/v3/token', {
          grant_type: 'client_credentials',
          ...(proof instanceof Secret ? assertionFields(proof) : credentialFields(proof)),
        }),
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
      const reply = await form('/v2/oauth/verify', { access_token: token.reveal() });
      return isUnknownToken(reply) ? null : readVerifiedToken(expectOk(reply, 'verify the token').text);
    },
    revokeV21Token: async (credentials, token) => {
      expectOk(
        await form('/oauth2/v2.1/revoke', { ...credentialFields(credentials), access_token: token.reveal() }),
        'revoke the token',
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
      if (reply.type === 'reply' && reply.status === 404) return null;
      return readNarrowcastProgress(expectOk(reply, 'read the progress of the narrowcast').text);
    },
    validate: async (token, method, body) => {
      const reply = await once({
        method: 'POST',
        path: `/v2/bot/message/validate/${method}`,
        token,
        body: { type: 'json', text: body },
      });
      if (reply.type === 'reply' && reply.status === 400) {
        const { text, details } = readProblem(reply.text);
        return { valid: false, requestId: reply.requestId, problem: text, details };
      }
      return { valid: true, requestId: expectOk(reply, 'validate the messages').requestId };
    },

    webhookEndpoint: async (token) => {
      const reply = await get({ path: '/v2/bot/channel/webhook/endpoint', token });
      if (reply.type === 'reply' && reply.status === 404) return null;
      return readWebhookEndpoint(expectOk(reply, 'read the webhook endpoint').text);
    },
    setWebhookEndpoint: async (token, endpoint) => {
      expectOk(
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
      if (reply.type === 'reply' && reply.status === 404) return null;
      return readWebhookTest(expectOk(reply, 'test the webhook').text);
    },

    close: () => dispatcher.close(),
  };
}

function createDispatcher(env: EnvironmentVariables): Dispatcher {
  const options = {
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    connect: { minVersion: 'TLSv1.2' as const, timeout: 10_000 },
  };
  const usesProxy =
    Boolean(env['HTTPS_PROXY'] || env['https_proxy']) && !isLoopback(new URL(apiHosts(env).api).hostname);
  return usesProxy ? new EnvHttpProxyAgent({ ...options, requestTls: { minVersion: 'TLSv1.2' } }) : new Agent(options);
}

/** Both verify endpoints answer 400 for a token that is expired, revoked, of another type, or never was. */
function isUnknownToken(reply: HttpReply): boolean {
  return reply.type === 'reply' && reply.status === 400;
}

/**
 * For the endpoints that take nothing but credentials: an OAuth error, or 404 for a key that is not registered, means
 * those credentials. The limit of v2.1 tokens comes in the other body shape.
 */
const ASKS_FOR_CREDENTIALS: Refusals = { refusalIsAboutCredentials: true, clockMatters: false };
/** An assertion holds a time: a clock that is wrong makes it too old, or good for longer than LINE takes. */
const ASKS_FOR_ASSERTION: Refusals = { refusalIsAboutCredentials: true, clockMatters: true };
const ASKS_FOR_SOMETHING_ELSE: Refusals = { refusalIsAboutCredentials: false, clockMatters: false };

/** What a refusal of a request may be about. */
interface Refusals {
  readonly refusalIsAboutCredentials: boolean;
  readonly clockMatters: boolean;
}

/** A smaller difference makes no assertion bad, and may come from the network. */
const NOTABLE_SKEW_MS = 60_000;

type Reply = Extract<HttpReply, { type: 'reply' }>;

/** The reply, if LINE agreed. Decides by status and by the documented shape of the body, never by its text. */
function expectOk(
  reply: HttpReply,
  doing: string,
  { refusalIsAboutCredentials, clockMatters }: Refusals = ASKS_FOR_SOMETHING_ELSE,
): Reply {
  if (reply.type === 'noReply') {
    throw new LineOpsError('unavailable', 'LINE_NOT_REACHABLE', `could not ${doing}: ${reply.why}`, {
      hint: 'Check the network and https://api.line-status.info/, then try again.',
      details: { mayHaveArrived: reply.mayHaveArrived },
    });
  }
  const { status, requestId } = reply;
  if (200 <= status && status < 300) return reply;
  const { text, oauthError, details } = readProblem(reply.text);
  if (500 <= status) {
    throw new LineOpsError('unavailable', 'LINE_FAILED', `could not ${doing}: LINE answered ${status}`, {
      requestId,
      hint: 'See https://api.line-status.info/ and try again.',
      details: { status, mayHaveArrived: true },
    });
  }
  const problem = `could not ${doing}: LINE answered ${status}, ${text}`;
  if (status === 429) {
    throw new LineOpsError('limit', 'RATE_LIMITED', problem, {
      requestId,
      hint: 'Wait a minute and try again.',
      details: { status },
    });
  }
  const isAboutCredentials =
    status === 401 ||
    oauthError === 'invalid_client' ||
    (refusalIsAboutCredentials && (oauthError !== null || status === 404));
  const skewMs = clockMatters && NOTABLE_SKEW_MS <= Math.abs(reply.clockSkewMs ?? 0) ? reply.clockSkewMs : null;
  if (isAboutCredentials && skewMs !== null) throw clockIsWrong(problem, skewMs, reply);
  if (isAboutCredentials) {
    throw new LineOpsError('auth', status === 401 ? 'TOKEN_REFUSED' : 'CREDENTIALS_REFUSED', problem, {
      requestId,
      hint:
        status === 401
          ? 'Check the token with: line-ops token verify'
          : 'Check channel ID, channel secret, assertion key and its key ID in the LINE Developers Console.',
      details: { status },
    });
  }
  throw new LineOpsError('refused', status === 403 ? 'NOT_AVAILABLE_FOR_ACCOUNT' : 'LINE_REFUSED', problem, {
    requestId,
    hint:
      status === 403
        ? 'This account type or plan does not have that API.'
        : 'Fix what LINE names and run the command again.',
    details: { status, ...(details.length === 0 ? {} : { details }) },
  });
}

function clockIsWrong(problem: string, skewMs: number, { status, requestId }: Reply): LineOpsError {
  const difference = `${formatDuration(Math.abs(skewMs))} ${0 < skewMs ? 'behind' : 'ahead of'}`;
  return new LineOpsError('auth', 'CLOCK_SKEW', `${problem}; the clock of this computer is ${difference} LINE's`, {
    requestId,
    hint: 'An assertion is good for minutes only. Set the clock (timedatectl set-ntp true), and run the command again.',
    details: { status, clockSkewSeconds: Math.round(skewMs / 1000) },
  });
}

function sendReplyFrom(reply: HttpReply): SendReply {
  if (reply.type === 'noReply') return reply;
  const { status, requestId } = reply;
  if (200 <= status && status < 300) return { type: 'accepted', requestId };
  if (status === 409) return { type: 'alreadyAccepted', requestId, acceptedRequestId: reply.acceptedRequestId };
  if (500 <= status) return { type: 'serverError', status, requestId };
  const { text: problem, details } = readProblem(reply.text);
  if (status === 401) return { type: 'unauthorised', requestId, problem };
  if (status === 429) return { type: 'tooMany', requestId, problem };
  return { type: 'refused', status, requestId, problem, details };
}
