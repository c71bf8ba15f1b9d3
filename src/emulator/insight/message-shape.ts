import { linksIn } from '../../domain/messages/links.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';

/** What of one message object people can open, follow or play. */
export interface BubbleShape {
  /** Each once, in their order. */
  readonly urls: readonly string[];
  readonly isMedia: boolean;
}

const MEDIA_TYPES: ReadonlySet<unknown> = new Set(['video', 'audio']);

/** One entry a message object of a request. */
export function shapeOf(body: JsonObject): readonly BubbleShape[] {
  const messages: readonly unknown[] = Array.isArray(body['messages']) ? body['messages'] : [];
  return messages
    .filter(isJsonObject)
    .map((message) => ({ urls: linksIn(message), isMedia: MEDIA_TYPES.has(message['type']) }));
}
