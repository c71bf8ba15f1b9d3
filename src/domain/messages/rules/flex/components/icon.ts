import { BOOLEAN, optional, required } from '../../../engine/table.js';
import { IMAGE_URL } from '../../shared/urls.js';
import { component } from '../flex-table.js';
import { ASPECT_RATIO, FONT_SIZE, MARGIN } from '../forms.js';
import { POSITION } from '../layout.js';

/** `icon`. @see https://developers.line.biz/en/reference/messaging-api/#icon */
export const ICON = component('icon', 'icon', {
  url: required(IMAGE_URL),
  margin: optional(MARGIN),
  ...POSITION,
  size: optional(FONT_SIZE),
  scaling: optional(BOOLEAN),
  aspectRatio: optional(ASPECT_RATIO),
});
