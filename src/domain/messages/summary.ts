import { isObject, type JsonObject } from './engine/shapes.js';

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
    if (!isObject(message)) return { type: typeof message, lines: [], extras: [] };
    return { type: text(message, 'type') ?? 'message', lines: linesOf(message), extras: extrasOf(message) };
  });
}

function linesOf(message: JsonObject): readonly string[] {
  switch (message['type']) {
    case 'text':
    case 'textV2':
      return (text(message, 'text') ?? '').split(/\r\n|\r|\n/);
    case 'image':
    case 'video':
    case 'audio':
      return present(text(message, 'originalContentUrl'));
    case 'sticker':
      return present(joined(message, ['packageId', 'stickerId']));
    case 'location':
      return present(joined(message, ['title', 'address']));
    case 'coupon':
      return present(text(message, 'couponId'));
    default:
      return present(text(message, 'altText'));
  }
}

function extrasOf(message: JsonObject): readonly string[] {
  const { quickReply, sender, template } = message;
  const items = isObject(quickReply) && Array.isArray(quickReply['items']) ? quickReply['items'].length : 0;
  const name = isObject(sender) ? text(sender, 'name') : null;
  const kind = isObject(template) ? text(template, 'type') : null;
  return [
    ...(kind === null ? [] : [kind]),
    ...(items === 0 ? [] : [items === 1 ? '1 quick reply' : `${items} quick replies`]),
    ...(name === null ? [] : [`sent as ${name}`]),
  ];
}

function joined(message: JsonObject, names: readonly string[]): string | null {
  const parts = names.flatMap((name) => present(text(message, name)));
  return parts.length === 0 ? null : parts.join(', ');
}

function text(message: JsonObject, name: string): string | null {
  const value = message[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function present(value: string | null): readonly string[] {
  return value === null ? [] : [value];
}
