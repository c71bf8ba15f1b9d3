import { messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import { Followers, followerId } from '../../../src/emulator/bot/followers.js';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate, TEXT, tokenOf } from '../platform.js';

const DAY_MS = 24 * 60 * 60 * 1000;

function pageOf(emulator: Emulator, token: string, query: string) {
  return call(emulator, 'GET', `/v2/bot/followers/ids${query}`, { token });
}

it('gives follower IDs in pages of 300, or up to 1,000, without those who have blocked the account', async () => {
  const emulator = await emulate({ followers: 2500, blockedRatio: 0.1 });
  const client = new messagingApi.MessagingApiClient({
    channelAccessToken: await tokenOf(emulator),
    baseURL: emulator.url,
  });
  expect((await client.getFollowers()).userIds.length).toBeLessThanOrEqual(300);

  const seen: string[] = [];
  let start: string | undefined;
  do {
    const page = await client.getFollowers(start, 1000);
    seen.push(...page.userIds);
    start = page.next;
  } while (start !== undefined);

  const followers = new Followers({ count: 2500, blockedRatio: 0.1 });
  const friends = Array.from({ length: 2500 }, (_, index) => index).filter((index) => !followers.isBlocked(index));
  expect(seen).toEqual(friends.map(followerId));
});

it('a page token ends after 24 hours, and one that was never handed out is refused', async () => {
  const emulator = await emulate();
  const { body } = await pageOf(emulator, await tokenOf(emulator), '?limit=10');
  const next = encodeURIComponent(String(body['next']));
  emulator.moveClock(DAY_MS - 60_000);
  expect((await pageOf(emulator, await tokenOf(emulator), `?limit=10&start=${next}`)).status).toBe(200);

  emulator.moveClock(60_000);
  for (const start of [next, 'made-up', '']) {
    const refused = await pageOf(emulator, await tokenOf(emulator), `?start=${start}`);
    expect([refused.status, refused.text]).toEqual([400, '{"message":"Invalid start param"}']);
  }
});

it('a page has a limit of 1 to 1,000', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  const statuses = await Promise.all(
    ['0', '1', '1000', '1001', 'x'].map(async (limit) => (await pageOf(emulator, token, `?limit=${limit}`)).status),
  );
  expect(statuses).toEqual([400, 200, 200, 400, 400]);
});

it('has a bot info and the profiles of its friends', async () => {
  const emulator = await emulate({ followers: 5 });
  const token = await tokenOf(emulator);
  const client = new messagingApi.MessagingApiClient({ channelAccessToken: token, baseURL: emulator.url });

  expect(await client.getBotInfo()).toMatchObject({
    userId: expect.stringMatching(/^U[0-9a-f]{32}$/),
    chatMode: 'bot',
  });
  expect(await client.getProfile(followerId(4))).toMatchObject({ userId: followerId(4) });
  const stranger = await call(emulator, 'GET', `/v2/bot/profile/${followerId(5)}`, { token });
  expect([stranger.status, stranger.text]).toEqual([404, '{"message":"Not found"}']);
  expect((await call(emulator, 'GET', '/v2/bot/profile/U1', { token })).status).toBe(400);
});

it('assigns up to 1,000 aggregation units a month and lists them in pages', async () => {
  const emulator = await emulate({ clock: new Date('2026-11-10T00:00:00Z') });
  const token = await tokenOf(emulator);
  const client = new messagingApi.MessagingApiClient({ channelAccessToken: token, baseURL: emulator.url });
  for (let unit = 0; unit < 1001; unit++) {
    const body = { to: followerId(0), messages: TEXT, customAggregationUnits: [`unit_${unit}`] };
    expect((await call(emulator, 'POST', '/v2/bot/message/push', { token, body })).status).toBe(200);
  }

  expect(await client.getAggregationUnitUsage()).toEqual({ numOfCustomAggregationUnits: 1000 });
  const first = await client.getAggregationUnitNameList();
  expect(first.customAggregationUnits).toEqual(Array.from({ length: 100 }, (_, unit) => `unit_${unit}`));
  const second = await client.getAggregationUnitNameList('50', first.next);
  expect(second.customAggregationUnits[0]).toBe('unit_100');
});

it.each([
  ['/v2/bot/message/delivery/push?date=20261110', { status: 'ready', success: 1 }],
  ['/v2/bot/message/delivery/push?date=20261111', { status: 'unready' }],
  ['/v2/bot/message/delivery/push?date=20261112', { status: 'unready' }],
  ['/v2/bot/message/delivery/push?date=20180330', { status: 'out_of_service' }],
  ['/v2/bot/message/delivery/push?date=2026-11-10', { message: "The value for the 'date' parameter is invalid" }],
  ['/v2/bot/message/delivery/push', { message: "The value for the 'date' parameter is invalid" }],
  ['/v2/bot/insight/followers?date=20261110', { status: 'ready', followers: 4, targetedReaches: 4, blocks: 0 }],
  [
    '/v2/bot/insight/followers?date=20261111',
    { status: 'unready', followers: null, targetedReaches: null, blocks: null },
  ],
  [
    '/v2/bot/insight/followers?date=20161031',
    { status: 'out_of_service', followers: null, targetedReaches: null, blocks: null },
  ],
  ['/v2/bot/insight/followers?date=20261131', { message: 'Bad Request' }],
  ['/v2/bot/insight/message/delivery', { message: 'date is required' }],
  ['/v2/bot/insight/message/delivery?date=20261111', { status: 'unready' }],
  ['/v2/bot/insight/message/delivery?date=20170228', { status: 'out_of_service' }],
  ['/v2/bot/insight/followers', { message: 'date is required' }],
  [
    '/v2/bot/insight/message/delivery?date=20261110',
    {
      status: 'ready',
      ...{ apiPush: 1, apiMulticast: 0, apiBroadcast: 0, apiNarrowcast: 0, apiReply: 0 },
      ...{ broadcast: 0, targeting: 0, stepMessage: 0, autoResponse: 0, welcomeResponse: 0, chat: 0 },
      ...{ ccAutoReply: 0, ccManualReply: 0, pnpNoticeMessage: 0, pnpCallToLine: 0, thirdPartyChatTool: 0 },
    },
  ],
])('a day later: GET %s', async (path, body) => {
  const emulator = await emulate({ followers: 4, clock: new Date('2026-11-10T00:00:00Z') });
  const token = await tokenOf(emulator);
  await call(emulator, 'POST', '/v2/bot/message/push', { token, body: { to: followerId(0), messages: TEXT } });

  emulator.moveClock(24 * 60 * 60 * 1000);
  expect((await call(emulator, 'GET', path, { token: await tokenOf(emulator) })).body).toEqual(body);
});
