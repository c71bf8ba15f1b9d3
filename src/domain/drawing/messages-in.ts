import type { JsonObject } from '../messages/engine/shapes.js';
import { isJsonObject } from '../text/json-object.js';

/** A message of the document, with its place in it. */
export interface PlacedMessage {
  /** A JSON pointer. */
  readonly pointer: string;
  readonly message: JsonObject;
}

/** The messages of a document, right or wrong: one, an array of them, or those of a request body. */
export function messagesIn(document: unknown): readonly PlacedMessage[] {
  if (isJsonObject(document) && Object.hasOwn(document, 'messages')) return listed(document['messages'], '/messages');
  return listed(document, '');
}

function listed(value: unknown, pointer: string): readonly PlacedMessage[] {
  if (!Array.isArray(value)) return [{ pointer, message: messageOf(value) }];
  return value.map((one: unknown, index) => ({ pointer: `${pointer}/${index}`, message: messageOf(one) }));
}

/** What is no object has no type, and is shown as it is. */
function messageOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : { 'not an object': value };
}
