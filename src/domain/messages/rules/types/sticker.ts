import type { TextShape } from '../../engine/shapes.js';
import { formed, required } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { lineOf, messageType } from '../shared/message-type.js';
import { checkQuoteToken, QUOTE_TOKEN } from '../shared/quote-token.js';

/** `sticker`; which stickers may be sent is a published list that changes, so only the form of the IDs is checked. */
export const STICKER = messageType('sticker', {
  name: 'sticker message',
  docs: reference('sticker-message'),
  properties: {
    packageId: required(digitsOf('package ID')),
    stickerId: required(digitsOf('sticker ID')),
    quoteToken: QUOTE_TOKEN,
  },
  check: checkQuoteToken,
  summary: (message) => lineOf(message, 'packageId', 'stickerId'),
});

function digitsOf(what: string): TextShape {
  const accepts = (id: string) => /^[0-9]+$/.test(id);
  return formed({ rule: 'pattern', expected: `the digits of a ${what}`, accepts });
}
