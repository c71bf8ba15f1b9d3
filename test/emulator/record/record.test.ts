import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HTTPFetchError, messagingApi } from '@line/bot-sdk';
import { expect, it, onTestFinished } from 'vitest';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import type { Recorded, RecordedDelivery, RecordedRequest } from '../../../src/emulator/record/recorded.js';
import type { EmulatorOptions } from '../../../src/emulator/settings.js';
import { holdDocument } from '../../support/documents.js';
import { assertion, call, credentials, emulate, form, multicast } from '../platform.js';

const MINUTE_MS = 60_000;
const HELLO: messagingApi.Message[] = [{ type: 'text', text: 'Hello' }];

interface Watched {
  readonly emulator: Emulator;
  readonly client: messagingApi.MessagingApiClient;
  readonly token: string;
  readonly recorded: Recorded[];
}

/** An emulator with a bot's client, and what it tells, line by line. */
async function watch(options: EmulatorOptions = {}): Promise<Watched> {
  const recorded: Recorded[] = [];
  const emulator = await emulate({ longLived: true, ...options, onRecorded: (line) => recorded.push(line) });
  const token = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  const client = new messagingApi.MessagingApiClient({ channelAccessToken: token, baseURL: emulator.url });
  return { emulator, client, token, recorded };
}

async function block(emulator: Emulator, userIds: readonly string[]): Promise<void> {
  await call(emulator, 'POST', '/_emulator/users', { body: { block: userIds } });
}

function requestsIn(recorded: readonly Recorded[]): readonly RecordedRequest[] {
  return recorded.filter((line) => line.schema === 'line-ops/emulator-request@1');
}

function deliveriesIn(recorded: readonly Recorded[]): readonly RecordedDelivery[] {
  return recorded.filter((line) => line.schema === 'line-ops/emulator-delivery@1');
}

