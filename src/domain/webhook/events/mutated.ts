import type { EventIds, EventRow, WebhookEvent } from './event-row.js';
import { sampleEvent, unknownMessageRow, unknownRow } from './sample-event.js';
import { findEventRow } from './table.js';

/** A number from 0 up to but not including 1, another each time. */
type Chance = () => number;

/** The body of a webhook. */
interface WebhookBody {
  readonly destination: string;
  readonly events: readonly WebhookEvent[];
}

/** Where chance and IDs come from. */
interface Tomorrow {
  readonly chance: Chance;
  /** Of another event each time. */
  readonly newIds: () => EventIds;
}

/**
 * The body as LINE may send it any day without notice: unknown properties in every object, other events in between (of an
 * unknown type, from an unknown kind of chat, with a message or a sticker of an unknown kind), properties in another order,
 * emoji that no list has. What its own events say stays as it is. The others are in standby: nobody waits for an answer.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/#assume-non-breaking-changes
 */
export function mutatedBody({ destination, events }: WebhookBody, { chance, newIds }: Tomorrow): WebhookEvent {
  const all = [...events.map((event) => emojiUnlisted(event, chance))];
  for (const stranger of STRANGERS) {
    const usual = sampleEvent(stranger.row, newIds(), { mode: 'standby', isRedelivery: false, chat: 'user' });
    all.splice(Math.floor(chance() * (all.length + 1)), 0, stranger.change(usual));
  }
  return withMore({ destination, events: all }, chance);
}

interface Stranger {
  readonly row: EventRow;
  readonly change: (event: WebhookEvent) => WebhookEvent;
}

const TYPE_OF_TOMORROW = 'ofTomorrow';
const STRANGERS: readonly Stranger[] = [
  { row: unknownRow(TYPE_OF_TOMORROW), change: asItIs },
  { row: unknownMessageRow(TYPE_OF_TOMORROW), change: asItIs },
  { row: findEventRow('message:text') ?? unknownRow('message'), change: elsewhere },
  { row: findEventRow('message:sticker') ?? unknownRow('message'), change: ofAnotherKind },
];

function asItIs(event: WebhookEvent): WebhookEvent {
  return event;
}

/** From a chat that is neither with a user nor in a group or room. */
function elsewhere(event: WebhookEvent): WebhookEvent {
  return { ...event, source: { type: TYPE_OF_TOMORROW, [`${TYPE_OF_TOMORROW}Id`]: 'T0123456789abcdef' } };
}

/** "In the future, we may add new resource types without notice." @see https://developers.line.biz/en/reference/messaging-api/#wh-sticker */
function ofAnotherKind({ message, ...event }: WebhookEvent): WebhookEvent {
  return { ...event, message: { ...objectIn(message), stickerResourceType: 'OF_TOMORROW' } };
}

/** LINE for Android does not list its default emoji. @see https://developers.line.biz/en/reference/messaging-api/#wh-text */
function emojiUnlisted(event: WebhookEvent, chance: Chance): WebhookEvent {
  const { emojis, ...message } = objectIn(event['message']);
  return emojis === undefined || 0.5 <= chance() ? event : { ...event, message };
}

const ADDED = 'addedTomorrow';
const MANY_VALUES: readonly unknown[] = [
  true,
  7,
  'a property that LINE may add one day',
  null,
  [1, 'two'],
  { more: 1 },
];
/** What a user picked: texts alone, by the specification. @see https://developers.line.biz/en/reference/messaging-api/#postback-params-object */
const TEXTS_ALONE: Readonly<Record<string, readonly unknown[]>> = { params: ['a text that LINE may add one day'] };

/** Every object with a property more, and its properties in another order. */
function withMore(value: WebhookEvent, chance: Chance, name = ''): WebhookEvent {
  const values = TEXTS_ALONE[name] ?? MANY_VALUES;
  const properties = Object.entries(value).map(([key, inner]) => [key, deeper(inner, chance, key)] as const);
  const more = [...properties, [ADDED, values[Math.floor(chance() * values.length)]] as const];
  const drawn = more.map((property) => ({ property, at: chance() }));
  return Object.fromEntries(drawn.toSorted((a, b) => a.at - b.at).map(({ property }) => property));
}

function deeper(value: unknown, chance: Chance, name: string): unknown {
  if (Array.isArray(value)) return value.map((element) => deeper(element, chance, name));
  return isObject(value) ? withMore(value, chance, name) : value;
}

function objectIn(value: unknown): WebhookEvent {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is WebhookEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
