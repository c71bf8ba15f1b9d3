import type { RuleContext } from '../../engine/shapes.js';
import { text } from '../../engine/table.js';
import { guide } from '../../line-pages.js';

/** The page on how LINE counts characters, and where the index of an emoji points. */
export const COUNTING_DOCS = guide('text-character-count/');
/** UTF-16 units of the text of a text message of either version. @see https://developers.line.biz/en/reference/messaging-api/#text-message */
const MAX_TEXT = 5000;
export const MESSAGE_TEXT = text(MAX_TEXT, { docs: COUNTING_DOCS });
/** LINE emoji of one text message of either version. @see https://developers.line.biz/en/reference/messaging-api/#text-message */
export const MAX_EMOJIS = 20;

/**
 * UTF-16 units to reckon with for the alternative text of one LINE emoji. LINE counts that text in place of the
 * placeholder, says that a message may fail for it, and publishes none of them; two that its reference of received
 * messages shows, `(love)` and `(hello)`, have 6 and 7. The allowance is ours, well beyond those: with 20 emoji it
 * warns from about 4,200 units on.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/text-character-count/
 * @see https://developers.line.biz/en/reference/messaging-api/#wh-text
 */
const EMOJI_TEXT_ALLOWANCE = 40;

/** Warns of a text within the limit that could pass it by the alternative text of its LINE emoji. */
export function checkHiddenLength(
  written: string,
  {
    emojis,
    placeholders,
  }: { readonly emojis: number /** UTF-16 units of all of them. */; readonly placeholders: number },
  report: RuleContext['report'],
): void {
  const possible = written.length - placeholders + emojis * EMOJI_TEXT_ALLOWANCE;
  if (emojis === 0 || MAX_TEXT < written.length || possible <= MAX_TEXT) return;
  const whose = emojis === 1 ? 'its LINE emoji' : `each of its ${emojis} LINE emoji`;
  const message = `text has ${written.length} UTF-16 units, and LINE counts the unpublished alternative text of ${whose} in place of the placeholder: that may pass ${MAX_TEXT}`;
  report({
    rule: 'max-length',
    severity: 'warning',
    at: '/text',
    message,
    limit: MAX_TEXT,
    actual: written.length,
    docs: COUNTING_DOCS,
  });
}
