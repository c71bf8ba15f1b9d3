import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { WebhookEvent } from '../../../src/domain/webhook/events/event-row.js';
import { sampleEvent, unknownRow } from '../../../src/domain/webhook/events/sample-event.js';
import { sampleIds } from '../../../src/domain/webhook/events/sample-ids.js';
import { EVENT_ROWS } from '../../../src/domain/webhook/events/table.js';
import { FIRST_CHANNEL } from '../../../src/emulator/channel.js';
import { EmulatorClock } from '../../../src/emulator/clock.js';
import { settingsOf } from '../../../src/emulator/settings.js';
import { createState } from '../../../src/emulator/state/state.js';
import { completeEvent } from '../../../src/emulator/webhook/completion/complete-event.js';
import { happen } from '../../../src/emulator/world/happenings.js';
import { loadOpenApi } from '../../contract/openapi/documents.js';
import { call, emulate, tokenOf } from '../platform.js';

const IDS = sampleIds({
  run: Uint8Array.of(1, 2, 3, 4, 5),
  serial: 1,
  user: 0,
  now: 1_767_225_600_000,
  botUserId: null,
});
const USUAL = { mode: 'active', isRedelivery: false, chat: null } as const;

function world() {
  const settings = settingsOf({ faults: [], recorder: null });
  return createState(FIRST_CHANNEL, { settings, clock: new EmulatorClock(null) });
}

function problemsOf(event: WebhookEvent): readonly string[] {
  // The files are older than `messageEdited`, which has what a message has.
  const known = event['type'] === 'messageEdited' ? { ...event, type: 'message' } : event;
  return loadOpenApi().checkCallback({ destination: FIRST_CHANNEL.botUserId, events: [known] });
}

/** The value with some properties left out, by chance and however deep. The type of the event says what it is. */
function thinned(value: unknown, isKept: () => boolean, isEvent = true): unknown {
  if (Array.isArray(value)) return value.map((element) => thinned(element, isKept, false));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => (isEvent && name === 'type') || isKept());
  return Object.fromEntries(kept.map(([name, inner]) => [name, thinned(inner, isKept, false)]));
}

it('any row of the table is valid again, whatever was left out of it', () => {
  const state = world();
  fc.assert(
    fc.property(
      fc.constantFrom(...EVENT_ROWS),
      fc.constantFrom('user', 'group', 'room'),
      fc.infiniteStream(fc.boolean()),
      (row, chat, chance) => {
        const whole = sampleEvent(row, IDS, { ...USUAL, chat });
        const partial = thinned(whole, () => chance.next().value === true) as WebhookEvent;
        const complete = completeEvent(state, partial);
        happen(state, complete);
        expect([partial, complete, problemsOf(complete)]).toEqual([partial, complete, []]);
        expect(complete).toMatchObject(partial);
      },
    ),
    { numRuns: 400 },
  );
});

it('what an event says always wins, null and what nobody knows among it', () => {
  const said = {
    type: 'message',
    message: { type: 'text', text: null, quoteToken: 'mine', of: { tomorrow: [1] } },
    source: { type: 'square', squareId: 'S1' },
    replyToken: null,
    deliveryContext: { isRedelivery: true, attempt: 3 },
    timestamp: 1,
  };
  const complete = completeEvent(world(), said);
  expect(complete).toMatchObject(said);
  expect(complete['source']).toEqual(said.source);
  expect(completeEvent(world(), { type: 'message', source: null })['source']).toBeNull();
});

