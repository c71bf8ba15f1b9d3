import { isJsonObject } from '../text/json-object.js';
import type { JsonObject } from './engine/shapes.js';
import { MESSAGE_TYPES } from './rules/message-types.js';
import { lineOf } from './rules/shared/message-type.js';

/** One message object in a few words. */
export interface MessageSummary {
  readonly type: string;
  /** Of a text: all its lines. Of anything else: what tells it from others, such as its alternative text. */
  readonly lines: readonly string[];
  /** What else it brings, such as quick replies or another sender. */
  readonly extras: readonly string[];
}

/** What people will see, object by object. Reads what is there and wants nothing: the messages were checked before. */
export function summariesOf(messages: readonly unknown[]): readonly MessageSummary[] {
  return messages.map((message) => {
    if (!isJsonObject(message)) return { type: typeof message, lines: [], extras: [] };
    const type = message['type'];
    const known = typeof type === 'string' ? MESSAGE_TYPES.get(type) : undefined;
    const lines = known === undefined ? lineOf(message, 'altText') : known.summary(message);
    return { type: textOf(type) ?? 'message', lines, extras: extrasOf(message) };
  });
}

function extrasOf(message: JsonObject): readonly string[] {
  const { quickReply, sender, template } = message;
  const items = isJsonObject(quickReply) && Array.isArray(quickReply['items']) ? quickReply['items'].length : 0;
  const name = isJsonObject(sender) ? textOf(sender['name']) : null;
  const kind = isJsonObject(template) ? textOf(template['type']) : null;
  return [
    ...(kind === null ? [] : [kind]),
    ...(items === 0 ? [] : [items === 1 ? '1 quick reply' : `${items} quick replies`]),
    ...(name === null ? [] : [`sent as ${name}`]),
  ];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
