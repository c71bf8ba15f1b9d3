import { ANYTHING, list, object, required, table } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { IMAGE_CAROUSEL_ACTION } from '../actions/actions.js';
import { IMAGE_URL } from '../shared/urls.js';
import { MAX_COLUMNS } from './shared.js';

const COLUMN = table({
  name: 'image carousel column',
  docs: reference('column-object-for-image-carousel'),
  properties: { imageUrl: required(IMAGE_URL), action: required(IMAGE_CAROUSEL_ACTION) },
});

/** `image_carousel`: images to tap. @see https://developers.line.biz/en/reference/messaging-api/#image-carousel */
export const IMAGE_CAROUSEL = table({
  name: 'image carousel template',
  docs: reference('image-carousel'),
  properties: {
    type: required(ANYTHING),
    columns: required(list(object(COLUMN), { min: 1, max: MAX_COLUMNS })),
  },
});
