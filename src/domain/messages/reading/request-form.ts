import { isJsonObject } from '../../text/json-object.js';
import { nearestName } from '../../text/nearest-name.js';
import type { SendMethod } from '../engine/finding.js';
import type { JsonObject } from '../engine/shapes.js';

/** What only a request body has, beside its messages. */
const BODY_KEYS = [
  'to',
  'replyToken',
  'recipient',
  'filter',
  'limit',
  'notificationDisabled',
  'customAggregationUnits',
];

/** Whether a document is a whole request body, with its messages or without. */
export function isRequestBody(value: unknown): value is JsonObject {
  if (!isJsonObject(value)) return false;
  if (value['messages'] !== undefined) return true;
  return (
    typeof value['type'] !== 'string' && (BODY_KEYS.some((key) => has(value, key)) || misnamedMessages(value) !== null)
  );
}

/** The key of a body without `messages` that was probably meant to be that; null where none is near. */
export function misnamedMessages(body: JsonObject): string | null {
  return Object.keys(body).find((key) => !BODY_KEYS.includes(key) && nearestName(key, ['messages']) !== null) ?? null;
}

/**
 * The send method whose request a document is, where nobody has said it: the one that its keys belong to, else
 * `otherwise`, as for messages without a body.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#sending-messages
 */
export function methodOf(document: unknown, otherwise: SendMethod): SendMethod {
  if (!isJsonObject(document) || !isRequestBody(document)) return otherwise;
  if (typeof document['to'] === 'string') return 'push';
  if (Array.isArray(document['to'])) return 'multicast';
  if (has(document, 'replyToken')) return 'reply';
  return ['recipient', 'filter', 'limit'].some((key) => has(document, key)) ? 'narrowcast' : otherwise;
}

function has(body: JsonObject, key: string): boolean {
  return Object.hasOwn(body, key);
}
