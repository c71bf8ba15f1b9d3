import type { RuleContext } from '../../engine/shapes.js';
import { list, object, oneOf, optional, required, table } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { QUICK_REPLY_ACTION } from '../actions/actions.js';
import { ICON_URL } from './urls.js';

const QUICK_REPLY_ITEM = table({
  name: 'quick reply button',
  docs: reference('quick-reply-button-object'),
  properties: {
    type: required(oneOf('action')),
    imageUrl: optional(ICON_URL),
    action: required(QUICK_REPLY_ACTION),
  },
});

/** `quickReply` of a message. @see https://developers.line.biz/en/reference/messaging-api/#items-object */
export const QUICK_REPLY = table({
  name: 'quick reply',
  docs: reference('items-object'),
  properties: { items: required(list(object(QUICK_REPLY_ITEM), { min: 0, max: 13, check: checkCount })) },
});

/** LINE states no least number of buttons: none is no error, but nobody wants it. */
function checkCount(items: readonly unknown[], { report }: RuleContext): void {
  if (items.length !== 0) return;
  const message = 'items is empty, there is no quick reply to show';
  report({ rule: 'count', severity: 'warning', at: '', message, limit: 'at least 1', actual: 0 });
}
