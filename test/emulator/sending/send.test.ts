import { messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { call, credentials, emulate, form, multicast, TEXT, tokenOf } from '../platform.js';

const KEY = '123e4567-e89b-12d3-a456-426614174000';
const HOUR_MS = 60 * 60 * 1000;
const STRANGER = `U${'0'.repeat(32)}`;
const FAILED = { message: 'Failed to send messages' };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function ids(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, offset) => followerId(from + offset));
}

it('the official SDK pushes, multicasts and broadcasts, and the emulator knows who got what', async () => {
  const emulator = await emulate({ followers: 10 });
  const client = new messagingApi.MessagingApiClient({
    channelAccessToken: await tokenOf(emulator),
    baseURL: emulator.url,
  });
  const messages = [{ type: 'text' as const, text: 'Hello' }];

  const pushed = await client.pushMessage({ to: followerId(0), messages }, KEY);
  expect(pushed.sentMessages).toEqual([{ id: expect.stringMatching(/^\d+$/), quoteToken: expect.any(String) }]);
  expect(await client.multicast({ to: ids(0, 3), messages })).toEqual({});
  expect(await client.broadcast({ messages })).toEqual({});

  expect(emulator.deliveries()).toMatchObject({ recipients: 10, messages: 14, maxPerRecipient: 3, undeliverable: 0 });
  expect([0, 1, 9, 10].map((index) => emulator.deliveriesTo(followerId(index)))).toEqual([3, 2, 1, 0]);
  expect(emulator.deliveries().perRequest.map(({ endpoint, recipients }) => [endpoint, recipients])).toEqual([
    ['push', 1],
    ['multicast', 3],
    ['broadcast', 10],
  ]);
});

it('every answer carries a request ID of its own', async () => {
  const emulator = await emulate();
  const replies = await Promise.all([
    call(emulator, 'GET', '/v2/bot/info', { token: await tokenOf(emulator) }),
    call(emulator, 'GET', '/v2/bot/info'),
    call(emulator, 'GET', '/no/such/path'),
    call(emulator, 'GET', '/_emulator/deliveries'),
  ]);

  const requestIds = replies.map(({ headers }) => headers.get('x-line-request-id') ?? '');
  expect(requestIds.every((requestId) => UUID.test(requestId))).toBe(true);
  expect(new Set(requestIds).size).toBe(4);
  expect(replies.map(({ headers }) => headers.get('content-type'))).toEqual(Array(4).fill('application/json'));
});

it('accepts a retry key once: 409 with the accepted request ID for 24 hours, a new message after that', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);

  const first = await multicast(emulator, token, ids(0, 2), KEY);
  const second = await multicast(emulator, token, ids(0, 2), KEY.toUpperCase());
  expect([second.status, second.text]).toEqual([409, '{"message":"The retry key is already accepted"}']);
  expect(second.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'));
  expect(second.headers.get('x-line-request-id')).not.toBe(first.headers.get('x-line-request-id'));
  expect(emulator.deliveries()).toMatchObject({ messages: 2, maxPerRecipient: 1 });

  emulator.moveClock(24 * HOUR_MS);
  const late = await multicast(emulator, await tokenOf(emulator), ids(0, 2), KEY);
  expect(late.status).toBe(200);
  expect(emulator.deliveries()).toMatchObject({ messages: 4, maxPerRecipient: 2 });
  expect((await call(emulator, 'GET', '/_emulator/violations')).body).toMatchObject({
    count: 1,
    violations: [{ kind: 'retry-key-after-24-hours', retryKey: KEY }],
  });
});

it('a 409 for a push repeats what was sent', async () => {
  const emulator = await emulate();
  const options = {
    token: await tokenOf(emulator),
    body: { to: followerId(1), messages: TEXT },
    headers: { 'x-line-retry-key': KEY },
  };

  const first = await call(emulator, 'POST', '/v2/bot/message/push', options);
  const second = await call(emulator, 'POST', '/v2/bot/message/push', options);
  expect(second.status).toBe(409);
  expect(second.body['sentMessages']).toEqual(first.body['sentMessages']);
});

it('two requests at once under one key are accepted once', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);

  const replies = await Promise.all(Array.from({ length: 20 }, () => multicast(emulator, token, ids(0, 5), KEY)));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);
  expect(emulator.deliveries().messages).toBe(5);
});

it('another body under a used key is still a 409, and is noted as a violation', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);

  await multicast(emulator, token, ids(0, 2), KEY);
  expect((await multicast(emulator, token, ids(2, 4), KEY)).status).toBe(409);
  expect(emulator.violationCount()).toBe(1);
  expect((await call(emulator, 'GET', '/_emulator/violations')).body).toMatchObject({
    violations: [{ kind: 'retry-key-with-another-body', endpoint: 'multicast', retryKey: KEY }],
  });
});

