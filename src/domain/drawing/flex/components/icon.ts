import type { JsonObject } from '../../../messages/engine/shapes.js';
import { px } from '../../css.js';
import type { DrawPlace } from '../../draw-place.js';
import type { Markup } from '../../markup.js';
import { element } from '../element.js';
import { ratioOf } from '../measures.js';
import { placed, type Slot } from '../slot.js';
import { letterSizeOf } from './letters.js';
import { drawPicture } from './picture.js';

/** Draws an icon, whose share of the space is always 0. @see https://developers.line.biz/en/reference/messaging-api/#icon */
export function drawIcon(icon: JsonObject, place: DrawPlace, slot: Slot): Markup {
  const declarations = {
    ...placed(icon, slot, 0),
    width: px(letterSizeOf(icon)),
    'aspect-ratio': ratioOf(icon['aspectRatio']),
  };
  const picture = drawPicture({ url: icon['url'], kind: 'icon', fit: 'fit', detail: null }, place);
  return element({ kind: 'icon', declarations, place }, picture);
}
