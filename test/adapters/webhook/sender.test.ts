import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { generate } from 'selfsigned';
import { expect, it, onTestFinished } from 'vitest';
import { createWebhookSender } from '../../../src/adapters/webhook/sender.js';
import type { EnvironmentVariables } from '../../../src/ports/host.js';

async function listen(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function senderTo(url: string, { timeoutMs = 5_000, connections = 4, env = {} as EnvironmentVariables } = {}) {
  const sender = await createWebhookSender({ url: new URL(url), connections, timeoutMs }, env);
  onTestFinished(() => sender.close());
  return sender;
}

const serve = async (listener: RequestListener) => `http://127.0.0.1:${await listen(createServer(listener))}`;

const REQUEST = {
  headers: { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': 'abc=' },
  body: Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x0a, 0x7d, 0x20),
};

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

it('sends the bytes as they are, with the headers as they are', async () => {
  const received: unknown[] = [];
  const url = await serve(async (request, response) => {
    const { method, url: target, headers } = request;
    received.push({ method, target, body: await bytesOf(request), signature: headers['x-line-signature'] });
    response.writeHead(201, { 'content-type': 'text/plain' }).end('thanks');
  });
  expect(await (await senderTo(`${url}/hook?a=b`)).post(REQUEST)).toMatchObject({
    status: 201,
    why: null,
    isTimeout: false,
    text: 'thanks',
    headers: { 'content-type': 'text/plain' },
  });
  expect(received).toEqual([
    { method: 'POST', target: '/hook?a=b', body: Buffer.from(REQUEST.body), signature: 'abc=' },
  ]);
});

it('does not follow a redirect', async () => {
  const targets: unknown[] = [];
  const url = await serve((request, response) => {
    targets.push(request.url);
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(await (await senderTo(`${url}/hook`)).post(REQUEST)).toMatchObject({
    status: 307,
    headers: { location: '/elsewhere' },
  });
  expect(targets).toEqual(['/hook']);
});

it('gives up after its time, and says so', async () => {
  const silent = await serve(() => undefined);
  expect(await (await senderTo(silent, { timeoutMs: 100 })).post(REQUEST)).toMatchObject({
    status: null,
    why: 'no answer in time',
    isTimeout: true,
  });
  const endless = await serve((_request, response) => {
    response.writeHead(200).write('a');
  });
  expect(await (await senderTo(endless, { timeoutMs: 100 })).post(REQUEST)).toMatchObject({
    status: 200,
    isTimeout: true,
  });
});

it('tells a server that is not there, and one that hangs up, from one that is slow', async () => {
  const closed = createTcpServer();
  const port = await listen(closed);
  await new Promise((resolve) => closed.close(resolve));
  expect(await (await senderTo(`http://127.0.0.1:${port}`)).post(REQUEST)).toMatchObject({
    status: null,
    why: 'connection refused',
    isTimeout: false,
  });

  let connections = 0;
  const hangingUp = await listen(
    createTcpServer((socket: Socket) => {
      connections += 1;
      socket.once('data', () => socket.destroy());
    }),
  );
  expect(await (await senderTo(`http://127.0.0.1:${hangingUp}`)).post(REQUEST)).toMatchObject({
    status: null,
    isTimeout: false,
  });
  expect(connections).toBe(1);
});

it('keeps no more of an answer than its beginning', async () => {
  const url = await serve((_request, response) => response.end('x'.repeat(3_000_000)));
  const { status, text } = await (await senderTo(url)).post(REQUEST);
  expect([status, text.length]).toEqual([200, 4096]);
});

it('opens no more connections than it may', async () => {
  let most = 0;
  const waiting: (() => void)[] = [];
  const server = createServer((_request, response) => {
    most = Math.max(
      most,
      waiting.push(() => response.end()),
    );
    if (most === 2) for (const answer of waiting.splice(0)) answer();
  });
  const sender = await senderTo(`http://127.0.0.1:${await listen(server)}`, { connections: 2 });
  const answers = await Promise.all(Array.from({ length: 10 }, () => sender.post(REQUEST)));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(most).toBe(2);
});

it('trusts no certificate that nobody vouches for', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const port = await listen(createTlsServer({ key, cert }, (_request, response) => response.end()));
  const { status, why } = await (await senderTo(`https://127.0.0.1:${port}`)).post(REQUEST);
  expect([status, why]).toEqual([null, 'TLS failed (DEPTH_ZERO_SELF_SIGNED_CERT)']);
});

it('goes to this machine without a proxy, and elsewhere through the one of the environment', async () => {
  const tunnels: unknown[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    tunnels.push(request.url);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  const env = { HTTPS_PROXY: `http://127.0.0.1:${await listen(proxy)}`, HTTP_PROXY: 'http://127.0.0.1:9' };
  const near = await serve((_request, response) => response.end());
  const local = await senderTo(near, { env });
  expect(local.proxy).toBeNull();
  expect(await local.post(REQUEST)).toMatchObject({ status: 200 });

  const far = await senderTo('https://bot.example.com/hook', { env });
  expect(far.proxy).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await far.post(REQUEST)).toMatchObject({ status: null, why: expect.stringContaining('403') });
  expect(tunnels).toEqual(['bot.example.com:443']);
});
