import { choice, required, tablesByType } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { ALT_TEXT, lineOf, messageType } from '../shared/message-type.js';
import { BUTTONS } from '../templates/buttons.js';
import { CAROUSEL } from '../templates/carousel.js';
import { CONFIRM } from '../templates/confirm.js';
import { IMAGE_CAROUSEL } from '../templates/image-carousel.js';

const TEMPLATES = tablesByType({
  buttons: BUTTONS,
  confirm: CONFIRM,
  carousel: CAROUSEL,
  image_carousel: IMAGE_CAROUSEL,
});

/** `template`: buttons, confirm, carousel or image carousel. @see https://developers.line.biz/en/reference/messaging-api/#template-messages */
export const TEMPLATE = messageType('template', {
  name: 'template message',
  docs: reference('template-messages'),
  properties: {
    altText: required(ALT_TEXT),
    template: required(choice(() => TEMPLATES, { what: 'template', typeRule: 'template-type' })),
  },
  summary: (message) => lineOf(message, 'altText'),
});
