import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { runWithInput } from '../../../src/adapters/commands/with-input.js';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { createWebhookSender } from '../../../src/adapters/webhook/sender.js';
import { parseNotifyTarget } from '../../../src/domain/notifying/target.js';
import { type NotifyDeps, notify } from '../../../src/usecases/notifying/notify.js';
import { FakeClock } from '../../support/broadcast-bench.js';

/** In place of every bound, so that a test need not wait for it. */
const BOUND_MS = 300;

function deps(overrides: Partial<NotifyDeps> = {}): NotifyDeps {
  return {
    clock: new FakeClock(),
    env: { PATH: process.env['PATH'] },
    redactor: createRedactor(),
    version: '0.0.0-test',
    runWithInput: (command, given) =>
      runWithInput(command, { ...given, bounds: { ...given.bounds, timeoutMs: BOUND_MS } }),
    webhookSender: (settings) => createWebhookSender({ ...settings, timeoutMs: BOUND_MS }, {}),
    ...overrides,
  };
}

const DOCUMENT = { schema: 'line-ops/broadcast@1', id: 'b-1', name: 'spring\nsale', event: 'paused' };

function tell(target: string, given: NotifyDeps = deps(), stop = new AbortController().signal) {
  const variables = { LINE_OPS_EVENT: 'paused' };
  return notify(parseNotifyTarget(target), { document: DOCUMENT, variables, stop }, given);
}

/** A server with this behaviour; answers its URL and the bodies that came. */
async function serve(answer: (number: number, ...parts: Parameters<RequestListener>) => void) {
  const bodies: string[] = [];
  const types: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      bodies.push(body);
      types.push(request.headers['content-type']);
      answer(bodies.length, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, bodies, types };
}

it('a command gets the document on its stdin, as one line, and what happened in its environment', async () => {
  const reads = `cmd:read -r line; test "$LINE_OPS_EVENT" = paused && test "$line" = '${JSON.stringify(DOCUMENT)}'`;
  expect(await tell(reads)).toEqual({ isDelivered: true, attempts: 1, why: null });
});

it.each([
  ['fails', 'exit 3', 'it ended with status 3'],
  ['fails and says why', 'echo no route >&2; exit 7', 'it ended with status 7: no route'],
  ['is not there', 'exec /nowhere/at-all 2>/dev/null', /^it ended with status 12[67]/],
  ['hangs', 'sleep 600', 'it did not end within 30 s'],
  ['hangs and ignores the request to end', `trap '' TERM; while read -r _; do :; done; sleep 600 & wait`, /30 s$/],
  ['floods both streams', 'yes >&2 & yes', /^it (ended with status|did not end)/],
  [
    'floods without a line break, and fails',
    'head -c 30000000 /dev/zero; exit 4',
    /^it (ended with status|did not end)/,
  ],
])('a command that %s is told as such, within its time', { timeout: 15_000 }, async (_what, command, why) => {
  const told = await tell(`cmd:${command}`);
  expect(told).toEqual({
    isDelivered: false,
    attempts: 1,
    why: typeof why === 'string' ? why : expect.stringMatching(why),
  });
});

it.each([
  ['closes its stdin', 'exec <&-; exit 0'],
  ['reads nothing', 'true'],
  ['prints a lot', 'head -c 300000 /dev/zero'],
])('a command that %s and ends well counts as told', async (_what, command) => {
  expect(await tell(`cmd:${command}`)).toEqual({ isDelivered: true, attempts: 1, why: null });
});

it('a command that cannot be started fails no run', async () => {
  const missing = Object.assign(new Error('spawn /bin/sh ENOENT'), { code: 'ENOENT' });
  const told = await tell('cmd:true', deps({ runWithInput: () => Promise.reject(missing) }));
  expect(told).toEqual({ isDelivered: false, attempts: 1, why: 'it could not be started' });
});

it('a server gets the document as JSON, once', async () => {
  const { url, bodies, types } = await serve((_number, _request, response) => response.writeHead(204).end());
  expect(await tell(url)).toEqual({ isDelivered: true, attempts: 1, why: null });
  expect(bodies).toEqual([JSON.stringify(DOCUMENT)]);
  expect(types).toEqual(['application/json']);
});

