import { required } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { lineOf, messageType } from '../shared/message-type.js';
import { IMAGE_URL } from '../shared/urls.js';

/** `image`. @see https://developers.line.biz/en/reference/messaging-api/#image-message */
export const IMAGE = messageType('image', {
  name: 'image message',
  docs: reference('image-message'),
  properties: { originalContentUrl: required(IMAGE_URL), previewImageUrl: required(IMAGE_URL) },
  summary: (message) => lineOf(message, 'originalContentUrl'),
});
