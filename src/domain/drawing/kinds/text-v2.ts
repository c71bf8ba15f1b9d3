import type { JsonObject } from '../../messages/engine/shapes.js';
import { reference } from '../../messages/line-pages.js';
import { textParts } from '../../messages/rules/shared/placeholders.js';
import { type DrawPlace, inside } from '../draw-place.js';
import { at, html, type Markup } from '../markup.js';
import type { MessageKind, Note } from '../message-kind.js';
import { bubble, emojiChip, plainText } from '../parts/bubble.js';
import { objectIn, textIn } from '../values.js';
import { EMOJI_NOTE } from './text.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#text-message-v2 */
export const TEXT_V2: MessageKind = {
  draw: (message, place) => bubble(message, content(message, place), place),
  notice: (message) => wordsOf(message),
  notes: ({ substitution }) => {
    const types = new Set(Object.values(objectIn(substitution)).map((value) => objectIn(value)['type']));
    return [...(types.has('mention') ? [MENTION_NOTE] : []), ...(types.has('emoji') ? [EMOJI_NOTE] : [])];
  },
};

const MENTION_NOTE: Note = {
  text: 'A mention shows the name that the person has in LINE; here it is the user ID.',
  link: reference('text-message-v2-mention-object'),
};

function content({ text, substitution }: JsonObject, place: DrawPlace): readonly Markup[] {
  const given = objectIn(substitution);
  return textParts(textIn(text) ?? '').flatMap((part) => {
    if (part.type === 'text') return plainText(part.text);
    if (part.type === 'stray') return html`<span class="chip broken">${part.brace}</span>`;
    return substituted(part.key, given, inside(place, 'substitution', part.key));
  });
}

function substituted(key: string, given: JsonObject, place: DrawPlace): Markup {
  const value = Object.hasOwn(given, key) ? objectIn(given[key]) : {};
  switch (value['type']) {
    case 'emoji':
      return emojiChip({ productId: value['productId'], emojiId: value['emojiId'] }, place);
    case 'mention':
      return html`<span class="chip mention" ${at(place)} title="mention of ${mentioned(value)}">${mentioned(value)}</span>`;
    default:
      return html`<span class="chip broken" ${at(place)} title="nothing to put here">{${key}}</span>`;
  }
}

function mentioned({ mentionee }: JsonObject): string {
  const { type, userId } = objectIn(mentionee);
  if (type === 'all') return '@All';
  const id = textIn(userId) ?? '?';
  return `@${id.length <= 12 ? id : `${id.slice(0, 9)}…`}`;
}

function wordsOf({ text, substitution }: JsonObject): string {
  const given = objectIn(substitution);
  return textParts(textIn(text) ?? '')
    .map((part) => {
      if (part.type === 'text') return part.text;
      if (part.type === 'stray') return part.brace;
      const value = Object.hasOwn(given, part.key) ? objectIn(given[part.key]) : {};
      if (value['type'] === 'mention') return mentioned(value);
      return value['type'] === 'emoji' ? '(emoji)' : `{${part.key}}`;
    })
    .join('');
}
