import { createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createLineApi } from '../../../src/adapters/line/line-api.js';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { parseRetryKey } from '../../../src/domain/line/ids.js';
import { channelAccessToken } from '../../../src/domain/line/secret.js';
import type { EnvironmentVariables } from '../../../src/ports/host.js';
import type { SendReply } from '../../../src/ports/line-api.js';

const KEY = parseRetryKey('123e4567-e89b-42d3-a456-426614174000');
const PAGE = '<html>Blocked by policy</html>';

/** What a server on raw sockets does with each request that is whole; `number` from 1. */
type Act = (socket: Socket, number: number) => void;

async function listen(act: Act): Promise<{ readonly url: string; readonly seen: string[] }> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (head === -1 || text.length < head + 4 + length) return;
      seen.push(text.slice(0, text.indexOf('\r\n')));
      text = '';
      act(socket, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, seen };
}

async function openApi(env: EnvironmentVariables) {
  const api = await createLineApi({
    env,
    clock: { now: () => 0, sleep: async () => {} },
    redactor: createRedactor(),
    observe: () => {},
  });
  onTestFinished(() => api.close());
  return api;
}

const send = async (env: EnvironmentVariables, token = 't') =>
  (await openApi(env)).multicast(channelAccessToken(token), KEY, '{"to":[],"messages":[]}');

function http(status: string, headers: readonly string[] = [], body = '{}', length = body.length): string {
  return [`HTTP/1.1 ${status}`, ...headers, `content-length: ${length}`, '', body].join('\r\n');
}

const ID = 'x-line-request-id: r-1';

it.each<[string, (socket: Socket) => void, Partial<SendReply>]>([
  ["a page in LINE's place", (socket) => socket.write(http('200 OK', [], PAGE)), { type: 'doubt' }],
  ['an empty request ID', (socket) => socket.write(http('200 OK', ['x-line-request-id: '])), { type: 'doubt' }],
  ['204', (socket) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'), { type: 'doubt' }],
  ['a redirect', (socket) => socket.write(http('302 Found', ['location: /login'])), { type: 'doubt' }],
  ['409 without the accepted ID', (socket) => socket.write(http('409 Conflict', [ID])), { type: 'doubt' }],
])('an answer that is not LINE’s proves nothing, and is called that: %s', async (_what, act, expected) => {
  const { url } = await listen(act);
  expect(await send({ LINE_OPS_API_URL: url })).toMatchObject({ ...expected, stranger: url });
});

it.each<[string, (socket: Socket) => void]>([
  ['no HTTP at all', (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n')],
  ['a header that is none', (socket) => socket.write('HTTP/1.1 200 OK\r\nx line: y\r\n\r\n')],
  ['a reset', (socket) => socket.resetAndDestroy()],
  ['a close', (socket) => socket.destroy()],
  ['half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nx-line-req')],
  ['half a body', (socket) => socket.end(http('200 OK', [ID], '{}', 99))],
])('after the request was written LINE may have it: %s', async (_what, act) => {
  const { url } = await listen(act);
  expect(await send({ LINE_OPS_API_URL: url })).toMatchObject({ type: 'doubt', stranger: null });
});

it('a kept connection that is closed under the next request leaves a doubt', async () => {
  const { url, seen } = await listen((socket, number) => {
    if (number === 1) socket.write(http('200 OK', [ID]));
    else socket.destroy();
  });
  const api = await openApi({ LINE_OPS_API_URL: url });
  const once = () => api.multicast(channelAccessToken('t'), KEY, '{"to":[],"messages":[]}');
  expect([await once(), await once()]).toMatchObject([{ type: 'accepted' }, { type: 'doubt' }]);
  // Nothing is made again below the decision.
  expect(seen.length).toBe(2);
});

it('half a refusal was not taken; its reason is worth another question', async () => {
  const { url } = await listen((socket) => socket.end(http('400 Bad Request', [ID], '{"mess', 99)));
  expect(await send({ LINE_OPS_API_URL: url })).toMatchObject({ type: 'notTaken' });
});

it('nothing has left where nobody listens, or a header cannot be built', async () => {
  const { url } = await listen(() => {});
  expect(await send({ LINE_OPS_API_URL: 'http://127.0.0.1:9' })).toMatchObject({ type: 'notTaken' });
  expect(await send({ LINE_OPS_API_URL: url }, 'a\nb')).toMatchObject({ type: 'notTaken' });
});

it.each<[string, Act]>([
  ['refuses the way', (socket) => socket.write(http('407 Proxy Authentication Required', [], PAGE))],
  ['fails to reach LINE', (socket) => socket.write(http('502 Bad Gateway', [], PAGE))],
  [
    'speaks no TLS behind the way',
    (socket, number) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      if (number > 0) socket.on('data', () => socket.resetAndDestroy());
    },
  ],
])('nothing has left where a proxy %s', async (_what, act) => {
  const { url, seen } = await listen(act);
  const reply = await send({ LINE_OPS_API_URL: 'https://api.line.invalid', HTTPS_PROXY: url });
  expect(reply).toMatchObject({ type: 'notTaken' });
  expect(seen[0]).toBe('CONNECT api.line.invalid:443 HTTP/1.1');
});

it('nothing has left where the name is not found', async () => {
  expect(await send({ LINE_OPS_API_URL: 'https://api.line.invalid' })).toMatchObject({ type: 'notTaken' });
});

it.each<[string, string]>([
  ['verifies a token', '400 Bad Request'],
  ['looks for a narrowcast', '404 Not Found'],
  ['validates', '200 OK'],
])('a page in LINE’s place is no answer to whoever %s', async (what, status) => {
  const { url } = await listen((socket) => socket.write(http(status, [], PAGE)));
  const api = await openApi({ LINE_OPS_API_URL: url });
  const token = channelAccessToken('t');
  const asking = {
    'verifies a token': () => api.verifyToken(token),
    'looks for a narrowcast': () => api.narrowcastProgress(token, 'r'),
    validates: () => api.validate(token, 'push', '{"messages":[]}'),
  }[what];
  await expect(asking?.()).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'ANSWER_NOT_FROM_LINE',
    details: { mayHaveArrived: true },
  });
});

it("takes LINE's time from LINE's own answers alone", async () => {
  const date = 'date: Thu, 01 Jan 1970 03:00:00 GMT';
  const { url } = await listen((socket, number) => socket.write(http('200 OK', number === 1 ? [date] : [ID, date])));
  const api = await openApi({ LINE_OPS_API_URL: url });
  const ask = () => api.multicast(channelAccessToken('t'), KEY, '{"to":[],"messages":[]}');
  expect(api.lineTime()).toBeNull();
  await ask();
  expect(api.lineTime()).toBeNull();
  await ask();
  expect(api.lineTime()).toBe(3 * 60 * 60 * 1000);
});
