import { required } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { lineOf, messageType } from '../shared/message-type.js';
import { MEDIA_URL } from '../shared/urls.js';

/** `image`. @see https://developers.line.biz/en/reference/messaging-api/#image-message */
export const IMAGE = messageType('image', {
  name: 'image message',
  docs: reference('image-message'),
  properties: { originalContentUrl: required(MEDIA_URL), previewImageUrl: required(MEDIA_URL) },
  summary: (message) => lineOf(message, 'originalContentUrl'),
});
