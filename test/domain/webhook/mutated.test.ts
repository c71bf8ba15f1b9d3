import { expect, it } from 'vitest';
import type { WebhookEvent } from '../../../src/domain/webhook/events/event-row.js';
import { mutatedBody } from '../../../src/domain/webhook/events/mutated.js';
import { sampleEvent } from '../../../src/domain/webhook/events/sample-event.js';
import { sampleIds } from '../../../src/domain/webhook/events/sample-ids.js';
import { EVENT_ROWS } from '../../../src/domain/webhook/events/table.js';

const RUN = Uint8Array.of(1, 2, 3, 4, 5);
const BOT = `U${'1'.repeat(32)}`;

function idsOf(serial: number) {
  return sampleIds({ run: RUN, serial, user: serial, now: 1_767_225_600_000, botUserId: BOT });
}

/** Every row of the table, as LINE sends it today. */
const EVENTS = EVENT_ROWS.map((row, serial) =>
  sampleEvent(row, idsOf(serial), { mode: 'active', isRedelivery: false, chat: null }),
);

/** A generator after Lehmer: the same numbers for the same seed. */
function chanceOf(seed: number): () => number {
  let state = (seed * 97_531_013) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function mutated(events: readonly WebhookEvent[], seed: number): readonly WebhookEvent[] {
  let serial = 1000;
  const body = mutatedBody({ destination: BOT, events }, { chance: chanceOf(seed), newIds: () => idsOf(serial++) });
  expect([body['destination'], 'addedTomorrow' in body]).toEqual([BOT, true]);
  return body['events'] as readonly WebhookEvent[];
}

/** Every object in a value, itself among them. */
function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value, ...inner];
}

const OWN = new Set(EVENTS.map(({ webhookEventId }) => webhookEventId));

it.each([1, 2, 3, 4, 5])('what LINE sends today is in it, in its order, and says what it said: seed %i', (seed) => {
  const own = mutated(EVENTS, seed).filter(({ webhookEventId }) => OWN.has(webhookEventId));
  expect(own).toHaveLength(EVENTS.length);
  for (const [at, event] of own.entries()) {
    const { message, ...rest } = EVENTS[at] ?? {};
    const { emojis: _lost, ...kept } = Object(message);
    expect(event).toMatchObject({ ...rest, ...(message === undefined ? {} : { message: kept }) });
  }
});

it('every object has a property that nobody knows, texts alone where texts alone may stand', () => {
  const events = mutated(EVENTS, 7);
  const added = events.flatMap(objectsIn).filter((object) => !('more' in object));
  expect(added.filter((object) => !('addedTomorrow' in object))).toEqual([]);
  const params = events.map(({ postback }) => Object(postback).params).filter((value) => value !== undefined);
  expect(params.flatMap(Object.values).filter((value) => typeof value !== 'string')).toEqual([]);
});

it('events in between are of an unknown type, message, chat and sticker, and nobody waits for an answer to them', () => {
  const [event] = EVENTS;
  const strangers = mutated(event === undefined ? [] : [event], 1).filter(
    ({ webhookEventId }) => !OWN.has(webhookEventId),
  );
  expect(strangers).toHaveLength(4);
  for (const stranger of strangers) expect(stranger).toMatchObject({ mode: 'standby' });
  expect(strangers.filter((stranger) => 'replyToken' in stranger)).toEqual([]);
  const written = JSON.stringify(strangers);
  for (const part of ['"type":"ofTomorrow"', '"ofTomorrowId":"T', '"stickerResourceType":"OF_TOMORROW"'])
    expect(written).toContain(part);
  expect(strangers.map(({ type }) => type).sort()).toEqual(['message', 'message', 'message', 'ofTomorrow']);
});

it('emoji come with their list and without it, as from LINE for Android', () => {
  const emoji = EVENTS.filter(({ message }) => 'emojis' in Object(message));
  const listed = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => JSON.stringify(mutated(emoji, seed)).includes('"emojis"'));
  expect(new Set(listed)).toEqual(new Set([true, false]));
});

it('the same seed changes the same, another one something else', () => {
  const text = (seed: number) => JSON.stringify(mutated(EVENTS, seed));
  expect(text(3)).toBe(text(3));
  expect(text(3)).not.toBe(text(4));
});
