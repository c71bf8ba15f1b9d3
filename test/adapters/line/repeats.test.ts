import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { createTransport } from '../../../src/adapters/line/calls/transport.js';
import { createDispatcher } from '../../../src/adapters/line/dispatcher.js';
import { createLineApi } from '../../../src/adapters/line/line-api.js';
import { createLineClock } from '../../../src/adapters/line/line-clock.js';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { ENDPOINTS, type Endpoint, VALIDATE_ENDPOINTS } from '../../../src/domain/line/endpoints.js';
import { parseChannelId } from '../../../src/domain/line/ids.js';
import { channelAccessToken, channelSecret } from '../../../src/domain/line/secret.js';
import type { LineApi } from '../../../src/ports/line-api.js';

const TOKEN = channelAccessToken('t');
const CREDENTIALS = { channelId: parseChannelId('1'), secret: channelSecret('a-channel-secret') };

/** A LINE that answers the requests with these statuses in their order; 0 closes the connection. */
async function openServer(...statuses: readonly number[]) {
  const bodies: string[] = [];
  const waits: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      bodies.push(`${request.method} ${request.url} ${body}`);
      const status = statuses[bodies.length - 1] ?? 200;
      if (status === 0) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, { 'content-type': 'application/json', 'x-line-request-id': 'r' });
      response.end(status === 400 ? '{"message":"no","details":[{"message":"m","property":"p"}]}' : '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const clock = {
    now: () => 0,
    sleep: async (ms: number) => {
      waits.push(ms);
    },
  };
  return { url: `http://127.0.0.1:${address.port}`, clock, bodies, waits };
}

async function openApi(...statuses: readonly number[]) {
  const { url, clock, bodies, waits } = await openServer(...statuses);
  const api = await createLineApi({
    env: { LINE_OPS_API_URL: url },
    clock,
    redactor: createRedactor(),
    observe: () => {},
  });
  onTestFinished(() => api.close());
  return { api, validate: () => api.validate(TOKEN, 'push', '{"messages":[]}'), bodies, waits };
}

it.each([
  ['a server error', [500], [300]],
  ['two server errors', [503, 500], [300, 1_000]],
  ['no answer', [0], [300]],
  ['a rate limit', [429], [1_000]],
  ['two of them', [429, 429], [1_000, 3_000]],
  ['a rate limit, then an error', [429, 500], [1_000, 1_000]],
])('asks again after %s', async (_what, statuses, expected) => {
  const { validate, bodies, waits } = await openApi(...statuses);
  expect(await validate()).toMatchObject({ valid: true });
  expect(waits).toEqual(expected);
  expect(new Set(bodies)).toEqual(new Set(['POST /v2/bot/message/validate/push {"messages":[]}']));
  expect(bodies.length).toBe(statuses.length + 1);
});

it.each([
  ['server errors', [500, 500, 500], 'LINE_FAILED', 3],
  ['rate limits', [429, 429, 429], 'RATE_LIMITED', 3],
  ['silence', [0, 0, 0], 'LINE_NOT_REACHABLE', 3],
  ['a refused token', [401], 'TOKEN_REFUSED', 1],
])('gives up on %s', async (_what, statuses, code, requests) => {
  const { validate, bodies } = await openApi(...statuses);
  await expect(validate()).rejects.toMatchObject({ code });
  expect(bodies.length).toBe(requests);
});

it('asks once where LINE has an answer', async () => {
  const { validate, bodies } = await openApi(400);
  expect(await validate()).toMatchObject({ valid: false, details: [{ property: 'p', message: 'm' }] });
  expect(bodies.length).toBe(1);
});

it.each<[string, (api: LineApi) => Promise<unknown>]>([
  ['a question', (api) => api.consumption(TOKEN)],
  ['whether a token is alive', (api) => api.verifyToken(TOKEN)],
  ['a stateless token, which counts against no limit', (api) => api.issueStatelessToken(CREDENTIALS)],
])('asks three times for %s', async (_what, ask) => {
  const { api, bodies } = await openApi(500, 429, 500);
  await expect(ask(api)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(bodies.length).toBe(3);
});

it.each<[string, (api: LineApi) => Promise<unknown>]>([
  ['a token that counts', (api) => api.issueShortLivedToken(CREDENTIALS)],
  ['an end of a token', (api) => api.revokeToken(TOKEN)],
  ['another webhook endpoint', (api) => api.setWebhookEndpoint(TOKEN, 'https://example.com/')],
])('asks once for %s', async (_what, ask) => {
  const { api, bodies } = await openApi(500, 200);
  await expect(ask(api)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(bodies.length).toBe(1);
});

it.each([...Object.entries(ENDPOINTS), ...Object.entries({ validate: VALIDATE_ENDPOINTS.push })])(
  'repeats a request to %s only where the table of endpoints says so',
  async (_name, endpoint: Endpoint) => {
    const { url, clock, bodies } = await openServer(500, 500, 500, 500);
    const dispatcher = await createDispatcher({ LINE_OPS_API_URL: url });
    onTestFinished(() => dispatcher.destroy());
    const parts = { hosts: { api: url, 'api-data': url }, dispatcher, clock, observe: () => {} };
    const call = createTransport(
      parts,
      createLineClock(clock, () => {}),
      new AbortController().signal,
    );
    expect(await call(endpoint, {})).toMatchObject({ status: 500 });
    expect(bodies.length).toBe(endpoint.isRepeatable ? 3 : 1);
  },
);
