import type { JsonObject } from '../../../messages/engine/shapes.js';
import { colour, px } from '../../css.js';
import type { DrawPlace } from '../../draw-place.js';
import { html, type Markup, NOTHING } from '../../markup.js';
import { element } from '../element.js';
import { SPACES } from '../figures.js';
import { pixelsOf } from '../measures.js';
import { placed, type Slot } from '../slot.js';

/** Draws a line across the box, one pixel thick. @see https://developers.line.biz/en/reference/messaging-api/#separator */
export function drawSeparator(separator: JsonObject, place: DrawPlace, slot: Slot): Markup {
  const declarations = {
    ...placed({ margin: separator['margin'] }, slot, 0),
    [slot.axis === 'row' ? 'width' : 'height']: px(1),
    'background-color': colour(separator['color']),
  };
  return element({ kind: 'separator', declarations, place }, NOTHING);
}

/**
 * Draws the space of a filler, which the spacing of its box does not go for. LINE documents no default of its share; it
 * fills rows and columns alike.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#filler
 */
export function drawFiller({ flex }: JsonObject, place: DrawPlace, slot: Slot): Markup {
  const weight = typeof flex === 'number' && 0 <= flex ? flex : 1;
  const declarations = placed({}, { ...slot, spacing: null }, weight);
  return element({ kind: 'filler', declarations, place }, NOTHING);
}

/** Draws the gap of a spacer, marked: it is not documented any more. Its default was `md`. */
export function drawSpacer({ size }: JsonObject, place: DrawPlace, slot: Slot): Markup {
  const space = px(pixelsOf(size, SPACES) ?? 8);
  const declarations = {
    ...placed({}, { ...slot, spacing: null }, 0),
    [slot.axis === 'row' ? 'width' : 'height']: space,
  };
  return element({ kind: 'spacer', declarations, place }, html`<i>spacer, discontinued</i>`);
}
