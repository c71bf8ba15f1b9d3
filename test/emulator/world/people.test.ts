import { manageAudience, type messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { seededProfile } from '../../../src/emulator/bot/profile.js';
import { call, TEXT } from '../platform.js';
import { GROUP, listeningBot, NEW, OTHER, type Scene, scene, sceneOf, text, user } from './world.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOT_KNOWN = [400, 'Failed to send messages'];
const TAKEN = [200, undefined];

it('whoever follows is a friend from then on: pushed to, broadcast to, listed, shown', async () => {
  const { emulator, client, happen, push } = await scene({ quota: 100 });
  expect(await push(NEW)).toEqual(NOT_KNOWN);
  await happen({ type: 'follow', source: user(NEW) });

  expect(await push(NEW)).toEqual(TAKEN);
  await client.multicast({ to: [NEW, OTHER], messages: [{ type: 'text', text: 'Hi' }] });
  await client.broadcast({ messages: [{ type: 'text', text: 'Hi' }] });
  expect([emulator.deliveriesTo(NEW), emulator.deliveriesTo(OTHER)]).toEqual([3, 0]);
  expect(await client.getMessageQuotaConsumption()).toMatchObject({ totalUsage: 1 + 1 + 6 });
  expect((await client.getFollowers()).userIds).toEqual([...[0, 1, 2, 3, 4].map(followerId), NEW]);
  expect(await client.getProfile(NEW)).toMatchObject({ userId: NEW, displayName: expect.any(String) });
});

it('whoever blocks gets nothing more, though pushes are taken, and is neither listed nor shown; who unblocks is back', async () => {
  const { emulator, client, token, happen, push } = await scene({ quota: 100 });
  const one = followerId(1);
  await happen({ type: 'unfollow', source: user(one) });

  expect(await push(one)).toEqual(TAKEN);
  await client.broadcast({ messages: [{ type: 'text', text: 'Hi' }] });
  expect(emulator.deliveriesTo(one)).toBe(0);
  expect(await client.getMessageQuotaConsumption()).toMatchObject({ totalUsage: 4 });
  expect((await client.getFollowers()).userIds).not.toContain(one);
  const profile = await call(emulator, 'GET', `/v2/bot/profile/${one}`, { token });
  expect([profile.status, profile.body]).toEqual([404, { message: 'Not found' }]);

  await happen({ type: 'follow', source: user(one) });
  expect(await push(one)).toEqual(TAKEN);
  expect(emulator.deliveriesTo(one)).toBe(1);
});

it('a follow event says that the user has unblocked exactly when it had blocked', async () => {
  const { emulator } = await scene();
  const bot = await listeningBot();
  emulator.setWebhook(bot.url);
  const follow = { type: 'follow', source: user(NEW) };
  for (const events of [[follow], [{ type: 'unfollow', source: user(NEW) }, follow], [follow]])
    await emulator.sendEvents(events);
  const told = [await bot.next(), await bot.next(), await bot.next()];
  expect(told.map((events) => JSON.stringify(events).match(/"isUnblocked":(\w+)/)?.[1])).toEqual([
    'false',
    'true',
    'false',
  ]);
});

it('whoever writes without being a friend is pushed to for seven days, and shown; a multicast never reaches it', async () => {
  const { emulator, client, happen, push } = await scene();
  await happen(text(user(NEW)));
  expect(await client.getProfile(NEW)).toMatchObject({ userId: NEW });
  expect(await client.issueLinkToken(NEW)).toEqual({ linkToken: expect.any(String) });
  await client.multicast({ to: [NEW], messages: [{ type: 'text', text: 'Hi' }] });
  expect(emulator.deliveriesTo(NEW)).toBe(0);

  expect(await push(NEW)).toEqual(TAKEN);
  emulator.moveClock(7 * DAY_MS - 60_000);
  expect(await push(NEW)).toEqual(TAKEN);
  expect(emulator.deliveriesTo(NEW)).toBe(2);
  emulator.moveClock(120_000);
  expect(await push(NEW)).toEqual(TAKEN);
  expect(emulator.deliveriesTo(NEW)).toBe(2);
  expect(emulator.deliveries()).toMatchObject({ recipients: 1, messages: 2, undeliverable: 2 });
});

it('a reply reaches whoever wrote, friend or not, and whoever blocks keeps what it got before', async () => {
  const { emulator, token, happen, push } = await scene();
  await happen({ ...text(user(NEW)), replyToken: 'f'.repeat(32) });
  const body = { replyToken: 'f'.repeat(32), messages: TEXT };
  expect((await call(emulator, 'POST', '/v2/bot/message/reply', { token, body })).status).toBe(200);
  expect(emulator.deliveriesTo(NEW)).toBe(1);

  await happen({ type: 'follow', source: user(NEW) });
  await push(NEW);
  expect(emulator.deliveriesTo(NEW)).toBe(2);
  expect(emulator.deliveries()).toMatchObject({ recipients: 1, messages: 2, maxPerRecipient: 2 });
});

it('members of a group are known: pushes to them are taken, and arrive at friends alone; their profile is not to be had', async () => {
  const { emulator, token, happen, push, person } = await scene();
  await happen({ type: 'memberJoined', source: GROUP, joined: { members: [user(NEW), user(followerId(0))] } });

  expect([await push(NEW), await push(followerId(0)), await push(OTHER)]).toEqual([TAKEN, TAKEN, NOT_KNOWN]);
  expect([emulator.deliveriesTo(NEW), emulator.deliveriesTo(followerId(0))]).toEqual([0, 1]);
  expect((await call(emulator, 'GET', `/v2/bot/profile/${NEW}`, { token })).status).toBe(404);
  expect(await person(NEW)).toMatchObject({ relation: 'known', wroteAt: null, groups: [GROUP.groupId] });
});

it('orders do what people do with their phones, and say how they show themselves', async () => {
  const { client, order, person, push } = await scene();
  await order('users', { follow: [NEW], block: [followerId(0)] });
  expect(await order('users', { foreign: [OTHER] })).toEqual({ foreign: 1 });
  const relations = async () =>
    Promise.all([NEW, followerId(0), followerId(1), OTHER].map(async (id) => (await person(id))['relation']));
  expect(await relations()).toEqual(['friend', 'blocked', 'friend', 'foreign']);
  await order('users', { unblock: [followerId(0), OTHER], block: [NEW] });
  expect(await relations()).toEqual(['blocked', 'friend', 'friend', 'foreign']);
  expect(await push(OTHER)).toEqual(NOT_KNOWN);

  await order('users', { profiles: [{ userId: followerId(1), displayName: 'Aiko', language: 'ja' }] });
  expect(await client.getProfile(followerId(1))).toEqual({
    displayName: 'Aiko',
    userId: followerId(1),
    language: 'ja',
  });
});

it.each([{}, { follow: 'U1' }, { block: ['U1'] }, { profiles: [{ userId: NEW }] }, { follow: [NEW], profiles: {} }])(
  'refuses the order %j, and does nothing of it',
  async (body) => {
    const { emulator, person } = await scene();
    expect((await call(emulator, 'POST', '/_emulator/users', { body })).status).toBe(400);
    expect(await person(NEW)).toMatchObject({ relation: 'unknown' });
  },
);

it('profiles follow from the seed, and some leave out what people leave out', async () => {
  const profilesOf = (seed: number) =>
    Array.from({ length: 100 }, (_, index) => seededProfile(followerId(index), seed));
  const first = profilesOf(1);
  expect(profilesOf(1)).toEqual(first);
  expect(profilesOf(2)).not.toEqual(first);
  for (const property of ['pictureUrl', 'statusMessage', 'language'] as const) {
    const having = first.filter((profile) => profile[property] !== null).length;
    expect(having).toBeGreaterThan(0);
    expect(having).toBeLessThan(100);
  }
  const { client } = await scene();
  const given = Object.entries(first[0] ?? {}).filter(([, value]) => value !== null);
  expect(await client.getProfile(followerId(0))).toEqual({ userId: followerId(0), ...Object.fromEntries(given) });
});

it('the account is called what LINE Official Account Manager calls it; messages mark themselves as read where its chat is off', async () => {
  const { emulator, client, order } = await scene();
  expect(await client.getBotInfo()).toMatchObject({ chatMode: 'bot', markAsReadMode: 'auto' });
  expect('pictureUrl' in (await client.getBotInfo())).toBe(false);
  await order('bot', { displayName: 'Shop', basicId: '@shop', chatMode: 'chat' });
  expect(await client.getBotInfo()).toMatchObject({
    displayName: 'Shop',
    basicId: '@shop',
    chatMode: 'chat',
    markAsReadMode: 'manual',
  });
  expect((await call(emulator, 'POST', '/_emulator/bot', { body: { chatMode: 'on' } })).status).toBe(400);
});

it('who was in an audience before following is reached by it, also when the next run has fewer followers', async () => {
  const first = await scene({ followers: 5, audienceMs: 0, narrowcastMs: 0 });
  const audiences = new manageAudience.ManageAudienceClient({
    channelAccessToken: first.token,
    baseURL: first.emulator.url,
  });
  const upload = [NEW, OTHER, followerId(4)].map((id) => ({ id }));
  const { audienceGroupId = 0 } = await audiences.createAudienceGroup({ description: 'vips', audiences: upload });
  await first.happen({ type: 'follow', source: user(NEW) });
  const narrowcast = async ({ client, emulator }: Scene) => {
    const recipient = { type: 'audience', audienceGroupId } as messagingApi.Recipient;
    await client.narrowcast({ messages: [{ type: 'text', text: 'Hi' }], recipient });
    emulator.moveClock(1000);
    return [NEW, OTHER, followerId(2), followerId(4)].map((id) => emulator.deliveriesTo(id));
  };
  expect(await narrowcast(first)).toEqual([1, 0, 0, 1]);

  const second = await scene({ followers: 3 });
  second.emulator.importState(first.emulator.exportState());
  const next = sceneOf({ ...second.emulator, env: first.emulator.env });
  await next.happen({ type: 'follow', source: user(OTHER) });
  expect(await narrowcast(next)).toEqual([2, 1, 0, 0]);
});

it.each(['__proto__', '__defineGetter__', 'constructor'])(
  'an event of type %s goes to the bot as any of tomorrow',
  async (type) => {
    const { emulator } = await scene();
    const attempts = await emulator.sendEvents([{ type, source: user(NEW) }]);
    expect(attempts).toMatchObject([{ reason: 'COULD_NOT_CONNECT' }]);
  },
);