it('a refused request leaves its retry key free', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);

  expect((await multicast(emulator, token, ['nobody'], KEY)).status).toBe(400);
  expect((await multicast(emulator, token, ids(0, 1), KEY)).status).toBe(200);
});

const INVALID_TOKEN = {
  message:
    'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.',
};
const DETAILS = (...details: (readonly [string, string])[]) => ({
  message: `The request body has ${details.length} error(s)`,
  details: details.map(([property, message]) => ({ message, property })),
});
const PUSH = '/v2/bot/message/push';
const MULTICAST = '/v2/bot/message/multicast';

it.each([
  [
    'no token',
    MULTICAST,
    { token: null, body: {} },
    401,
    { message: "Authorization header required. Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'" },
  ],
  ['an unknown token', MULTICAST, { token: 'unknown', body: {} }, 401, INVALID_TOKEN],
  [
    'broken JSON',
    MULTICAST,
    { body: '{"to":\n [}' },
    400,
    { message: expect.stringMatching(/^The request body could not be parsed as JSON \(line: 2, column: \d\)$/) },
  ],
  [
    'no JSON object',
    MULTICAST,
    { body: '[]' },
    400,
    { message: 'The request body could not be parsed as JSON (line: 1, column: 1)' },
  ],
  [
    'another content type',
    MULTICAST,
    { body: '{}', headers: { 'content-type': 'text/plain' } },
    415,
    { message: 'The content type, text/plain, is not supported' },
  ],
  ['a body over 2 MB', MULTICAST, { body: ' '.repeat(2_097_153) }, 413, { message: 'Payload Too Large' }],
  [
    'a malformed retry key',
    MULTICAST,
    { body: {}, headers: { 'x-line-retry-key': 'abc' } },
    400,
    { message: 'Invalid retry key' },
  ],
  [
    'a retry key where none is taken',
    '/v2/bot/message/reply',
    { body: {}, headers: { 'x-line-retry-key': KEY } },
    400,
    { message: 'The retry key is not supported by this endpoint' },
  ],
  ['no messages', MULTICAST, { body: { to: [followerId(0)] } }, 400, DETAILS(['messages', 'May not be empty'])],
  [
    'six messages',
    MULTICAST,
    { body: { to: [followerId(0)], messages: Array(6).fill(TEXT[0]) } },
    400,
    DETAILS(['messages', 'Size must be between 1 and 5']),
  ],
  [
    'two broken messages',
    MULTICAST,
    {
      body: {
        to: [followerId(0)],
        messages: [
          { type: 'text', text: '' },
          { type: 'text', text: 'x'.repeat(5001) },
        ],
      },
    },
    400,
    DETAILS(['messages[0].text', 'May not be empty'], ['messages[1].text', 'Length must be between 0 and 5000']),
  ],
  [
    'no recipients',
    MULTICAST,
    { body: { to: [], messages: TEXT } },
    400,
    DETAILS(['to', 'Size must be between 1 and 500']),
  ],
  [
    'too many recipients',
    MULTICAST,
    { body: { to: ids(0, 501), messages: TEXT } },
    400,
    DETAILS(['to', 'Size must be between 1 and 500']),
  ],
  [
    'a malformed recipient',
    MULTICAST,
    { body: { to: [followerId(0), followerId(1), 'U123'], messages: TEXT } },
    400,
    { message: 'The property, to[2], in the request body is invalid (line: -, column: -)' },
  ],
  [
    'a push to a group',
    PUSH,
    { body: { to: `C${'0'.repeat(32)}`, messages: TEXT } },
    400,
    { message: 'Failed to send messages' },
  ],
  [
    'two aggregation units',
    PUSH,
    { body: { to: followerId(0), messages: TEXT, customAggregationUnits: ['a', 'b'] } },
    400,
    DETAILS(['customAggregationUnits', 'Size must be between 0 and 1']),
  ],
  [
    'arrays nested without end',
    PUSH,
    { body: `{"to":"${followerId(0)}","messages":${'['.repeat(50_000)}${']'.repeat(50_000)}}` },
    400,
    { message: 'The request body could not be parsed as JSON (line: 1, column: 1)' },
  ],
  [
    'an unknown reply token',
    '/v2/bot/message/reply',
    { body: { replyToken: 'x', messages: TEXT } },
    400,
    { message: 'Invalid reply token' },
  ],
])('refuses %s as LINE does, and delivers nothing', async (_what, path, options, status, body) => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);

  const refused = await call(emulator, 'POST', path, { token, ...options });
  expect([refused.status, refused.body]).toEqual([status, body]);
  expect(emulator.deliveries()).toMatchObject({ messages: 0, undeliverable: 0 });
});