it.each<[given: WebhookEvent, complete: object]>([
  [
    { message: { type: 'image' } },
    {
      type: 'message',
      message: {
        id: expect.stringMatching(/^\d{18}$/),
        contentProvider: { type: 'line' },
        quoteToken: expect.any(String),
      },
    },
  ],
  [
    { message: { type: 'audio', contentProvider: { type: 'external' } } },
    { message: { contentProvider: { originalContentUrl: expect.stringMatching(/^https:/) } } },
  ],
  [
    { message: { type: 'image', imageSet: { index: 2 } } },
    { message: { imageSet: { id: expect.any(String), total: 2 } } },
  ],
  [
    { message: { mention: { mentionees: [{ type: 'all' }] } } },
    { message: { type: 'text' }, source: { type: 'group' } },
  ],
  [{ message: { type: 'sticker', stickerResourceType: 'MESSAGE' } }, { message: { text: expect.any(String) } }],
  [{ message: { type: 'hologram' } }, { message: { id: expect.any(String), markAsReadToken: expect.any(String) } }],
  [{ type: 'postback', postback: { data: 'x' } }, { postback: { data: 'x' } }],
  [
    { type: 'postback', postback: { params: { newRichMenuAliasId: 'a' } } },
    { postback: { params: { newRichMenuAliasId: 'a', status: 'SUCCESS' } } },
  ],
  [{ type: 'beacon', beacon: { type: 'stay' } }, { beacon: { hwid: expect.any(String), type: 'stay' } }],
  [{ type: 'module', module: { type: 'detached' } }, { module: { reason: 'bot_deleted' } }],
  [{ type: 'membership', membership: { type: 'left' } }, { membership: { membershipId: expect.any(Number) } }],
  [{ source: { groupId: IDS.groupId } }, { source: { type: 'group', userId: expect.stringMatching(/^U/) } }],
  [{ source: { userId: IDS.userId } }, { source: { type: 'user', userId: IDS.userId } }],
])('knows what %j is meant as', (given, complete) => {
  expect(completeEvent(world(), given)).toMatchObject(complete);
});

it('takes the name of a row for its type', () => {
  for (const row of EVENT_ROWS) {
    const complete = completeEvent(world(), { type: row.name });
    const ofRow = row.content(IDS);
    expect([row.name, complete['type'], problemsOf(complete)]).toEqual([row.name, row.type, []]);
    for (const [name, part] of Object.entries(ofRow))
      expect(Object.keys(Object(complete[name]))).toEqual(Object.keys(Object(part)));
  }
  expect(completeEvent(world(), { type: 'follow:unblocked' })).toMatchObject({ follow: { isUnblocked: true } });
  const given = { type: 'message:image', message: { id: '7' }, source: { type: 'room' } };
  expect(completeEvent(world(), given)).toMatchObject({
    ...given,
    type: 'message',
    message: { id: '7', type: 'image' },
  });
});

it('gives nothing more than such an event has', () => {
  const keysOf = (given: WebhookEvent, property: string) =>
    Object.keys(Object(completeEvent(world(), given)[property]));
  expect(keysOf({ type: 'postback', postback: { data: 'x' } }, 'postback')).toEqual(['data']);
  expect(keysOf({ message: { type: 'text', text: 'Hi' } }, 'message').sort()).toEqual([
    'id',
    'markAsReadToken',
    'quoteToken',
    'text',
    'type',
  ]);
  const failed = completeEvent(world(), { type: 'accountLink', link: { result: 'failed' } });
  expect([failed['source'], failed['replyToken']]).toEqual([undefined, undefined]);
  expect(completeEvent(world(), { type: 'ofTomorrow' })['replyToken']).toBeUndefined();
  expect(completeEvent(world(), { type: 'ofTomorrow' })['type']).not.toBe(unknownRow('x').type);
});

it('reply tokens are there where LINE gives them, and nowhere in standby', () => {
  const repliable = (mode: string) =>
    EVENT_ROWS.filter(({ type, content }) => 'replyToken' in completeEvent(world(), { type, mode, ...content(IDS) }));
  expect(repliable('standby')).toEqual([]);
  expect(repliable('active')).toEqual(EVENT_ROWS.filter(({ isReplyable }) => isReplyable));
});

