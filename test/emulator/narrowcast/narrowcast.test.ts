import { messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate, multicast, type Reply, TEXT, tokenOf } from '../platform.js';

const DONE_MS = 1000;

function narrowcast(emulator: Emulator, token: string, body: object = {}): Promise<Reply> {
  return call(emulator, 'POST', '/v2/bot/message/narrowcast', { token, body: { messages: TEXT, ...body } });
}

function progress(emulator: Emulator, token: string, requestId: string | null): Promise<Reply> {
  return call(emulator, 'GET', `/v2/bot/message/progress/narrowcast?requestId=${requestId}`, { token });
}

const requestIdOf = ({ headers }: Reply) => headers.get('x-line-request-id') ?? '';
const not = (...requestIds: string[]) => ({
  type: 'operator',
  not: { type: 'operator', or: requestIds.map((requestId) => ({ type: 'redelivery', requestId })) },
});

it('goes from waiting over sending to succeeded as the clock moves, and delivers to every friend', async () => {
  const emulator = await emulate({ followers: 300, narrowcastMs: 60_000 });
  const token = await tokenOf(emulator);
  const accepted = await narrowcast(emulator, token);
  expect([accepted.status, accepted.text]).toEqual([202, '{}']);
  const requestId = requestIdOf(accepted);

  expect((await progress(emulator, token, requestId)).body).toEqual({
    phase: 'waiting',
    acceptedTime: expect.any(String),
  });
  emulator.moveClock(30_000);
  expect((await progress(emulator, token, requestId)).body).toMatchObject({ phase: 'sending', targetCount: 300 });
  expect(emulator.deliveries().messages).toBe(0);
  emulator.moveClock(31_000);
  expect((await progress(emulator, token, requestId)).body).toEqual({
    phase: 'succeeded',
    successCount: 300,
    failureCount: 0,
    targetCount: 300,
    acceptedTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    completedTime: expect.any(String),
  });
  expect(emulator.deliveries()).toMatchObject({ recipients: 300, messages: 300, maxPerRecipient: 1 });
});

it('the official SDK narrowcasts in stages that exclude each other: everybody gets it once', async () => {
  const emulator = await emulate({ followers: 1000 });
  const token = await tokenOf(emulator);
  const client = new messagingApi.MessagingApiClient({ channelAccessToken: token, baseURL: emulator.url });
  const messages = [{ type: 'text' as const, text: 'Hello' }];

  const first = await client.narrowcastWithHttpInfo({ messages, limit: { max: 10 } });
  emulator.moveClock(DONE_MS);
  const firstId = first.httpResponse.headers.get('x-line-request-id') ?? '';
  expect(await client.getNarrowcastProgress(firstId)).toMatchObject({ phase: 'succeeded', successCount: 10 });

  const second = await narrowcast(emulator, token, { recipient: not(firstId), limit: { max: 100 } });
  emulator.moveClock(DONE_MS);
  const third = await narrowcast(emulator, token, { recipient: not(firstId, requestIdOf(second)) });
  emulator.moveClock(DONE_MS);
  expect((await progress(emulator, token, requestIdOf(third))).body).toMatchObject({
    phase: 'succeeded',
    successCount: 890,
  });
  expect(emulator.deliveries()).toMatchObject({ recipients: 1000, messages: 1000, maxPerRecipient: 1 });
});

it('reaches again only those whom an earlier one reached', async () => {
  const emulator = await emulate({ followers: 1000 });
  const token = await tokenOf(emulator);
  const first = await narrowcast(emulator, token, { limit: { max: 60 } });
  emulator.moveClock(DONE_MS);
  await narrowcast(emulator, token, { recipient: { type: 'redelivery', requestId: requestIdOf(first) } });
  emulator.moveClock(DONE_MS);

  expect(emulator.deliveries()).toMatchObject({ recipients: 60, messages: 120, maxPerRecipient: 2 });
});

