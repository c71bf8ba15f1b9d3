import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLineApi } from '../../../src/adapters/line/line-api.js';
import { createRedactor } from '../../../src/adapters/redactor.js';
import { LineOpsError } from '../../../src/domain/failure.js';
import { parseRetryKey, parseUserId } from '../../../src/domain/ids.js';
import { channelAccessToken } from '../../../src/domain/secret.js';
import type { AccessTokens } from '../../../src/usecases/access-token.js';
import { pushBody, sendPush } from '../../../src/usecases/messages/push.js';

const TO = parseUserId(`U${'a'.repeat(32)}`);
const RETRY_KEY = parseRetryKey('123e4567-e89b-12d3-a456-426614174000');
const TEXT = { type: 'text', text: 'hi' };

describe('pushBody', () => {
  it.each([
    ['one message', TEXT, { to: TO, messages: [TEXT] }],
    ['an array', [TEXT, TEXT], { to: TO, messages: [TEXT, TEXT] }],
    [
      'a request body',
      { messages: [TEXT], notificationDisabled: true },
      { to: TO, messages: [TEXT], notificationDisabled: true },
    ],
    ['a request body to the same person', { to: TO, messages: [TEXT] }, { to: TO, messages: [TEXT] }],
  ])('takes %s', (_what, document, body) => {
    expect(JSON.parse(pushBody(document, TO))).toEqual(body);
  });

  it('refuses a file that names somebody else', () => {
    const other = `U${'b'.repeat(32)}`;
    expect(() => pushBody({ to: other, messages: [TEXT] }, TO)).toThrow(other);
  });
});

/** An answer of the scripted platform; `cut` takes the request and closes the connection. */
type Scripted =
  | 'cut'
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

interface Received {
  readonly key: string | undefined;
  readonly token: string | undefined;
  readonly body: string;
}

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function platform(script: readonly Scripted[], quota = { limit: 100, used: 0 }) {
  const received: Received[] = [];
  const started = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      if (request.url === '/v2/bot/message/quota')
        return answer(response, { status: 200, body: { type: 'limited', value: quota.limit } });
      if (request.url === '/v2/bot/message/quota/consumption')
        return answer(response, { status: 200, body: { totalUsage: quota.used } });
      const scripted = script[received.length] ?? { status: 599 };
      received.push({
        key: request.headers['x-line-retry-key']?.toString(),
        token: request.headers.authorization,
        body,
      });
      if (scripted === 'cut') return request.socket.destroy();
      return answer(response, scripted);
    });
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  return { received, url: `http://127.0.0.1:${port}` };
}

function answer(response: ServerResponse, { status, body = {}, headers = {} }: Exclude<Scripted, 'cut'>) {
  response.writeHead(status, { 'content-type': 'application/json', 'x-line-request-id': 'r', ...headers });
  response.end(JSON.stringify(body));
}

const immediately = { now: () => 1_000_000, sleep: async () => {} };
const random = { uuid: () => '', letters: () => '', fraction: () => 0.5 };

/** Tokens as of a channel with a stored one and a stateless one after it; then none is left. */
function tokensOf(...values: string[]): AccessTokens {
  let index = 0;
  const noToken = new LineOpsError('auth', 'TOKEN_REFUSED', 'no other token');
  return {
    current: async () => channelAccessToken(values[index] ?? ''),
    replace: async () => {
      index += 1;
      if (values.length <= index) throw noToken;
    },
  };
}

async function push(
  script: readonly Scripted[],
  {
    isRepeat = false,
    stop = new AbortController().signal,
    tokens = tokensOf('first', 'second'),
    quota = { limit: 100, used: 0 },
  } = {},
) {
  const { url, received } = await platform(script, quota);
  const api = createLineApi({
    env: { LINE_OPS_API_URL: url },
    clock: immediately,
    redactor: createRedactor(),
    observe: () => {},
  });
  const retries: string[] = [];
  const result = await sendPush(
    { to: TO, body: pushBody(TEXT, TO), retryKey: RETRY_KEY, isRepeat },
    { api, tokens, clock: immediately, random, stop, onRetry: (why) => retries.push(why) },
  ).then(
    (report) => ({ report, error: null }),
    (error: unknown) => ({ report: null, error }),
  );
  await api.close();
  return { ...result, received, retries };
}

const OK: Scripted = { status: 200, headers: { 'x-line-request-id': 'request-ok' }, body: { sentMessages: [] } };
const CONFLICT: Scripted = {
  status: 409,
  headers: { 'x-line-request-id': 'request-409', 'x-line-accepted-request-id': 'request-1' },
  body: { message: 'The retry key is already accepted' },
};
const FAILED: Scripted = {
  status: 500,
  headers: { 'x-line-request-id': 'request-500' },
  body: { message: 'Internal' },
};
const REFUSED: Scripted = {
  status: 400,
  headers: { 'x-line-request-id': 'request-400' },
  body: { message: 'Failed to send messages' },
};
const TOO_MANY: Scripted = { status: 429, body: { message: 'whatever the text says' } };
const UNAUTHORISED: Scripted = { status: 401, body: { message: 'Authentication failed' } };