it('an event that names no group comes from one that the account is in, by a member of it', () => {
  const state = world();
  const members = [state.followers.idOf(7), state.followers.idOf(8)];
  const group = state.groups.create('group', members, { name: null, pictureUrl: null });
  const source = { type: 'group', groupId: group.id, userId: members[0] };
  expect(completeEvent(state, { source: { type: 'group' } })['source']).toEqual(source);
  expect(completeEvent(state, { type: 'memberLeft' })).toMatchObject({
    source: { type: 'group', groupId: group.id },
    left: { members: [{ type: 'user', userId: members[0] }] },
  });
  const joined = Object(completeEvent(state, { type: 'memberJoined' })['joined']).members;
  expect(joined.map(({ userId }: { userId: string }) => state.followers.indexOfId(userId))).toEqual([0, 1]);
  expect(completeEvent(state, { type: 'join' })['source']).not.toMatchObject({ groupId: group.id });
});

it('an unsend or an edit that names no message is about the latest of the chat, with its tokens', () => {
  const state = world();
  const next = (event: WebhookEvent) => {
    const complete = completeEvent(state, event);
    happen(state, complete);
    return complete;
  };
  const group = { type: 'group', groupId: IDS.groupId, userId: state.followers.idOf(3) };
  const first = Object(next({ source: group })['message']);
  next({ message: { type: 'image' } });
  const edit = next({ type: 'messageEdited', message: { text: 'Better' } });
  expect(edit).toMatchObject({
    source: group,
    message: { id: first.id, text: 'Better', quoteToken: first.quoteToken, markAsReadToken: first.markAsReadToken },
  });
  expect(state.received.find(first.id)?.message['text']).toBe('Better');
  expect(next({ type: 'unsend', source: { type: 'group', groupId: IDS.groupId } })).toMatchObject({
    unsend: { messageId: first.id },
  });
  expect(state.received.find(first.id)?.isUnsent).toBe(true);
});

/** A bot server that answers with these statuses in turn, and remembers what it got. */
async function bot(...statuses: readonly number[]) {
  const received: { readonly destination: string; readonly events: readonly WebhookEvent[] }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push(JSON.parse(body));
    response.writeHead(statuses[received.length - 1] ?? statuses.at(-1) ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received };
}

it('events of several people come in one request, no two with an ID in common, and who orders them is told', async () => {
  const emulator = await emulate();
  const { url, received } = await bot(200);
  emulator.setWebhook(url);
  const users = [0, 1, 2].map((index) => emulator.followerId(index));
  const events = users.flatMap((userId) => [{ source: { userId } }, { type: 'follow', source: { userId } }]);
  const { body } = await call(emulator, 'POST', '/_emulator/events', { body: { events } });

  const [only] = received;
  expect(received).toHaveLength(1);
  expect(body['events']).toEqual(only?.events);
  expect(only?.events.map(({ source }) => Object(source).userId)).toEqual(users.flatMap((userId) => [userId, userId]));
  const ids = only?.events.flatMap(({ webhookEventId, replyToken, message }) => [
    webhookEventId,
    replyToken,
    Object(message).id ?? webhookEventId,
  ]);
  expect(new Set(ids).size).toBe(6 + 6 + 3);
});

it('a redelivery has the same IDs, keeps what the event says of its delivery, and can be replied to once', async () => {
  const emulator = await emulate();
  const { url, received } = await bot(500, 500, 200);
  emulator.setWebhook(url);
  await emulator.sendEvents([{ deliveryContext: { attempt: 'x' } }], { redeliveries: 3 });

  const [first, second, third] = received.map(({ events }) => events[0]);
  expect(first?.['deliveryContext']).toEqual({ isRedelivery: false, attempt: 'x' });
  for (const again of [second, third])
    expect(again).toEqual({ ...first, deliveryContext: { isRedelivery: true, attempt: 'x' } });
  const token = await tokenOf(emulator);
  const body = { replyToken: first?.['replyToken'], messages: [{ type: 'text', text: 'Hello' }] };
  const reply = async () => (await call(emulator, 'POST', '/v2/bot/message/reply', { token, body })).status;
  expect([await reply(), await reply()]).toEqual([200, 400]);
});