it('reserves the target reach while it runs, and counts what was really sent when it is done', async () => {
  const emulator = await emulate({ followers: 100, quota: 110 });
  const token = await tokenOf(emulator);
  const first = await narrowcast(emulator, token, { limit: { max: 20 } });
  emulator.moveClock(DONE_MS);
  expect((await call(emulator, 'GET', '/v2/bot/message/quota/consumption', { token })).body).toEqual({
    totalUsage: 20,
  });

  const again = { recipient: { type: 'redelivery', requestId: requestIdOf(first) }, limit: { max: 85 } };
  await narrowcast(emulator, token, again);
  const meanwhile = await multicast(
    emulator,
    token,
    Array.from({ length: 6 }, (_, index) => followerId(index)),
  );
  expect([meanwhile.status, meanwhile.text]).toEqual([429, '{"message":"You have reached your monthly limit."}']);
  emulator.moveClock(DONE_MS);
  const afterwards = await multicast(
    emulator,
    token,
    Array.from({ length: 6 }, (_, index) => followerId(index)),
  );
  expect(afterwards.status).toBe(200);
});

it('is refused where the quota has no room for the target reach, unless it may shrink', async () => {
  const emulator = await emulate({ followers: 100, quota: 60 });
  const token = await tokenOf(emulator);
  expect((await narrowcast(emulator, token)).status).toBe(429);

  const whole = await narrowcast(emulator, token, { limit: { upToRemainingQuota: true, forbidPartialDelivery: true } });
  emulator.moveClock(DONE_MS);
  expect((await progress(emulator, token, requestIdOf(whole))).body).toMatchObject({ phase: 'failed', errorCode: 5 });
  const partial = await narrowcast(emulator, token, { limit: { upToRemainingQuota: true } });
  emulator.moveClock(DONE_MS);
  expect((await progress(emulator, token, requestIdOf(partial))).body).toMatchObject({
    phase: 'succeeded',
    successCount: 60,
  });
});

it('fails with too few recipients under an attribute filter, and is refused with too few friends', async () => {
  const filter = { demographic: { type: 'gender', oneOf: ['female'] } };
  const emulator = await emulate({ followers: 200 });
  const token = await tokenOf(emulator);
  const few = await narrowcast(emulator, token, { filter, limit: { max: 49 } });
  emulator.moveClock(DONE_MS);
  expect((await progress(emulator, token, requestIdOf(few))).body).toMatchObject({ phase: 'failed', errorCode: 2 });

  const small = await emulate({ followers: 99 });
  const refused = await narrowcast(small, await tokenOf(small), { filter });
  expect([refused.status, refused.text]).toEqual([403, '{"message":"Your account does not have enough friends"}']);
});

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

it.each([
  ['an audience', { recipient: { type: 'audience', audienceGroupId: 5 } }, 'Invalid audience group id: 5'],
  [
    'an unknown request ID',
    { recipient: { type: 'redelivery', requestId: UNKNOWN_ID } },
    `Invalid request id: ${UNKNOWN_ID}`,
  ],
  [
    'partial delivery forbidden alone',
    { limit: { forbidPartialDelivery: true } },
    'The option forbidPartialDelivery must be used with upToRemainingQuota.',
  ],
  [
    'an empty operator',
    { recipient: { type: 'operator', or: [] } },
    'The property, recipient.or, in the request body is invalid (line: -, column: -)',
  ],
  ['a filter that is a text', { filter: 'gender' }, 'The request body has 1 error(s)'],
  ['a filter that is a list', { filter: [] }, 'The request body has 1 error(s)'],
  [
    'a filter of a type that there is not',
    { filter: { demographic: { type: 'constructor', oneOf: ['male'] } } },
    'The request body has 1 error(s)',
  ],
  ['eleven earlier narrowcasts', { recipient: not(...Array(11).fill(UNKNOWN_ID)) }, 'The request body has 1 error(s)'],
])('refuses %s', async (_what, body, message) => {
  const emulator = await emulate();
  const refused = await narrowcast(emulator, await tokenOf(emulator), body);
  expect([refused.status, refused.body['message']]).toEqual([400, message]);
});

it('forgets progress after 14 days, and never knew other requests', async () => {
  const emulator = await emulate();
  const requestId = requestIdOf(await narrowcast(emulator, await tokenOf(emulator)));
  emulator.moveClock(14 * 24 * 60 * 60 * 1000);
  const token = await tokenOf(emulator);

  const [forgotten, unknown, malformed] = await Promise.all(
    [requestId, UNKNOWN_ID, 'abc'].map((id) => progress(emulator, token, id)),
  );
  expect([forgotten?.status, forgotten?.text]).toEqual([404, '{"message":"Not found"}']);
  expect([unknown?.status, malformed?.status]).toEqual([404, 400]);
});
