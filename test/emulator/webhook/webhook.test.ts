import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { createServer as createAnyTlsServer } from 'node:tls';
import { messagingApi, validateSignature } from '@line/bot-sdk';
import { generate } from 'selfsigned';
import { expect, it, onTestFinished } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { FIRST_CHANNEL } from '../../../src/emulator/channel.js';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { callWebhook } from '../../../src/emulator/webhook/webhook-caller.js';
import { call, emulate, type Reply, TEXT, tokenOf } from '../platform.js';

interface Received {
  readonly body: string;
  readonly signature: string;
}

async function listen(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A bot server that answers with these statuses in turn, and remembers what it got. */
async function bot(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ body, signature: String(request.headers['x-line-signature']) });
    response.writeHead(statuses[received.length - 1] ?? statuses.at(-1) ?? 200).end();
  };
  return { url: `http://127.0.0.1:${await listen(createServer(listener))}/webhook`, received };
}

function test(emulator: Emulator, token: string, body: object): Promise<Reply> {
  return call(emulator, 'POST', '/v2/bot/channel/webhook/test', { token, body });
}

it('the official SDK sets, gets and tests the webhook, which is called with a signed empty list', async () => {
  const emulator = await emulate();
  const { url, received } = await bot(200);
  const client = new messagingApi.MessagingApiClient({
    channelAccessToken: await tokenOf(emulator),
    baseURL: emulator.url,
  });

  await client.setWebhookEndpoint({ endpoint: url });
  expect(await client.getWebhookEndpoint()).toEqual({ endpoint: url, active: true });
  expect(await client.testWebhookEndpoint({})).toEqual({
    success: true,
    timestamp: expect.stringMatching(/Z$/),
    statusCode: 200,
    reason: 'OK',
    detail: '200',
  });
  const [{ body, signature } = { body: '', signature: '' }] = received;
  expect(JSON.parse(body)).toEqual({ destination: expect.stringMatching(/^U/), events: [] });
  expect(validateSignature(body, emulator.env['LINE_CHANNEL_SECRET'] ?? '', signature)).toBe(true);
});

it('tests the URL that is set when the body is left out, as the official SDK leaves it out', async () => {
  const emulator = await emulate();
  const { url, received } = await bot(200);
  emulator.setWebhook(url);
  const channelAccessToken = await tokenOf(emulator);
  const client = new messagingApi.MessagingApiClient({ channelAccessToken, baseURL: emulator.url });
  expect(await client.testWebhookEndpoint()).toMatchObject({ success: true, statusCode: 200 });

  const bare = await fetch(`${emulator.url}/v2/bot/channel/webhook/test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${channelAccessToken}` },
  });
  expect(await bare.json()).toMatchObject({ success: true });
  expect(received).toHaveLength(2);
});

it('knows no endpoint until one is set', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  const replies = [
    await call(emulator, 'GET', '/v2/bot/channel/webhook/endpoint', { token }),
    await test(emulator, token, {}),
  ];
  expect(replies.map(({ status, text }) => [status, text])).toEqual(
    Array(2).fill([404, '{"message":"Webhook endpoint not found"}']),
  );
});

it.each(['http://example.com/hook', 'ftp://127.0.0.1/', 'nonsense', `https://example.com/${'x'.repeat(500)}`, ''])(
  'refuses the endpoint %j',
  async (endpoint) => {
    const emulator = await emulate();
    const token = await tokenOf(emulator);
    const set = await call(emulator, 'PUT', '/v2/bot/channel/webhook/endpoint', { token, body: { endpoint } });
    expect([set.status, set.text]).toEqual([400, '{"message":"Invalid webhook endpoint URL"}']);
    expect((await test(emulator, token, { endpoint })).status).toBe(400);
  },
);

it('tests another URL without setting it, and a host that does not exist is an invalid URL', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  const { url } = await bot(204);

  expect((await test(emulator, token, { endpoint: url })).body).toMatchObject({ success: true, statusCode: 204 });
  expect((await call(emulator, 'GET', '/v2/bot/channel/webhook/endpoint', { token })).status).toBe(404);
  const unknown = await test(emulator, token, { endpoint: 'https://no..host/' });
  expect([unknown.status, unknown.text]).toEqual([400, '{"message":"Invalid webhook endpoint URL"}']);
});

it('explains an error status', async () => {
  const emulator = await emulate();
  const { url } = await bot(400);
  expect((await test(emulator, await tokenOf(emulator), { endpoint: url })).body).toMatchObject({
    success: false,
    statusCode: 400,
    reason: 'ERROR_STATUS_CODE',
    detail: '400',
  });
});