it('a server that is down for a moment is asked again', async () => {
  const { url, bodies } = await serve((number, _request, response) =>
    response.writeHead(number < 3 ? 503 : 200).end('x'),
  );
  expect(await tell(url)).toEqual({ isDelivered: true, attempts: 3, why: null });
  expect(bodies).toHaveLength(3);
});

it.each([
  ['answers 500', 500, 3, 'it answered 500'],
  ['asks for less', 429, 3, 'it answered 429'],
  ['does not know the path', 404, 1, 'it answered 404'],
] as const)('a server that %s with %i is asked as often as that may help', async (_what, status, attempts, why) => {
  const { url, bodies } = await serve((_number, _request, response) => response.writeHead(status).end());
  expect(await tell(url)).toEqual({ isDelivered: false, attempts, why });
  expect(bodies).toHaveLength(attempts);
});

it('a redirect is not followed: the document would go to strangers', async () => {
  const stranger = await serve((_number, _request, response) => response.end());
  const { url } = await serve((_number, _request, response) =>
    response.writeHead(307, { location: stranger.url }).end(),
  );
  expect(await tell(url)).toEqual({
    isDelivered: false,
    attempts: 1,
    why: 'it answered 307; redirects are not followed',
  });
  expect(stranger.bodies).toEqual([]);
});

it('a server that never answers, or answers without end, holds nobody for longer than its time', async () => {
  const silent = await serve(() => {});
  expect(await tell(silent.url)).toEqual({ isDelivered: false, attempts: 3, why: 'no answer in time' });
  const endless = await serve((_number, _request, response) => {
    response.writeHead(200);
    const flood = setInterval(() => response.write('x'.repeat(65_536)), 1);
    response.on('close', () => clearInterval(flood));
  });
  expect(await tell(endless.url)).toMatchObject({ isDelivered: true, attempts: 1 });
});

it('a server that refuses TLS is told as such', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const told = await tell(`https://127.0.0.1:${port}/hook`);
  expect(told).toMatchObject({ isDelivered: false, attempts: 3, why: expect.stringContaining('TLS failed') });
});

it('secrets are in no document and in no outcome', async () => {
  const redactor = createRedactor();
  redactor.register('spring\\nsale');
  const { url, bodies } = await serve((_number, _request, response) => response.end());
  await tell(url, deps({ redactor }));
  expect(bodies.join()).toContain('[redacted]');
  redactor.register('token-of-somebody');
  const told = await tell('cmd:echo token-of-somebody; exit 1', deps({ redactor }));
  expect(told.why).toBe('it ended with status 1: [redacted]');
});

it('a command gets our environment without the credentials of LINE and of the state in it', async () => {
  const line = ['LINE_CHANNEL_SECRET', 'LINE_CHANNEL_ACCESS_TOKEN', 'LINE_ASSERTION_KEY'];
  const secrets = [...line, 'LINE_OPS_SECRET_KEY', 'LINE_OPS_STATE_URL', 'PGPASSWORD'];
  const env = Object.fromEntries(secrets.map((name) => [name, 'a-secret-of-ours']));
  const given = deps({ env: { ...env, PATH: process.env['PATH'], LINE_OPS_HOME: '/home' } });
  expect(await tell('cmd:test "$LINE_OPS_HOME" = /home && ! env | grep -q a-secret-of-ours', given)).toMatchObject({
    isDelivered: true,
  });
});

it('a secret that does not end before the text is cut is in no outcome', async () => {
  const redactor = createRedactor();
  redactor.register('token-of-somebody');
  const told = await tell('cmd:printf "%0190d token-of-somebody" 0; exit 1', deps({ redactor }));
  expect(told.why).not.toContain('token');
});

it('a person who does not want to wait is not held', async () => {
  const stop = new AbortController();
  const { url } = await serve(() => stop.abort());
  const slow = deps({ webhookSender: (settings) => createWebhookSender({ ...settings, timeoutMs: 60_000 }, {}) });
  expect(await tell(url, slow, stop.signal)).toMatchObject({ isDelivered: false, why: 'it was interrupted' });
});
