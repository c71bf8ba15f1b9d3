import { choice, required, tablesByType } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { BUBBLE } from '../flex/bubble.js';
import { CAROUSEL } from '../flex/carousel.js';
import { checkAnimatedImages, checkSizes } from '../flex/limits.js';
import { ALT_TEXT, lineOf, messageType } from '../shared/message-type.js';

const CONTAINERS = tablesByType({ bubble: BUBBLE, carousel: CAROUSEL });

/** `flex`: a bubble, or a carousel of bubbles. @see https://developers.line.biz/en/reference/messaging-api/#flex-message */
export const FLEX = messageType('flex', {
  name: 'Flex Message',
  docs: reference('flex-message'),
  properties: {
    altText: required(ALT_TEXT),
    contents: required(choice(() => CONTAINERS, { what: 'Flex container', typeRule: 'flex-type' })),
  },
  check: (message, context) => {
    checkSizes(message['contents'], context);
    checkAnimatedImages(message['contents'], context);
  },
  summary: (message) => lineOf(message, 'altText'),
});
