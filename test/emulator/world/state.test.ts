import { expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { emulate } from '../platform.js';
import { GROUP, NEW, OTHER, ROOM, type Scene, scene, sceneOf, text, user } from './world.js';

/** People of every kind, a group and a room, and messages to all. */
async function live({ happen, order, push }: Scene): Promise<void> {
  await happen(
    { type: 'follow', source: user(NEW) },
    { type: 'unfollow', source: user(followerId(0)) },
    text(user(OTHER)),
    { type: 'memberJoined', source: GROUP, joined: { members: [user(followerId(1)), user(OTHER)] } },
    { type: 'join', source: ROOM },
    { type: 'leave', source: ROOM },
  );
  await order('users', { profiles: [{ userId: NEW, displayName: 'Nao' }], foreign: [followerId(2)] });
  await order('bot', { displayName: 'Shop' });
  for (const to of [NEW, NEW, OTHER, GROUP.groupId, followerId(3)]) await push(to);
}

it.each([5, 4, 3000])(
  'what has happened is there in the next run, also where that has %i followers',
  async (followers) => {
    const first = await scene();
    await live(first);
    const later = sceneOf(await emulate({ followers, longLived: true }));
    later.emulator.importState(first.emulator.exportState());
    later.emulator.setWebhook('http://127.0.0.1:9/');
    const { client, emulator, order, person, push } = {
      ...later,
      ...sceneOf({ ...later.emulator, env: first.emulator.env }),
    };

    const relations = await Promise.all([NEW, followerId(0), OTHER, followerId(2)].map(person));
    expect(relations.map(({ relation }) => relation)).toEqual(['friend', 'blocked', 'known', 'foreign']);
    expect(relations[2]).toMatchObject({ groups: [GROUP.groupId], wroteAt: expect.any(String) });
    expect([NEW, OTHER, followerId(1), followerId(3)].map((id) => emulator.deliveriesTo(id))).toEqual([2, 2, 1, 1]);
    expect(emulator.deliveries()).toMatchObject({ recipients: 4, messages: 6, maxPerRecipient: 2 });
    expect(await client.getProfile(NEW)).toEqual({ userId: NEW, displayName: 'Nao' });
    expect(await client.getBotInfo()).toMatchObject({ displayName: 'Shop' });
    expect(await client.getGroupMemberCount(GROUP.groupId)).toEqual({ count: 2 });
    expect([await push(ROOM.roomId), await push(OTHER)]).toEqual([
      [400, 'Failed to send messages'],
      [200, undefined],
    ]);
    expect((await order('groups', { create: {} }))['id']).not.toBe(GROUP.groupId);
  },
);

it('each channel has people and groups of its own', async () => {
  const { emulator } = await scene({ channels: [{ id: '2000000000', secret: 's' }] });
  const { happen, person } = sceneOf(emulator);
  await happen({ type: 'follow', source: user(NEW) }, { type: 'join', source: GROUP });
  const other = await fetch(`${emulator.url}/_emulator/users?userId=${NEW}&channel=2000000000`);
  expect([await person(NEW), await other.json()]).toMatchObject([{ relation: 'friend' }, { relation: 'unknown' }]);
  const groups = await fetch(`${emulator.url}/_emulator/groups?channel=2000000000`);
  expect(await groups.json()).toEqual({ groups: [] });
});