it('tells of each request with what was asked and answered, and then of what it brought to whom', async () => {
  const { emulator, client, recorded } = await watch({ blockedRatio: 0 });
  const userId = emulator.followerId(0);
  const retryKey = '00000000-0000-4000-8000-000000000001';
  const { sentMessages } = await client.pushMessage({ to: userId, messages: HELLO }, retryKey);
  const refused = client.pushMessage({ to: userId, messages: [{ type: 'text', text: '' }] });
  await expect(refused).rejects.toThrow(HTTPFetchError);

  expect(recorded).toMatchObject([
    {
      schema: 'line-ops/emulator-request@1',
      channelId: '1234567890',
      method: 'POST',
      path: '/v2/bot/message/push',
      operation: 'push',
      status: 200,
      lost: null,
      retryKey,
      body: { to: userId, messages: HELLO },
      answer: { sentMessages },
    },
    {
      schema: 'line-ops/emulator-delivery@1',
      method: 'push',
      chatId: userId,
      reached: 1,
      unreached: 0,
      userIds: [userId],
      messages: HELLO,
    },
    { operation: 'push', status: 400, answer: { message: 'The request body has 1 error(s)' } },
  ]);
  const [request, delivery] = recorded;
  expect(request).toMatchObject({
    at: expect.stringMatching(/Z$/),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(delivery).toHaveProperty('requestId', requestsIn(recorded)[0]?.requestId);
  for (const line of recorded) holdDocument({ ...line });
});

it('a multicast, a broadcast and a narrowcast tell how many they reached, and of many the first 500', async () => {
  const { emulator, client, recorded } = await watch({ followers: 2000, blockedRatio: 0.5, narrowcastMs: MINUTE_MS });
  const stranger = `U${'f'.repeat(32)}`;
  const named = [0, 1, 2, 3].map((index) => emulator.followerId(index));
  await client.multicast({ to: [...named, stranger], messages: HELLO });
  await client.broadcast({ messages: HELLO });
  await client.narrowcast({ messages: HELLO, limit: { max: 700 } });
  expect(deliveriesIn(recorded).map(({ method }) => method)).toEqual(['multicast', 'broadcast']);
  // Whoever blocks the account meanwhile does not get it.
  await block(
    emulator,
    Array.from({ length: 500 }, (_, index) => emulator.followerId(index)),
  );
  emulator.moveClock(MINUTE_MS);
  await client.getBotInfo();

  const [toSome, toAll, toChosen] = deliveriesIn(recorded);
  const reached = named.filter((userId) => 2 <= emulator.deliveriesTo(userId));
  expect(toSome).toMatchObject({
    chatId: null,
    reached: reached.length,
    unreached: 5 - reached.length,
    userIds: reached,
  });
  expect(toAll).toMatchObject({ method: 'broadcast', chatId: null, unreached: 0 });
  expect(toAll?.userIds.length).toBe(500);
  expect(toChosen?.method).toBe('narrowcast');
  expect(toChosen?.reached).toBeLessThan(700);
  expect(Number(toChosen?.reached) + Number(toChosen?.unreached)).toBe(700);
  expect(toChosen?.userIds.every((userId) => 1 <= emulator.deliveriesTo(userId))).toBe(true);
  const [some, all, chosen] = [toSome, toAll, toChosen].map((delivery) => delivery?.reached ?? 0);
  expect(emulator.deliveries().messages).toBe(Number(some) + Number(all) + Number(chosen));
});

it('who has blocked the account is told as not reached, and a group with each of its members', async () => {
  const { emulator, client, recorded } = await watch({ followers: 10 });
  const [one = '', other = ''] = [emulator.followerId(0), emulator.followerId(1)];
  const groupId = `C${'a'.repeat(32)}`;
  emulator.setWebhook('http://127.0.0.1:9/webhook');
  await emulator.sendEvents([
    { type: 'unfollow', source: { type: 'user', userId: one } },
    { type: 'join', source: { type: 'group', groupId } },
    {
      type: 'memberJoined',
      source: { type: 'group', groupId },
      joined: { members: [{ type: 'user', userId: other }] },
    },
  ]);
  await client.pushMessage({ to: one, messages: HELLO });
  await client.pushMessage({ to: groupId, messages: HELLO });

  const [toBlocked, toGroup] = deliveriesIn(recorded);
  expect(toBlocked).toMatchObject({ chatId: one, reached: 0, unreached: 1, userIds: [] });
  expect(toGroup).toMatchObject({ chatId: groupId, unreached: 0, userIds: expect.arrayContaining([other]) });
  expect(toGroup?.reached).toBe(toGroup?.userIds.length);
});

it('what is accepted and whose answer is lost is told so; what a retry key is known for reaches nobody again', async () => {
  const { emulator, token, recorded } = await watch();
  const retryKey = '00000000-0000-4000-8000-000000000002';
  emulator.setFaults(['reset-after=1@multicast']);
  await multicast(emulator, token, [emulator.followerId(0)], retryKey).catch(() => undefined);
  emulator.setFaults([]);
  await multicast(emulator, token, [emulator.followerId(0)], retryKey);

  expect(requestsIn(recorded)).toMatchObject([
    { status: null, lost: 'reset', answer: null, retryKey },
    { status: 409, lost: null, retryKey },
  ]);
  expect(deliveriesIn(recorded)).toMatchObject([{ reached: 1, requestId: requestsIn(recorded)[0]?.requestId }]);
});

it('a webhook is told with its events, its attempts and how it ended', async () => {
  let answers = [500, 200];
  const bot = createServer((_request, response) => {
    const [status = 200, ...rest] = answers;
    answers = rest;
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => bot.close(() => resolve())));
  const { emulator, client, recorded } = await watch();
  const { port } = bot.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/webhook`;
  emulator.setWebhook(url);
  await emulator.sendEvents([{ type: 'follow' }], { redeliveries: 3 });
  await client.testWebhookEndpoint({});

  expect(recorded).toMatchObject([
    {
      schema: 'line-ops/emulator-webhook@1',
      url,
      destination: emulator.botUserId,
      events: [{ type: 'follow', source: { userId: emulator.followerId(0) } }],
      attempts: [
        { reason: 'ERROR_STATUS_CODE', statusCode: 500, isRedelivery: false },
        { reason: 'OK', statusCode: 200, isRedelivery: true },
      ],
      isAnswered: true,
    },
    { schema: 'line-ops/emulator-webhook@1', events: [], attempts: [{ reason: 'OK' }], isAnswered: true },
    { operation: 'webhook-test', status: 200 },
  ]);
  for (const line of recorded) holdDocument({ ...line });
});

it('a webhook with what LINE may add is told as it was sent', async () => {
  const { emulator, recorded } = await watch({ mutate: true });
  const bodies: { readonly events: readonly unknown[] }[] = [];
  const bot = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(JSON.parse(body));
      response.end();
    });
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void bot.close());
  emulator.setWebhook(`http://127.0.0.1:${(bot.address() as AddressInfo).port}/webhook`);
  for (let sent = 0; sent < 5; sent++) await emulator.sendEvents([{ type: 'follow' }]);

  const told = recorded.flatMap((line) => (line.schema === 'line-ops/emulator-webhook@1' ? [line.events] : []));
  expect(told).toEqual(bodies.map(({ events }) => events));
  expect(told.flat().length).toBeGreaterThan(5);
});

it('no token, no secret and no assertion is told, whichever way it came', async () => {
  const { emulator, client, token, recorded } = await watch({ channels: [{ id: '2', secret: 'the second secret' }] });
  const { client_id, client_secret } = credentials(emulator);
  const asked = assertion(emulator);
  const issued = await form(emulator, '/oauth2/v2.1/token', { grant_type: 'client_credentials', ...asked });
  const accessToken = String(issued.body['access_token']);
  await call(emulator, 'GET', `/oauth2/v2.1/verify?access_token=${accessToken}`);
  await call(emulator, 'GET', `/oauth2/v2.1/tokens/kid?${new URLSearchParams(asked)}`);
  await form(emulator, '/oauth2/v3/token', { grant_type: 'client_credentials', client_id, client_secret });
  await form(emulator, '/v2/oauth/verify', { access_token: accessToken });
  await form(emulator, '/oauth2/v2.1/revoke', { client_id, client_secret, access_token: accessToken });
  await form(emulator, '/oauth2/v4/token', { client_id: '2', client_secret: 'the second secret' });
  await call(emulator, 'POST', '/oauth2/v3/token', {
    body: `client_secret=${client_secret}&access_token=${accessToken}`,
  });
  const broken = `{"client_secret": "the second secret", "access_token":"${accessToken}"`;
  await fetch(`${emulator.url}/v2/bot/message/push`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: broken,
  });
  await client.broadcast({ messages: [{ type: 'text', text: `${token} and ${client_secret}` }] });
  emulator.setWebhook(`http://127.0.0.1:9/hook?access_token=${accessToken}&key=${client_secret}`);
  await emulator.sendEvents([{ type: 'follow' }], { redeliveries: 0 });

  const text = JSON.stringify(recorded);
  for (const secret of [token, client_secret, accessToken, asked.client_assertion, 'the second secret'])
    expect(text).not.toContain(secret);
  expect(requestsIn(recorded)[0]).toMatchObject({
    operation: 'issue-v2.1',
    body: { grant_type: 'client_credentials', client_assertion: '[redacted]' },
    answer: { access_token: '[redacted]' },
  });
  expect(recorded.at(-1)).toMatchObject({ url: 'http://127.0.0.1:9/hook?access_token=[redacted]&key=[redacted]' });
});

it('bytes are told by their type and number, and what is no JSON as it came', async () => {
  const { emulator, token, recorded } = await watch();
  const headers = { authorization: `Bearer ${token}` };
  const post = (body: string | Uint8Array<ArrayBuffer>, contentType: string) =>
    fetch(`${emulator.url}/v2/bot/message/broadcast`, {
      method: 'POST',
      headers: { ...headers, 'content-type': contentType },
      body,
    });
  await post(new Uint8Array(3000), 'image/png');
  await post('{"messages":', 'application/json');
  await post('['.repeat(200_000), 'application/json; charset=utf-8');
  await post(`{"messages":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'application/json');

  expect(requestsIn(recorded).map(({ body }) => body)).toEqual([
    { contentType: 'image/png', bytes: 3000 },
    '{"messages":',
    '['.repeat(200_000),
    null,
  ]);
});

it('a request that is not served is told, and none of the emulator’s own', async () => {
  const { emulator, recorded } = await watch();
  await call(emulator, 'GET', '/_emulator/deliveries');
  await call(emulator, 'GET', '/v9/bot/nothing?page=2');
  expect(recorded).toMatchObject([{ path: '/v9/bot/nothing', query: { page: '2' }, operation: null, status: 501 }]);
});

it('the file holds the same lines, and each start begins it anew', async () => {
  const recordFile = join(mkdtempSync(join(tmpdir(), 'record-')), 'below', 'record.jsonl');
  const first = await watch({ recordFile });
  await first.client.broadcast({ messages: HELLO });
  await first.client.narrowcast({ messages: HELLO });
  expect(linesOf(recordFile)).toEqual(first.recorded);
  first.emulator.moveClock(MINUTE_MS);
  await first.emulator.stop();
  expect(first.recorded.at(-1)).toMatchObject({ method: 'narrowcast', reached: 1000 });
  expect(linesOf(recordFile)).toEqual(first.recorded);

  await watch({ recordFile });
  expect(readFileSync(recordFile, 'utf8')).toBe('');
});

it('a start that finds its port taken leaves the record of the one that has it as it is', async () => {
  const recordFile = join(mkdtempSync(join(tmpdir(), 'line-ops-record-')), 'record.jsonl');
  const emulator = await emulate({ recordFile });
  await call(emulator, 'GET', '/v2/bot/info');
  const before = readFileSync(recordFile, 'utf8');

  const port = Number(new URL(emulator.url).port);
  await expect(startEmulator({ port, recordFile })).rejects.toThrow('EADDRINUSE');
  expect(before).toContain('/v2/bot/info');
  expect(readFileSync(recordFile, 'utf8')).toBe(before);
});

it('does not start where the file cannot be written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'record-'));
  mkdirSync(join(folder, 'record.jsonl'));
  writeFileSync(join(folder, 'file'), '');
  for (const recordFile of [join(folder, 'record.jsonl'), join(folder, 'file', 'record.jsonl')])
    await expect(startEmulator({ recordFile })).rejects.toMatchObject({ code: 'RECORD_NOT_WRITABLE' });
});

it.runIf(process.platform === 'linux')('a line that could not be written is told when the emulator stops', async () => {
  const emulator = await startEmulator({ recordFile: '/dev/full' });
  await call(emulator, 'GET', '/v2/bot/info');
  await call(emulator, 'GET', '/v2/bot/info');
  await expect(emulator.stop()).rejects.toMatchObject({ code: 'ENOSPC' });
});

function linesOf(file: string): readonly unknown[] {
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/\n$/);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
