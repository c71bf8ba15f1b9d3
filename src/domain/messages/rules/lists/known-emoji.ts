import { nearestName } from '../../../text/nearest-name.js';
import { shown } from '../../../text/shown.js';
import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { EMOJI_COUNTS, EMOJI_ID_DIGITS, EMOJI_LIST_AS_OF, EMOJI_LIST_DOCS } from './emoji-list.js';

/**
 * Warns of a LINE emoji that the shipped list does not have. A warning, because the list may be older than LINE's, and
 * what LINE answers to such an emoji is not known.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/emoji-list/
 */
export function checkEmoji({ productId, emojiId }: JsonObject, { report }: RuleContext): void {
  if (typeof productId !== 'string' || productId === '') return;
  const problem = { rule: 'emoji-list', severity: 'warning', docs: EMOJI_LIST_DOCS } as const;
  const from = `LINE's list as of ${EMOJI_LIST_AS_OF}`;
  const count = EMOJI_COUNTS.get(productId);
  if (count === undefined) {
    const near = nearestName(productId, EMOJI_COUNTS.keys(), SLIPS_IN_PRODUCT_ID);
    const advice = near === null ? '' : `, did you mean "${near}"?`;
    const message = `product ${shown(productId)} is not in ${from}${advice}`;
    report({ ...problem, at: '/productId', message, actual: shown(productId) });
    return;
  }
  const id = typeof emojiId === 'number' ? String(emojiId) : emojiId;
  if (typeof id !== 'string' || id === '') return;
  const isWritten = /^[0-9]+$/.test(id);
  const number = isWritten ? Number(id) : 0;
  const isKnown = isWritten && id.length === EMOJI_ID_DIGITS && 1 <= number && number <= count;
  if (isKnown) return;
  const limit = `${idOf(1)} to ${idOf(count)}`;
  const advice = isWritten ? `, did you mean "${idOf(Math.min(Math.max(number, 1), count))}"?` : '';
  const message = `emoji ${shown(id)} is not among those of product ${productId}, ${limit}, in ${from}${advice}`;
  report({ ...problem, at: '/emojiId', message, limit, actual: shown(id) });
}

/** Product IDs differ in a few hexadecimal digits only: more slips than this lead to any of them. */
const SLIPS_IN_PRODUCT_ID = 2;

function idOf(number: number): string {
  return String(number).padStart(EMOJI_ID_DIGITS, '0');
}
