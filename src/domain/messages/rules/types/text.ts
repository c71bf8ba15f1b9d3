import { shown } from '../../../text/shown.js';
import {
  formed,
  guide,
  integer,
  isObject,
  type JsonObject,
  list,
  object,
  optional,
  type Place,
  reference,
  required,
  type TextShape,
  table,
  text,
} from '../../engine/shapes.js';
import { MESSAGE_PROPERTIES } from '../shared/message-type.js';
import { checkQuoteToken, QUOTE_TOKEN } from '../shared/quote-token.js';

const TEXT_DOCS = reference('text-message');
const COUNTING_DOCS = guide('text-character-count/');

/** The text of a text message of either version, in UTF-16 units. @see https://developers.line.biz/en/reference/messaging-api/#text-message */
export const MESSAGE_TEXT = text(5000, { docs: COUNTING_DOCS });
/** LINE emoji of one text message of either version. @see https://developers.line.biz/en/reference/messaging-api/#text-message */
export const MAX_EMOJIS = 20;

const EMOJI = table({
  name: 'LINE emoji',
  docs: TEXT_DOCS,
  properties: { index: required(integer(0)), productId: required(text(null)), emojiId: required(text(null)) },
});

/** `text`, counted in UTF-16 units, with `$` standing for LINE emoji. */
export const TEXT_MESSAGE = table({
  name: 'text message',
  docs: TEXT_DOCS,
  properties: {
    ...MESSAGE_PROPERTIES,
    text: required(MESSAGE_TEXT),
    emojis: optional(list(object(EMOJI), { min: 0, max: MAX_EMOJIS, countRule: 'emoji-count' })),
    quoteToken: QUOTE_TOKEN,
  },
  check: (message, place) => {
    checkEmojiIndices(message, place);
    checkQuoteToken(message, place);
  },
});

/** `sticker`; which stickers may be sent is a published list that changes, so only the form of the IDs is checked. */
export const STICKER_MESSAGE = table({
  name: 'sticker message',
  docs: reference('sticker-message'),
  properties: {
    ...MESSAGE_PROPERTIES,
    packageId: required(formedNumber('package ID')),
    stickerId: required(formedNumber('sticker ID')),
    quoteToken: QUOTE_TOKEN,
  },
  check: checkQuoteToken,
});

function formedNumber(what: string): TextShape {
  const accepts = (id: string) => /^[0-9]+$/.test(id);
  return formed({ rule: 'pattern', expected: `the digits of a ${what}`, accepts });
}

/** Each index must point at a `$` of the text, and no two at the same one; LINE answers 400 otherwise. */
function checkEmojiIndices(message: JsonObject, { report }: Place): void {
  const { text: written, emojis } = message;
  if (typeof written !== 'string' || !Array.isArray(emojis)) return;
  const taken = new Set<number>();
  for (const [position, emoji] of emojis.entries()) {
    const index: unknown = isObject(emoji) ? emoji['index'] : null;
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0) continue;
    const found = written[index];
    const at = `/emojis/${position}/index`;
    const problem = { rule: 'emoji-index', severity: 'error', at, limit: '$', docs: COUNTING_DOCS } as const;
    if (found !== '$') {
      const what =
        found === undefined
          ? `the text ends at ${written.length}`
          : `"${shown(characterAt(written, index))}" stands there`;
      report({
        ...problem,
        message: `index ${index} must point at a "$", ${what} (UTF-16 units from 0)`,
        actual: index,
      });
    } else if (taken.has(index)) {
      report({ ...problem, message: `index ${index} is used by two emoji`, actual: index });
    }
    taken.add(index);
  }
}

function characterAt(written: string, index: number): string {
  return String.fromCodePoint(written.codePointAt(index) ?? 0x20);
}