it('names the types a message may have, at the place where one is wrong', async () => {
  const emulator = await emulate();
  const body = { to: followerId(0), messages: [TEXT[0], { type: 'carrier-pigeon' }] };
  const refused = await call(emulator, 'POST', PUSH, { token: await tokenOf(emulator), body });

  expect(refused.body).toEqual(
    DETAILS(['messages[1].type', expect.stringMatching(/^Must be one of the following values: \[text, .*flex.*\]$/)]),
  );
});

it('the same messages are judged anew for another method', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  const messages = [{ type: 'text', text: 'Hello', quoteToken: 'q' }];

  expect((await call(emulator, 'POST', PUSH, { token, body: { to: followerId(0), messages } })).status).toBe(200);
  expect((await call(emulator, 'POST', MULTICAST, { token, body: { to: [followerId(0)], messages } })).status).toBe(
    400,
  );
});

it('an expired token is a 401', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  emulator.moveClock(15 * 60 * 1000);

  expect((await multicast(emulator, token, ids(0, 1))).body).toEqual(INVALID_TOKEN);
});

it('a revoked token is a 401', async () => {
  const emulator = await emulate();
  const grant = { grant_type: 'client_credentials', ...credentials(emulator) };
  const token = String((await form(emulator, '/v2/oauth/accessToken', grant)).body['access_token']);
  await form(emulator, '/v2/oauth/revoke', { access_token: token });

  expect((await multicast(emulator, token, ids(0, 1))).body).toEqual(INVALID_TOKEN);
});

it('accepts users who are unknown or have blocked the account, delivers nothing to them and counts nothing', async () => {
  const emulator = await emulate({ followers: 100, blockedRatio: 0.5, quota: 1000 });
  const token = await tokenOf(emulator);

  expect((await multicast(emulator, token, [...ids(0, 100), STRANGER])).status).toBe(200);
  const { messages, undeliverable } = emulator.deliveries();
  expect(messages + undeliverable).toBe(101);
  expect(undeliverable).toBeGreaterThan(20);
  const usage = await call(emulator, 'GET', '/v2/bot/message/quota/consumption', { token });
  expect(usage.body).toEqual({ totalUsage: messages });
  const stranger = await call(emulator, 'GET', `/_emulator/deliveries?userId=${STRANGER}`);
  expect(stranger.body).toEqual({ userId: STRANGER, messages: 0, undeliverable: 1 });
});

it('a recipient named twice in one request is counted twice', async () => {
  const emulator = await emulate();
  await multicast(emulator, await tokenOf(emulator), [followerId(0), followerId(0)]);

  expect(emulator.deliveries()).toMatchObject({ recipients: 1, messages: 2, maxPerRecipient: 2 });
});

it('refuses what the monthly quota has no room for, whole, and starts afresh in the next month of UTC+9', async () => {
  const emulator = await emulate({ quota: 10, clock: new Date('2026-11-30T14:50:00Z') });
  const token = await tokenOf(emulator);

  expect((await multicast(emulator, token, ids(0, 8))).status).toBe(200);
  const refused = await multicast(emulator, token, ids(8, 11));
  expect([refused.status, refused.text]).toEqual([429, '{"message":"You have reached your monthly limit."}']);
  expect((await multicast(emulator, token, ids(8, 10))).status).toBe(200);
  expect((await call(emulator, 'GET', '/v2/bot/message/quota', { token })).body).toEqual({
    type: 'limited',
    value: 10,
  });
  expect((await call(emulator, 'GET', '/v2/bot/message/quota/consumption', { token })).body).toEqual({
    totalUsage: 10,
  });

  emulator.moveClock(10 * 60 * 1000);
  expect((await multicast(emulator, token, ids(10, 13))).status).toBe(200);
  emulator.moveClock(24 * 60 * 60 * 1000);
  const later = await tokenOf(emulator);
  const counts = await Promise.all(
    ['20261130', '20261201'].map((day) =>
      call(emulator, 'GET', `/v2/bot/message/delivery/multicast?date=${day}`, { token: later }),
    ),
  );
  expect(counts.map(({ body }) => body)).toEqual([
    { status: 'ready', success: 10 },
    { status: 'ready', success: 3 },
  ]);
});

it('an account without a limit says so', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  expect((await call(emulator, 'GET', '/v2/bot/message/quota', { token })).body).toEqual({ type: 'none' });
});

