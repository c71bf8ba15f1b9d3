import type { JsonObject } from '../../../messages/engine/shapes.js';
import { type CssValue, colour, css, px } from '../../css.js';
import type { DrawPlace } from '../../draw-place.js';
import { html, type Markup, styled } from '../../markup.js';
import { textIn } from '../../values.js';
import { element } from '../element.js';
import { IMAGE_SIZES } from '../figures.js';
import { ratioOf, sizeOf } from '../measures.js';
import { hasWidth, placed, type Slot } from '../slot.js';
import { gravityOf } from './gravity.js';
import { drawPicture } from './picture.js';

/** The default is `md`. */
const DEFAULT_WIDTH = px(100);

const ALIGNMENTS: ReadonlyMap<unknown, CssValue> = new Map([
  ['start', css`flex-start`],
  ['end', css`flex-end`],
]);

/**
 * Draws an image in its drawing area: as wide as its size, or as its box leaves, and as high as its ratio says.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#drawing-area
 */
export function drawImage(image: JsonObject, place: DrawPlace, slot: Slot): Markup {
  const { isShare, width } = widthOf(image);
  const declarations = {
    ...placed(image, slot),
    'max-width': css`100%`,
    // A share needs something that it is a share of.
    width: isShare && !hasWidth(image, slot) ? css`100%` : null,
    'align-items': ALIGNMENTS.get(image['align']) ?? css`center`,
    'justify-content': gravityOf(image),
  };
  const area = {
    width,
    'aspect-ratio': ratioOf(image['aspectRatio']),
    'background-color': colour(image['backgroundColor']),
  };
  const detail = image['animated'] === true ? 'animated' : textIn(image['aspectRatio']);
  return element(
    { kind: 'image', declarations, place, action: image['action'] },
    html`<div class="fx-area ${styled(area)}">${drawPicture({ ...pictured(image), kind: 'image', detail }, place)}</div>`,
  );
}

/** What fills a drawing area, and how. */
function pictured({ url, aspectMode }: JsonObject) {
  return { url, fit: aspectMode === 'cover' ? ('cover' as const) : ('fit' as const) };
}

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#image-size */
function widthOf({ size }: JsonObject): { width: CssValue; isShare: boolean } {
  if (size === 'full') return { width: css`100%`, isShare: true };
  const pixels = sizeOf(size, { words: IMAGE_SIZES });
  if (pixels !== null) return { width: pixels, isShare: false };
  const share = sizeOf(size, { percent: true });
  return share === null ? { width: DEFAULT_WIDTH, isShare: false } : { width: share, isShare: true };
}