describe('sendPush', () => {
  it('is done when LINE accepts', async () => {
    const { report, received } = await push([OK]);
    expect(report).toEqual({ requestId: 'request-ok', acceptedRequestId: null, attempts: 1 });
    expect(received).toEqual([
      { key: RETRY_KEY, token: 'Bearer first', body: JSON.stringify({ to: TO, messages: [TEXT] }) },
    ]);
  });

  it.each([
    ['a 5xx', FAILED],
    ['a connection cut half way', 'cut' as const],
    ['a rate limit', TOO_MANY],
  ])('sends the same bytes under the same key again after %s', async (_what, first) => {
    const { report, received, retries } = await push([first, OK]);
    expect(report).toMatchObject({ requestId: 'request-ok', attempts: 2 });
    expect(new Set(received.map(({ key, body }) => `${key} ${body}`)).size).toBe(1);
    expect(retries).toHaveLength(1);
  });

  it('takes a conflict as accepted, with the request ID of the one that got through', async () => {
    const { report } = await push(['cut', CONFLICT]);
    expect(report).toEqual({ requestId: 'request-409', acceptedRequestId: 'request-1', attempts: 2 });
  });

  it('goes on with another token when one is refused', async () => {
    const { report, received } = await push([UNAUTHORISED, OK]);
    expect(report).toMatchObject({ attempts: 2 });
    expect(received.map(({ token }) => token)).toEqual(['Bearer first', 'Bearer second']);
  });

  it.each([
    ['a refusal', [REFUSED], { kind: 'refused', code: 'LINE_REFUSED', requestId: 'request-400' }, 1],
    ['rate limits to the end', Array(5).fill(TOO_MANY), { kind: 'limit', code: 'RATE_LIMITED' }, 5],
    ['tokens refused to the end', [UNAUTHORISED, UNAUTHORISED], { kind: 'auth', code: 'TOKEN_REFUSED' }, 2],
  ])('fails after %s', async (_what, script, failure, attempts) => {
    const { error, received } = await push(script);
    expect(error).toMatchObject(failure);
    expect(received).toHaveLength(attempts);
  });

  it('does not repeat when the month is used up', async () => {
    const { error, received } = await push([TOO_MANY, OK], { quota: { limit: 100, used: 100 } });
    expect(error).toMatchObject({ kind: 'limit', code: 'MONTHLY_LIMIT' });
    expect(received).toHaveLength(1);
  });

  it.each([
    ['5xx to the end', Array(5).fill(FAILED)],
    ['cut connections to the end', Array(5).fill('cut')],
    ['a refusal after silence', ['cut', REFUSED]],
    ['a rate limit after silence, to the end', ['cut', TOO_MANY, TOO_MANY, TOO_MANY, TOO_MANY]],
    ['no token after silence', ['cut', UNAUTHORISED, UNAUTHORISED]],
  ] satisfies [string, Scripted[]][])('calls it unknown, and names the key, after %s', async (_what, script) => {
    const { error, received } = await push(script);
    expect(error).toMatchObject({
      kind: 'incomplete',
      code: 'SEND_UNKNOWN',
      details: { retryKey: RETRY_KEY },
      hint: expect.stringContaining(`--retry-key ${RETRY_KEY}`),
    });
    expect(new Set(received.map(({ key }) => key))).toEqual(new Set([RETRY_KEY]));
  });

  it('never calls a repeated push refused: the first one may have got through', async () => {
    expect((await push([REFUSED], { isRepeat: true })).error).toMatchObject({
      kind: 'incomplete',
      code: 'SEND_UNKNOWN',
    });
    expect((await push([CONFLICT], { isRepeat: true })).report).toMatchObject({ acceptedRequestId: 'request-1' });
  });

  it.each([
    ['after silence it is unknown', ['cut'], 'SIGINT', { kind: 'incomplete', code: 'SEND_UNKNOWN' }],
    ['after a clear "not now" nothing was sent', [TOO_MANY], 'SIGINT', { kind: 'cancelled' }],
    ['SIGTERM has its own kind', [TOO_MANY], 'SIGTERM', { kind: 'terminated' }],
  ] satisfies [string, Scripted[], string, object][])(
    'is not repeated once it is to stop: %s',
    async (_what, script, signal, failure) => {
      const { error, received, retries } = await push(script, { stop: AbortSignal.abort(signal) });
      expect(error).toMatchObject(failure);
      expect([received.length, retries]).toEqual([1, []]);
    },
  );

  it('tells an acceptance that came after the signal', async () => {
    expect((await push([OK], { stop: AbortSignal.abort('SIGINT') })).report).toMatchObject({ requestId: 'request-ok' });
  });

  it('says that nothing was sent when LINE was never reached', async () => {
    const { url } = await platform([]);
    await new Promise((resolve) => server?.close(resolve));
    const api = createLineApi({
      env: { LINE_OPS_API_URL: url },
      clock: immediately,
      redactor: createRedactor(),
      observe: () => {},
    });
    await expect(
      sendPush(
        { to: TO, body: '{}', retryKey: RETRY_KEY, isRepeat: false },
        {
          api,
          tokens: tokensOf('t'),
          clock: immediately,
          random,
          stop: new AbortController().signal,
          onRetry: () => {},
        },
      ),
    ).rejects.toMatchObject({ kind: 'unavailable', hint: expect.stringContaining('Nothing was sent') });
    await api.close();
  });
});
