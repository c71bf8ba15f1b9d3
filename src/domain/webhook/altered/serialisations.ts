import type { EarlierText } from './alteration.js';

/** The ways in which JSON libraries write the value of a text, with its keys in other orders too; none for what is no JSON. */
export function* serialisations(text: string): Generator<EarlierText> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  yield* formsOf(value);
  for (const order of ORDERS) for (const [, form] of formsOf(withKeysIn(order, value))) yield ['keys-sorted', form];
}

function* formsOf(value: unknown): Generator<EarlierText> {
  const written = [undefined, 2, 4, '\t'].map((indent) => JSON.stringify(value, null, indent));
  const spaced = written[0]?.replace(OUTSIDE_STRINGS, (token) =>
    token === ':' || token === ',' ? `${token} ` : token,
  );
  for (const form of [...written, spaced ?? '']) {
    yield ['reserialised', form];
    for (const escaped of [escapeNonAscii(form), escapeNonAscii(form, true)]) {
      yield ['escapes-changed', escaped];
      yield ['escapes-changed', escaped.replaceAll('/', '\\/')];
    }
    yield ['escapes-changed', form.replaceAll('/', '\\/')];
    yield ['escapes-changed', form.replace(/[<>&]/g, escapeOf)];
  }
}

/** Whole strings, so that the separators in them are not touched, and the separators outside. */
const OUTSIDE_STRINGS = /"(?:[^"\\]|\\.)*"|[:,]/g;

function escapeNonAscii(text: string, isUpper = false): string {
  return text.replace(/[^\0-\x7f]/g, (unit) =>
    isUpper ? escapeOf(unit).toUpperCase().replace('U', 'u') : escapeOf(unit),
  );
}

function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

type Order = (keys: readonly string[]) => readonly string[];

/** LINE's pages write an event like this. @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects */
const OF_THE_PAGES = [
  'destination events replyToken type mode timestamp source webhookEventId deliveryContext isRedelivery',
  'groupId roomId userId',
  'message id quoteToken quotedMessageId markAsReadToken text emojis mention stickerId packageId stickerResourceType',
].flatMap((line) => line.split(' '));

/** And this is how its servers are seen to write one. */
const OF_THE_SERVERS = [
  'destination events type message postback unsend follow joined left beacon link videoPlayComplete membership',
  'id quoteToken quotedMessageId markAsReadToken text emojis mention stickerId packageId stickerResourceType',
  'webhookEventId deliveryContext isRedelivery timestamp source groupId roomId userId replyToken mode',
].flatMap((line) => line.split(' '));

const ORDERS: readonly Order[] = [
  (keys) => [...keys].sort(),
  (keys) => inOrderOf(OF_THE_SERVERS, keys),
  (keys) => inOrderOf(OF_THE_PAGES, keys),
];

/** Keys that the order does not know stay behind those that it knows. */
function inOrderOf(order: readonly string[], keys: readonly string[]): readonly string[] {
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return [...keys].sort((a, b) => rank(a) - rank(b));
}

function withKeysIn(order: Order, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => withKeysIn(order, part));
  if (typeof value !== 'object' || value === null) return value;
  const parts = new Map<string, unknown>(Object.entries(value));
  return Object.fromEntries(order([...parts.keys()]).map((key) => [key, withKeysIn(order, parts.get(key))]));
}
