import { isJsonObject } from '../text/json-object.js';

const WEB_URL = /https?:\/\/[^\s<>"']+/gi;

/** The web pages that people can open from a message object: links in its texts, and what its URI actions open. Each once. */
export function linksIn(message: unknown): readonly string[] {
  return [...new Set(linksBelow(message))];
}

function* linksBelow(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const entry of value) yield* linksBelow(entry);
  if (!isJsonObject(value)) return;
  yield* ownLinks(value);
  if (value['type'] !== 'uri') yield* linksBelow(Object.values(value).filter((part) => typeof part === 'object'));
}

function ownLinks({ type, uri, linkUri, text }: Readonly<Record<string, unknown>>): readonly string[] {
  if (type === 'uri') {
    // An imagemap calls it `linkUri`.
    const target = uri ?? linkUri;
    return typeof target === 'string' && /^https?:/i.test(target) ? [target] : [];
  }
  return (type === 'text' || type === 'textV2') && typeof text === 'string' ? (text.match(WEB_URL) ?? []) : [];
}
