import type { TextShape } from '../../engine/shapes.js';
import { formed, required } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { checkSticker } from '../lists/known-sticker.js';
import { lineOf, messageType } from '../shared/message-type.js';
import { checkQuoteToken, QUOTE_TOKEN } from '../shared/quote-token.js';

/** `sticker`; which ones may be sent is a published list that changes, so one that is not in it is a warning. */
export const STICKER = messageType('sticker', {
  name: 'sticker message',
  docs: reference('sticker-message'),
  properties: {
    packageId: required(digitsOf('package ID')),
    stickerId: required(digitsOf('sticker ID')),
    quoteToken: QUOTE_TOKEN,
  },
  check: (message, context) => {
    checkSticker(message, context);
    checkQuoteToken(message, context);
  },
  summary: (message) => lineOf(message, 'packageId', 'stickerId'),
});

function digitsOf(what: string): TextShape {
  const accepts = (id: string) => /^[0-9]+$/.test(id);
  return formed({ rule: 'pattern', expected: `the digits of a ${what}`, accepts });
}
