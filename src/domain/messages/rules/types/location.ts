import { decimal, required, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { lineOf, messageType } from '../shared/message-type.js';

/** `location`. The page gives no bounds for the coordinates; those of the globe are therefore only a warning. */
export const LOCATION = messageType('location', {
  name: 'location message',
  docs: reference('location-message'),
  properties: {
    title: required(text(100)),
    address: required(text(100)),
    latitude: required(decimal(-90, 90, 'warning')),
    longitude: required(decimal(-180, 180, 'warning')),
  },
  summary: (message) => lineOf(message, 'title', 'address'),
});
