import { tooLong } from '../../engine/counting.js';
import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { oneOf, optional, text } from '../../engine/table.js';

/** Grapheme clusters of a title. @see https://developers.line.biz/en/reference/messaging-api/#buttons */
export const TITLE = text(40, { unit: 'graphemes' });
/** Grapheme clusters of a text beside an image or a title. @see https://developers.line.biz/en/reference/messaging-api/#buttons */
export const MAX_TEXT_BESIDE_IMAGE = 60;
/** Of either carousel. @see https://developers.line.biz/en/reference/messaging-api/#carousel */
export const MAX_COLUMNS = 10;

/** `imageBackgroundColor`. @see https://developers.line.biz/en/reference/messaging-api/#buttons */
export const BACKGROUND_COLOR = text(null, {
  form: { rule: 'color', expected: 'a colour such as #FFFFFF', accepts: (color) => /^#[0-9a-fA-F]{6}$/.test(color) },
});

/** How images of buttons and carousels are shown. @see https://developers.line.biz/en/reference/messaging-api/#carousel */
export const IMAGE_LOOK = {
  imageAspectRatio: optional(oneOf('rectangle', 'square')),
  imageSize: optional(oneOf('cover', 'contain')),
};

/** Checks `text`: beside an image or a title the limit is another than for a text alone. */
export function checkTextLength(template: JsonObject, maxAlone: number, { report }: RuleContext): void {
  const { text: written } = template;
  if (typeof written !== 'string') return;
  const alone = !isGiven(template['thumbnailImageUrl']) && !isGiven(template['title']);
  const limit = alone ? maxAlone : MAX_TEXT_BESIDE_IMAGE;
  const long = tooLong(written, limit, 'graphemes');
  if (long === null) return;
  const message = `text has ${long.excess}${alone ? '' : ' beside an image or a title'}`;
  report({ rule: 'max-length', severity: long.severity, at: '/text', message, limit, actual: long.actual });
}

/** Whether a property is there and is not null. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
