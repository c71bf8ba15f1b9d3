import { text } from '../../engine/table.js';
import { guide } from '../../line-pages.js';

/** The page on how LINE counts characters, and where the index of an emoji points. */
export const COUNTING_DOCS = guide('text-character-count/');
/** The text of a text message of either version, in UTF-16 units. @see https://developers.line.biz/en/reference/messaging-api/#text-message */
export const MESSAGE_TEXT = text(5000, { docs: COUNTING_DOCS });
/** LINE emoji of one text message of either version. @see https://developers.line.biz/en/reference/messaging-api/#text-message */
export const MAX_EMOJIS = 20;
