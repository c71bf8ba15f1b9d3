import { isJsonObject } from '../../../text/json-object.js';
import { shown } from '../../../text/shown.js';
import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { integer, list, object, optional, required, table, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { checkEmoji } from '../lists/known-emoji.js';
import { COUNTING_DOCS, checkHiddenLength, MAX_EMOJIS, MESSAGE_TEXT } from '../shared/message-text.js';
import { messageType, textLines } from '../shared/message-type.js';
import { checkQuoteToken, QUOTE_TOKEN } from '../shared/quote-token.js';
import { checkTextContent } from '../shared/text-content.js';

const TEXT_DOCS = reference('text-message');

const EMOJI = table({
  name: 'LINE emoji',
  docs: TEXT_DOCS,
  properties: { index: required(integer(0)), productId: required(text(null)), emojiId: required(text(null)) },
  check: checkEmoji,
});

/** `text`, counted in UTF-16 units, with `$` standing for LINE emoji. */
export const TEXT = messageType('text', {
  name: 'text message',
  docs: TEXT_DOCS,
  properties: {
    text: required(MESSAGE_TEXT),
    emojis: optional(list(object(EMOJI), { min: 0, max: MAX_EMOJIS, countRule: 'emoji-count' })),
    quoteToken: QUOTE_TOKEN,
  },
  check: (message, context) => {
    checkTextContent(message['text'], context);
    checkEmojiIndices(message, context);
    checkQuoteToken(message, context);
  },
  summary: textLines,
});

/** Each index must point at a `$` of the text, and no two at the same one; LINE answers 400 otherwise. */
function checkEmojiIndices(message: JsonObject, { report }: RuleContext): void {
  const { text: written, emojis } = message;
  if (typeof written !== 'string' || !Array.isArray(emojis)) return;
  checkHiddenLength(written, { emojis: emojis.length, placeholders: emojis.length * '$'.length }, report);
  const taken = new Set<number>();
  for (const [position, emoji] of emojis.entries()) {
    const index: unknown = isJsonObject(emoji) ? emoji['index'] : null;
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
