import { isJsonObject, type JsonObject } from '../http/line-request.js';

/** What of one message object people can open, follow or play. */
export interface BubbleShape {
  /** Each once, in their order. */
  readonly urls: readonly string[];
  readonly isMedia: boolean;
}

const WEB_URL = /https?:\/\/[^\s<>"']+/gi;
const MEDIA_TYPES: ReadonlySet<unknown> = new Set(['video', 'audio']);

/** One entry a message object of a request. */
export function shapeOf(body: JsonObject): readonly BubbleShape[] {
  const messages: readonly unknown[] = Array.isArray(body['messages']) ? body['messages'] : [];
  return messages.filter(isJsonObject).map((message) => ({
    urls: [...new Set(urlsIn(message))],
    isMedia: MEDIA_TYPES.has(message['type']),
  }));
}

/** Links in texts, and what URI actions open, wherever they stand. */
function* urlsIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const entry of value) yield* urlsIn(entry);
  if (!isJsonObject(value)) return;
  yield* ownUrls(value);
  if (value['type'] !== 'uri') yield* urlsIn(Object.values(value).filter((part) => typeof part === 'object'));
}

function ownUrls({ type, uri, linkUri, text }: JsonObject): readonly string[] {
  if (type === 'uri') {
    // An imagemap calls it `linkUri`.
    const target = uri ?? linkUri;
    return typeof target === 'string' && /^https?:/i.test(target) ? [target] : [];
  }
  return (type === 'text' || type === 'textV2') && typeof text === 'string' ? (text.match(WEB_URL) ?? []) : [];
}
