import { expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { call, TEXT } from '../platform.js';
import { GROUP, listeningBot, NEW, OTHER, ROOM, type Scene, scene, text, user } from './world.js';

const NOT_FOUND = { status: 404, body: { message: 'Not found' } };
const NOT_SENT = [400, 'Failed to send messages'];

const CHATS = [
  ['group', GROUP, GROUP.groupId],
  ['room', ROOM, ROOM.roomId],
] as const;

function countOf({ emulator, token }: Scene, kind: string, id: string) {
  return call(emulator, 'GET', `/v2/bot/${kind}/${id}/members/count`, { token });
}

it.each(CHATS)(
  'a %s is there once the account has joined, with those who have come and not gone',
  async (kind, source, id) => {
    const bot = await scene();
    expect(await countOf(bot, kind, id)).toMatchObject(NOT_FOUND);
    await bot.happen({ type: 'join', source });
    // Whoever invited it.
    expect((await countOf(bot, kind, id)).body).toEqual({ count: 1 });

    await bot.happen(
      { type: 'memberJoined', source, joined: { members: [user(NEW), user(OTHER)] } },
      text({ ...source, userId: followerId(0) }),
      { type: 'memberLeft', source, left: { members: [user(OTHER)] } },
    );
    expect((await countOf(bot, kind, id)).body).toEqual({ count: 2 });
    const ids = await call(bot.emulator, 'GET', `/v2/bot/${kind}/${id}/members/ids`, { token: bot.token });
    expect(ids.body).toEqual({ memberIds: [followerId(0), NEW] });
    const member = (userId: string) =>
      call(bot.emulator, 'GET', `/v2/bot/${kind}/${id}/member/${userId}`, { token: bot.token });
    const { body } = await member(NEW);
    expect(body).toMatchObject({ userId: NEW, displayName: expect.any(String) });
    expect(Object.keys(body).filter((key) => ['statusMessage', 'language'].includes(key))).toEqual([]);
    expect(await member(OTHER)).toMatchObject(NOT_FOUND);
  },
);

it.each(CHATS)(
  'a %s that the account was removed from is as if it were not there, until it joins again',
  async (kind, source, id) => {
    const bot = await scene();
    await bot.happen(text({ ...source, userId: NEW }), { type: 'leave', source });
    expect(await countOf(bot, kind, id)).toMatchObject(NOT_FOUND);
    expect(await bot.push(id)).toEqual(NOT_SENT);

    await bot.happen({ type: 'join', source });
    expect((await countOf(bot, kind, id)).body).toEqual({ count: 1 });
  },
);

it.each(CHATS)(
  'a push to a %s reaches every member, and each counts; a multicast to it is refused',
  async (_kind, source, id) => {
    const bot = await scene({ quota: 5 });
    const members = [NEW, OTHER, followerId(0)];
    await bot.order('users', { block: [followerId(0)] });
    await bot.happen({ type: 'memberJoined', source, joined: { members: members.map(user) } });

    expect(await bot.push(id)).toEqual([200, undefined]);
    expect(members.map((member) => bot.emulator.deliveriesTo(member))).toEqual([1, 1, 1]);
    expect(await bot.client.getMessageQuotaConsumption()).toMatchObject({ totalUsage: 3 });
    expect(await bot.push(id)).toEqual([429, 'You have reached your monthly limit.']);
    const body = { to: [followerId(1), id], messages: TEXT };
    const multicast = await call(bot.emulator, 'POST', '/v2/bot/message/multicast', { token: bot.token, body });
    expect([multicast.status, multicast.body['message']]).toEqual([
      400,
      'The property, to[1], in the request body is invalid (line: -, column: -)',
    ]);
  },
);

it.each(CHATS)('a reply to a message in a %s reaches its members, and costs nothing', async (_kind, source) => {
  const bot = await scene({ quota: 1 });
  const replyToken = 'f'.repeat(32);
  await bot.happen(
    { type: 'memberJoined', source, joined: { members: [user(NEW)] } },
    { ...text({ ...source, userId: followerId(0) }), replyToken },
  );
  const reply = () =>
    call(bot.emulator, 'POST', '/v2/bot/message/reply', { token: bot.token, body: { replyToken, messages: TEXT } });
  expect((await reply()).status).toBe(200);
  expect([NEW, followerId(0)].map((member) => bot.emulator.deliveriesTo(member))).toEqual([1, 1]);
  expect((await reply()).body).toEqual({ message: 'Invalid reply token' });
  expect(await bot.client.getMessageQuotaConsumption()).toMatchObject({ totalUsage: 0 });
});

it('the account leaves a group once, and a room as often as it likes; what never was is not found', async () => {
  const bot = await scene();
  await bot.happen({ type: 'join', source: GROUP }, { type: 'join', source: ROOM });
  const leave = (kind: string, id: string) =>
    call(bot.emulator, 'POST', `/v2/bot/${kind}/${id}/leave`, { token: bot.token });
  expect([await leave('group', GROUP.groupId), await leave('room', ROOM.roomId)].map(({ text: body }) => body)).toEqual(
    ['{}', '{}'],
  );
  expect(await countOf(bot, 'room', ROOM.roomId)).toMatchObject(NOT_FOUND);
  expect(await leave('group', GROUP.groupId)).toMatchObject(NOT_FOUND);
  expect((await leave('room', ROOM.roomId)).status).toBe(200);
  expect(await leave('room', `R${'3'.repeat(32)}`)).toMatchObject(NOT_FOUND);
});

it('the bot is told that it has left', async () => {
  const { emulator, client, happen } = await scene();
  await happen({ type: 'join', source: GROUP });
  const bot = await listeningBot();
  emulator.setWebhook(bot.url);
  await client.leaveGroup(GROUP.groupId);
  expect(await bot.next()).toMatchObject([{ type: 'leave', source: GROUP }]);
});

it('gives the members of a group in pages of a hundred, to verified accounts alone', async () => {
  const members = Array.from({ length: 250 }, (_, index) => followerId(index));
  const { client, order, emulator } = await scene();
  const { id } = await order('groups', { create: { members, name: 'crew' } });
  const groupId = String(id);
  const seen: string[] = [];
  for (let start: string | undefined; ; ) {
    const page = await client.getGroupMembersIds(groupId, start);
    seen.push(...page.memberIds);
    start = page.next;
    if (start === undefined) break;
    expect(page.memberIds.length).toBe(100);
  }
  expect(seen).toEqual(members);
  const { next } = await client.getGroupMembersIds(groupId);
  emulator.moveClock(24 * 60 * 60 * 1000);
  await expect(client.getGroupMembersIds(groupId, next)).rejects.toMatchObject({ status: 400 });

  const poor = await scene({ verified: false });
  await poor.happen({ type: 'join', source: GROUP });
  await expect(poor.client.getGroupMembersIds(GROUP.groupId)).rejects.toMatchObject({ status: 403 });
  expect(await poor.client.getGroupMemberCount(GROUP.groupId)).toEqual({ count: 1 });
});

it('an order makes groups and rooms that the account is in, each with an ID of its own', async () => {
  const { emulator, client, order } = await scene();
  const group = await order('groups', { create: { members: [NEW], name: 'crew' } });
  const room = await order('groups', { create: { members: [NEW, OTHER], kind: 'room' } });
  expect([group['id'], room['id']]).toEqual([expect.stringMatching(/^C[0-9a-f]{32}$/), expect.stringMatching(/^R/)]);
  expect(await client.getGroupSummary(String(group['id']))).toEqual({ groupId: group['id'], groupName: 'crew' });
  expect(await client.getRoomMemberCount(String(room['id']))).toEqual({ count: 2 });
  const shown = await call(emulator, 'GET', '/_emulator/groups');
  expect(shown.body).toMatchObject({ groups: [{ kind: 'group', members: [NEW], hasBot: true }, { kind: 'room' }] });
  const other = await scene({ seed: 2 });
  expect((await other.order('groups', { create: {} }))['id']).not.toBe(group['id']);
});

it.each([{}, { create: { members: ['U1'] } }, { create: { kind: 'square' } }, { create: { name: 7 } }])(
  'refuses the order %j',
  async (body) => {
    const { emulator } = await scene();
    expect((await call(emulator, 'POST', '/_emulator/groups', { body })).status).toBe(400);
  },
);
