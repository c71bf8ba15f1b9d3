import { integer, oneOf, optional } from '../../engine/table.js';
import { COLOR, FONT_SIZE, OFFSET } from './forms.js';

/** Where a component stands. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-offset */
export const POSITION = {
  position: optional(oneOf('relative', 'absolute')),
  offsetTop: optional(OFFSET),
  offsetBottom: optional(OFFSET),
  offsetStart: optional(OFFSET),
  offsetEnd: optional(OFFSET),
};
/** Its share of the space. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-width-and-height */
export const FLEX = optional(integer(0, null, 'warning'));
export const ALIGN = optional(oneOf('start', 'end', 'center'));
export const GRAVITY = optional(oneOf('top', 'bottom', 'center'));
export const SHRINK = optional(oneOf('shrink-to-fit'));

/** How text looks. @see https://developers.line.biz/en/reference/messaging-api/#f-text */
export const LETTERS = {
  size: optional(FONT_SIZE),
  color: optional(COLOR),
  weight: optional(oneOf('regular', 'bold')),
  style: optional(oneOf('normal', 'italic')),
  decoration: optional(oneOf('none', 'underline', 'line-through')),
};
