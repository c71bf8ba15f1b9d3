import { BOOLEAN, oneOf, optional, required } from '../../../engine/table.js';
import { FLEX_BUTTON_ACTION } from '../../actions/actions.js';
import { component } from '../flex-table.js';
import { COLOR, MARGIN } from '../forms.js';
import { FLEX, GRAVITY, POSITION, SHRINK } from '../layout.js';

/** `button`. @see https://developers.line.biz/en/reference/messaging-api/#button */
export const BUTTON = component('button', 'button', {
  action: required(FLEX_BUTTON_ACTION),
  flex: FLEX,
  margin: optional(MARGIN),
  ...POSITION,
  height: optional(oneOf('sm', 'md')),
  style: optional(oneOf('primary', 'secondary', 'link')),
  color: optional(COLOR),
  gravity: GRAVITY,
  adjustMode: SHRINK,
  scaling: optional(BOOLEAN),
});
