import { guide } from '../../messages/line-pages.js';
import { inside } from '../draw-place.js';
import { html } from '../markup.js';
import type { MessageKind } from '../message-kind.js';
import { quoted } from '../parts/bubble.js';
import { placeholder } from '../parts/placeholder.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#sticker-message */
export const STICKER: MessageKind = {
  draw: (message, place) =>
    html`${quoted(message, place)}${placeholder('sticker', 'Sticker', [
      ['package', message['packageId'], inside(place, 'packageId')],
      ['sticker', message['stickerId'], inside(place, 'stickerId')],
    ])}`,
  notice: () => null,
  notes: () => [{ text: 'The picture of a sticker is LINE’s; its list shows it.', link: guide('sticker-list/') }],
};
