import { BOOLEAN, oneOf, optional, required } from '../../../engine/table.js';
import { FLEX_ACTION } from '../../actions/actions.js';
import { IMAGE_URL } from '../../shared/urls.js';
import { component } from '../flex-table.js';
import { ASPECT_RATIO, COLOR, IMAGE_SIZE, MARGIN } from '../forms.js';
import { ALIGN, FLEX, GRAVITY, POSITION } from '../layout.js';

/** `image`. @see https://developers.line.biz/en/reference/messaging-api/#f-image */
export const IMAGE = component('image', 'f-image', {
  url: required(IMAGE_URL),
  flex: FLEX,
  margin: optional(MARGIN),
  ...POSITION,
  align: ALIGN,
  gravity: GRAVITY,
  size: optional(IMAGE_SIZE),
  aspectRatio: optional(ASPECT_RATIO),
  aspectMode: optional(oneOf('fit', 'cover')),
  backgroundColor: optional(COLOR),
  action: optional(FLEX_ACTION),
  animated: optional(BOOLEAN),
});
