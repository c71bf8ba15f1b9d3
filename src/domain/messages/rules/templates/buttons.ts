import { ANYTHING, list, optional, required, table, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { BUTTONS_ACTION, BUTTONS_DEFAULT_ACTION } from '../actions/actions.js';
import { IMAGE_URL } from '../shared/urls.js';
import { BACKGROUND_COLOR, checkTextLength, IMAGE_LOOK, TITLE } from './shared.js';

/** Grapheme clusters of a text alone. @see https://developers.line.biz/en/reference/messaging-api/#buttons */
export const MAX_TEXT = 160;

/** `buttons`: an image, a text and up to four actions. @see https://developers.line.biz/en/reference/messaging-api/#buttons */
export const BUTTONS = table({
  name: 'buttons template',
  docs: reference('buttons'),
  properties: {
    type: required(ANYTHING),
    thumbnailImageUrl: optional(IMAGE_URL),
    ...IMAGE_LOOK,
    imageBackgroundColor: optional(BACKGROUND_COLOR),
    title: optional(TITLE),
    text: required(text(null)),
    defaultAction: optional(BUTTONS_DEFAULT_ACTION),
    actions: required(list(BUTTONS_ACTION, { min: 1, max: 4 })),
  },
  check: (template, context) => checkTextLength(template, MAX_TEXT, context),
});
