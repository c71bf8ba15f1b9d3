import { expect, it } from 'vitest';
import { isUserId } from '../../../src/domain/line/ids.js';
import { sampleEvent, unknownRow } from '../../../src/domain/webhook/events/sample-event.js';
import { RUN_BYTES, sampleIds, ulid } from '../../../src/domain/webhook/events/sample-ids.js';
import { EVENT_ROWS, findEventRow } from '../../../src/domain/webhook/events/table.js';

const RUN = new Uint8Array(RUN_BYTES).fill(0xab);
const NOW = Date.UTC(2026, 10, 27);

function idsOf(serial: number, user = 0, botUserId: string | null = null) {
  return sampleIds({ run: RUN, serial, user, now: NOW, botUserId });
}

// The time of the example is the specification's own: https://github.com/ulid/spec
it.each([
  [1_469_918_176_385, Array(10).fill(0), '01ARYZ6S410000000000000000'],
  [0, Array(10).fill(255), '0000000000ZZZZZZZZZZZZZZZZ'],
  [281_474_976_710_655, [0, 0, 0, 0, 0, 0, 0, 0, 0, 33], '7ZZZZZZZZZ0000000000000011'],
])('the ULID of the time %d and the bytes %j is %s', (now, bytes, text) => {
  expect(ulid(now, bytes)).toBe(text);
});

it('no two events of a run share an ID, and they sort as they were made', () => {
  const serials = [0, 1, 2, 255, 256, 65_536, 4_294_967_295, 4_294_967_296, 1_099_511_627_775];
  const ids = serials.map((serial) => idsOf(serial));
  for (const key of ['webhookEventId', 'replyToken', 'quoteToken', 'markAsReadToken'] as const)
    expect(new Set(ids.map((id) => id[key])).size).toBe(serials.length);
  const eventIds = ids.map(({ webhookEventId }) => webhookEventId);
  expect(eventIds.toSorted()).toEqual(eventIds);
});

it('users are in the form of a user ID, marked, and apart from each other', () => {
  const ids = [0, 1, 99].map((user) => idsOf(0, user));
  const users = ids.flatMap(({ userId, otherUserId, botUserId }) => [userId, otherUserId, botUserId]);
  expect(users.every(isUserId)).toBe(true);
  expect(users.every((id) => id.startsWith('Udeadbeefdeadbeef'))).toBe(true);
  expect(new Set(users).size).toBe(2 * 3 + 1);
});

it("the account's own ID stands where it is known", () => {
  const botUserId = `U${'1'.repeat(32)}`;
  const mention = findEventRow('message:mention');
  expect(JSON.stringify(mention?.content(idsOf(0, 0, botUserId)))).toContain(botUserId);
});

it('a type alone stands for its first kind', () => {
  expect(findEventRow('message')?.name).toBe('message:text');
  expect(findEventRow('membership')?.name).toBe('membership:joined');
  expect(findEventRow('follow:unblocked')?.name).toBe('follow:unblocked');
  expect(findEventRow('message:')).toBeNull();
});

it('what happens to one user, or in groups alone, stays there whatever chat is asked for', () => {
  const sourceOf = (name: string, chat: 'user' | 'group' | 'room') => {
    const row = findEventRow(name) ?? unknownRow(name);
    return sampleEvent(row, idsOf(0), { mode: 'active', isRedelivery: false, chat })['source'];
  };
  expect(sourceOf('follow', 'group')).toMatchObject({ type: 'user' });
  expect(sourceOf('join', 'user')).toEqual({ type: 'group', groupId: expect.stringMatching(/^Cdeadbeef/) });
  expect(sourceOf('join', 'room')).toEqual({ type: 'room', roomId: expect.stringMatching(/^Rdeadbeef/) });
  expect(sourceOf('message', 'room')).toMatchObject({ type: 'room', userId: expect.stringMatching(/^Udeadbeef/) });
  expect(sourceOf('messageEdited', 'room')).toMatchObject({ type: 'group' });
});

it('an event of a type that there is not has all that events have in common', () => {
  const event = sampleEvent(unknownRow('cookieBaked'), idsOf(0), { mode: 'active', isRedelivery: true, chat: null });
  expect(event).toMatchObject({ type: 'cookieBaked', mode: 'active', deliveryContext: { isRedelivery: true } });
  expect(EVENT_ROWS.map(({ type }) => type)).not.toContain(event['type']);
});
