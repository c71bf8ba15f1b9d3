import type { JsonObject } from '../../messages/engine/shapes.js';
import { guide } from '../../messages/line-pages.js';
import { type DrawPlace, inside } from '../draw-place.js';
import type { Markup } from '../markup.js';
import type { MessageKind, Note } from '../message-kind.js';
import { bubble, emojiChip, plainText } from '../parts/bubble.js';
import { listIn, numberIn, objectIn, textIn } from '../values.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#text-message */
export const TEXT: MessageKind = {
  draw: (message, place) => bubble(message, content(message, place), place),
  notice: (message) =>
    pieces(message)
      .map((piece) => (typeof piece === 'string' ? piece : '(emoji)'))
      .join(''),
  notes: ({ emojis }) => (listIn(emojis).length === 0 ? [] : [EMOJI_NOTE]),
};

export const EMOJI_NOTE: Note = {
  text: 'LINE emoji are pictures in the app; where a text alone fits, their alternative texts stand, which LINE does not publish.',
  link: guide('emoji-list/'),
};

function content(message: JsonObject, place: DrawPlace): readonly Markup[] {
  return pieces(message).flatMap((piece) => {
    if (typeof piece === 'string') return plainText(piece);
    const { productId, emojiId } = piece.emoji;
    return emojiChip({ productId, emojiId }, inside(place, 'emojis', piece.nth));
  });
}

interface EmojiPiece {
  readonly emoji: JsonObject;
  readonly nth: number;
}

/** The text, and in the place of each `$` that an emoji points at, the emoji. */
function pieces({ text, emojis }: JsonObject): readonly (string | EmojiPiece)[] {
  const written = textIn(text) ?? '';
  const found: (string | EmojiPiece)[] = [];
  let end = 0;
  for (const { index, ...piece } of inOrder(listIn(emojis))) {
    if (index < end || written[index] !== '$') continue;
    found.push(written.slice(end, index), piece);
    end = index + 1;
  }
  return [...found, written.slice(end)];
}

function inOrder(emojis: readonly unknown[]): readonly (EmojiPiece & { readonly index: number })[] {
  return emojis
    .map((value, nth) => {
      const emoji = objectIn(value);
      return { emoji, nth, index: numberIn(emoji['index']) ?? -1 };
    })
    .sort((left, right) => left.index - right.index);
}
