import type { JsonObject } from '../../../messages/engine/shapes.js';
import { colour, css, px } from '../../css.js';
import type { DrawPlace } from '../../draw-place.js';
import { html, type Markup, styled } from '../../markup.js';
import { objectIn, textIn } from '../../values.js';
import { element } from '../element.js';
import { BUTTON_HEIGHTS } from '../figures.js';
import { pixelsOf } from '../measures.js';
import { hasWidth, placed, type Slot } from '../slot.js';
import { gravityOf } from './gravity.js';
import { shrunk, widthInLetters } from './letters.js';

/** The default is `md`, in CSS pixels. */
const DEFAULT_HEIGHT = 52;
/** Pixels beside the label, on both sides together. */
const BESIDE_LABEL = px(32);

/** Draws a button. @see https://developers.line.biz/en/reference/messaging-api/#button */
export function drawButton(button: JsonObject, place: DrawPlace, slot: Slot): Markup {
  const { style, action } = button;
  const label = textIn(objectIn(action)['label']) ?? '';
  const shrinks = button['adjustMode'] === 'shrink-to-fit' && hasWidth(button, slot);
  const isFilled = style === 'primary' || style === 'secondary';
  const face = {
    height: px(pixelsOf(button['height'], BUTTON_HEIGHTS) ?? DEFAULT_HEIGHT),
    [isFilled ? 'background-color' : 'color']: colour(button['color']),
    'font-size': shrinks ? shrunk(px(16), widthInLetters(label, {}), BESIDE_LABEL) : null,
  };
  const declarations = { ...placed(button, slot), 'max-width': css`100%`, 'justify-content': gravityOf(button) };
  return element(
    { kind: shrinks ? 'button fx-shrinks' : 'button', declarations, place, action },
    html`<div class="fx-face fx-${isFilled ? style : 'link'} ${styled(face)}"><span class="fx-label">${label}</span></div>`,
  );
}