it('explains a server that is not there', async () => {
  const emulator = await emulate();
  const closed = createTcpServer();
  const port = await listen(closed);
  await new Promise((resolve) => closed.close(resolve));
  const endpoint = `http://127.0.0.1:${port}/`;

  expect((await test(emulator, await tokenOf(emulator), { endpoint })).body).toMatchObject({
    success: false,
    statusCode: 0,
    reason: 'COULD_NOT_CONNECT',
    detail: `Connection failed: ${endpoint}`,
  });
});

it('explains a server that takes longer than two seconds', async () => {
  const emulator = await emulate();
  const port = await listen(createServer(() => undefined));
  const startedAt = performance.now();
  const { body } = await test(emulator, await tokenOf(emulator), { endpoint: `http://127.0.0.1:${port}/` });

  expect(body).toMatchObject({ success: false, statusCode: 0, reason: 'REQUEST_TIMEOUT', detail: 'Request timeout' });
  expect(performance.now() - startedAt).toBeLessThan(3000);
});

it('explains a connection that is closed without an answer', async () => {
  const emulator = await emulate();
  const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy())));
  const { body } = await test(emulator, await tokenOf(emulator), { endpoint: `http://127.0.0.1:${port}/` });

  expect(body).toMatchObject({ success: false, reason: 'UNCLASSIFIED', detail: 'Session closed unexpectedly' });
});

it('explains a certificate that nobody trusts', async () => {
  const emulator = await emulate();
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const endpoint = `https://127.0.0.1:${await listen(createTlsServer({ key, cert }, (_, response) => response.end()))}/`;

  expect((await test(emulator, await tokenOf(emulator), { endpoint })).body).toMatchObject({
    success: false,
    reason: 'COULD_NOT_CONNECT',
    detail: `TLS handshake failure: ${endpoint}`,
  });
});

it('explains a server that takes the connection and no more', async () => {
  const port = await listen(createTcpServer());
  const url = `https://127.0.0.1:${port}/`;
  expect(await callWebhook(FIRST_CHANNEL, url, '{}')).toMatchObject({
    reason: 'COULD_NOT_CONNECT',
    detail: `Connection timeout: ${url}`,
  });
});

it('explains a name server that does not answer', async () => {
  expect(await callWebhook(FIRST_CHANNEL, 'https://bot.example/', '{}', () => undefined)).toMatchObject({
    reason: 'COULD_NOT_CONNECT',
    detail: 'DNS Query timeout: https://bot.example/',
  });
});

it('explains a server that speaks another protocol than HTTP/1.1', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const port = await listen(createAnyTlsServer({ key, cert, ALPNProtocols: ['h2'] }));
  const url = `https://127.0.0.1:${port}/`;
  expect(await callWebhook(FIRST_CHANNEL, url, '{}')).toMatchObject({
    reason: 'COULD_NOT_CONNECT',
    detail: `Session protocol negotiation failure: ${url}`,
  });
});

it('explains https to a server without TLS', async () => {
  const emulator = await emulate();
  const { url } = await bot(200);
  const endpoint = url.replace('http:', 'https:');

  expect((await test(emulator, await tokenOf(emulator), { endpoint })).body).toMatchObject({
    reason: 'COULD_NOT_CONNECT',
    detail: `No SSL/TLS record: ${endpoint}`,
  });
});

it('sends signed events, again with the same event ID when the bot fails, and takes a reply once', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  const { url, received } = await bot(500, 200);
  await call(emulator, 'POST', '/_emulator/webhook', { body: { endpoint: url } });

  const event = {
    type: 'message',
    source: { type: 'user', userId: followerId(3) },
    message: { type: 'text', id: '1', text: 'Hi' },
  };
  const { body } = await call(emulator, 'POST', '/_emulator/events', { body: { events: [event] } });
  expect(body).toMatchObject({
    delivered: true,
    attempts: [
      { reason: 'ERROR_STATUS_CODE', statusCode: 500, isRedelivery: false },
      { reason: 'OK', statusCode: 200, isRedelivery: true },
    ],
  });
  const secret = emulator.env['LINE_CHANNEL_SECRET'] ?? '';
  expect(received.every(({ body: text, signature }) => validateSignature(text, secret, signature))).toBe(true);
  const [first, second] = received.map(({ body: text }) => JSON.parse(text).events[0]);
  expect(first).toMatchObject({ ...event, mode: 'active', deliveryContext: { isRedelivery: false } });
  expect(second).toEqual({ ...first, deliveryContext: { isRedelivery: true } });

  const reply = () =>
    call(emulator, 'POST', '/v2/bot/message/reply', { token, body: { replyToken: first.replyToken, messages: TEXT } });
  expect((await reply()).body).toMatchObject({ sentMessages: [{ id: expect.any(String) }] });
  expect((await reply()).body).toEqual({ message: 'Invalid reply token' });
  expect(emulator.deliveriesTo(followerId(3))).toBe(1);
  expect((await call(emulator, 'GET', '/v2/bot/message/quota/consumption', { token })).body).toEqual({ totalUsage: 0 });
});

