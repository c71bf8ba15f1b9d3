import { ANYTHING, list, required, table, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { TEMPLATE_ACTION } from '../actions/actions.js';

/** `confirm`: a text and two actions. @see https://developers.line.biz/en/reference/messaging-api/#confirm */
export const CONFIRM = table({
  name: 'confirm template',
  docs: reference('confirm'),
  properties: {
    type: required(ANYTHING),
    text: required(text(240, { unit: 'graphemes' })),
    actions: required(list(TEMPLATE_ACTION, { min: 2, max: 2 })),
  },
});