it('answers 429 beyond the rate of an endpoint, for that endpoint alone, until tokens have come back', async () => {
  const emulator = await emulate({ followers: 3 });
  const token = await tokenOf(emulator);
  const broadcast = () => call(emulator, 'POST', '/v2/bot/message/broadcast', { token, body: { messages: TEXT } });
  for (let sent = 0; sent < 60; sent++) expect((await broadcast()).status).toBe(200);

  const refused = await broadcast();
  expect([refused.status, refused.text]).toEqual([
    429,
    '{"message":"The API rate limit has been exceeded. Try again later."}',
  ]);
  expect((await multicast(emulator, token, ids(0, 1))).status).toBe(200);
  emulator.moveClock(60 * 1000);
  expect([(await broadcast()).status, (await broadcast()).status]).toEqual([200, 429]);
  expect(emulator.deliveries().maxPerRecipient).toBe(62);
});

it('the validate endpoints judge messages and nothing else', async () => {
  const emulator = await emulate();
  const client = new messagingApi.MessagingApiClient({
    channelAccessToken: await tokenOf(emulator),
    baseURL: emulator.url,
  });

  await client.validatePush({ messages: [{ type: 'text', text: 'Hello' }] });
  await expect(client.validateBroadcast({ messages: [] })).rejects.toMatchObject({
    status: 400,
    body: JSON.stringify(DETAILS(['messages', 'Size must be between 1 and 5'])),
  });
  expect(emulator.deliveries().messages).toBe(0);
});

it('lists deliveries as lines for other programs', async () => {
  const emulator = await emulate({ followers: 5000 });
  const token = await tokenOf(emulator);
  await call(emulator, 'POST', '/v2/bot/message/broadcast', { token, body: { messages: TEXT } });
  await multicast(emulator, token, [followerId(3)]);

  const { text } = await call(emulator, 'GET', '/_emulator/deliveries?format=tsv');
  const lines = text.trimEnd().split('\n');
  expect(lines.length).toBe(5000);
  expect(lines.slice(2, 4)).toEqual([`${followerId(2)}\t1`, `${followerId(3)}\t2`]);
});

it('sums up requests per endpoint, status and second', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  await multicast(emulator, token, ids(0, 1));
  await multicast(emulator, token, []);

  const summary = emulator.requests();
  expect(summary.endpoints.find(({ path }) => path === MULTICAST)).toEqual({
    method: 'POST',
    path: MULTICAST,
    count: 2,
    byOutcome: { 200: 1, 400: 1 },
    maxPerSecond: 2,
  });
  expect((await call(emulator, 'GET', '/_emulator/requests')).body).toMatchObject({ total: summary.total });
});

it('refuses a push to a user it does not know, and takes a multicast that names one', async () => {
  const emulator = await emulate({ followers: 3 });
  const token = await tokenOf(emulator);
  const push = (to: string) => call(emulator, 'POST', '/v2/bot/message/push', { token, body: { to, messages: TEXT } });
  expect([(await push(STRANGER)).status, (await push(STRANGER)).body]).toEqual([400, FAILED]);
  expect((await push(followerId(0))).status).toBe(200);
  expect((await multicast(emulator, token, [followerId(1), STRANGER])).status).toBe(200);
  expect(emulator.deliveries()).toMatchObject({ recipients: 2, messages: 2, undeliverable: 1 });
});

it('refuses whatever names a user of another provider, without saying whom', async () => {
  const emulator = await emulate({ followers: 10 });
  const token = await tokenOf(emulator);
  const foreign = [followerId(3), STRANGER];
  const added = await call(emulator, 'POST', '/_emulator/users', { body: { foreign } });
  expect([added.status, added.body]).toEqual([200, { foreign: 2 }]);
  expect((await call(emulator, 'POST', '/_emulator/users', { body: { foreign: ['U1'] } })).status).toBe(400);

  for (const person of foreign) {
    const to = [followerId(1), person, followerId(2)];
    expect((await multicast(emulator, token, to)).body).toEqual(FAILED);
    const push = { token, body: { to: person, messages: TEXT } };
    expect((await call(emulator, 'POST', '/v2/bot/message/push', push)).body).toEqual(FAILED);
  }
  expect((await multicast(emulator, token, [followerId(1), followerId(2)])).status).toBe(200);
  expect(emulator.deliveries()).toMatchObject({ recipients: 2, messages: 2, undeliverable: 0 });

  const restored = await emulate({ followers: 10 });
  restored.importState(emulator.exportState());
  expect((await multicast(restored, await tokenOf(restored), [followerId(3)])).body).toEqual(FAILED);
});