it('a reply token ends after a minute', async () => {
  const emulator = await emulate();
  const { url, received } = await bot(200);
  await call(emulator, 'POST', '/_emulator/webhook', { body: { endpoint: url } });
  await call(emulator, 'POST', '/_emulator/events', { body: { events: [{ type: 'follow' }] } });
  emulator.moveClock(61_000);

  const { replyToken } = JSON.parse(received[0]?.body ?? '').events[0];
  const token = await tokenOf(emulator);
  const late = await call(emulator, 'POST', '/v2/bot/message/reply', { token, body: { replyToken, messages: TEXT } });
  expect(late.status).toBe(400);
});

it.each([-1, 0.5, '1'])('refuses %j redeliveries, and sends nothing', async (redeliveries) => {
  const emulator = await emulate();
  const { url, received } = await bot(200);
  emulator.setWebhook(url);
  const body = { events: [{ type: 'follow' }], redeliveries };
  expect((await call(emulator, 'POST', '/_emulator/events', { body })).status).toBe(400);
  expect(received).toEqual([]);
});

it('sends no events while the webhook is switched off', async () => {
  const emulator = await emulate();
  const { url, received } = await bot(200);
  await call(emulator, 'POST', '/_emulator/webhook', { body: { endpoint: url, active: false } });

  expect((await call(emulator, 'POST', '/_emulator/events', { body: { events: [{}] } })).status).toBe(409);
  expect(received).toEqual([]);
});

it('signs its test call as the official example is signed', async () => {
  const emulator = await emulate();
  const { url, received } = await bot(200);
  await test(emulator, await tokenOf(emulator), { endpoint: url });

  expect(received).toEqual([
    {
      body: '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}',
      signature: 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=',
    },
  ]);
});

it('follows no redirect', async () => {
  const emulator = await emulate();
  const { url } = await bot(302);
  expect((await test(emulator, await tokenOf(emulator), { endpoint: url })).body).toMatchObject({
    success: false,
    statusCode: 302,
    reason: 'ERROR_STATUS_CODE',
    detail: '302',
  });
});

it('explains an answer that is no HTTP', async () => {
  const emulator = await emulate();
  const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.end('hello\r\n\r\n'))));
  const { body } = await test(emulator, await tokenOf(emulator), { endpoint: `http://127.0.0.1:${port}/` });

  expect(body).toMatchObject({
    success: false,
    statusCode: 0,
    reason: 'UNCLASSIFIED',
    detail: 'Unclassified webhook dispatch error',
  });
});

it.each([
  [{}, { type: 'message', message: { type: 'text', text: 'Hello' } }],
  [{ type: 'follow' }, { type: 'follow', follow: { isUnblocked: false } }],
  [{ type: 'postback' }, { type: 'postback', postback: { data: expect.any(String) } }],
  [{ type: 'memberLeft' }, { source: { type: 'group' }, left: { members: [{ type: 'user' }] } }],
  [{ type: 'beacon' }, { type: 'beacon', beacon: { type: 'enter' } }],
  [
    { type: 'ofTomorrow', tomorrow: 1 },
    { type: 'ofTomorrow', source: { type: 'user' }, tomorrow: 1 },
  ],
  [{ type: 'unsend' }, { type: 'unsend', unsend: { messageId: expect.any(String) } }],
])('fills in the event %j', async (event, complete) => {
  const emulator = await emulate();
  const { url, received } = await bot(200);
  emulator.setWebhook(url);

  expect(await emulator.sendEvents([event])).toEqual([
    { reason: 'OK', detail: '200', statusCode: 200, isRedelivery: false },
  ]);
  const [sent] = JSON.parse(received[0]?.body ?? '').events;
  expect(sent).toMatchObject({ ...complete, mode: 'active', webhookEventId: expect.stringMatching(/^[0-9A-Z]{26}$/) });
  expect('replyToken' in sent).toBe(!['unsend', 'memberLeft', 'ofTomorrow'].includes(sent.type));
});

it('an account in standby gets nothing to reply with, and a reply into a group reaches those who are in it, whoever invited the account among them', async () => {
  const emulator = await emulate();
  const { url, received } = await bot(200);
  emulator.setWebhook(url);
  await emulator.sendEvents([
    { type: 'message', mode: 'standby' },
    { type: 'join', source: { type: 'group', groupId: `C${'1'.repeat(32)}` } },
    { type: 'memberJoined', source: { type: 'group', groupId: `C${'1'.repeat(32)}` } },
  ]);

  const [standby, join] = JSON.parse(received[0]?.body ?? '').events;
  expect(standby.replyToken).toBeUndefined();
  const options = { token: await tokenOf(emulator), body: { replyToken: join.replyToken, messages: TEXT } };
  expect((await call(emulator, 'POST', '/v2/bot/message/reply', options)).status).toBe(200);
  expect(emulator.deliveries().messages).toBe(3);
});
