import { shown } from '../../../text/shown.js';
import {
  ANYTHING,
  list,
  object,
  oneOf,
  optional,
  type Place,
  type Property,
  reference,
  required,
  table,
  text,
} from '../../engine/shapes.js';
import { QUICK_REPLY_ACTION } from '../actions/actions.js';
import { MEDIA_URL } from './urls.js';

/** `altText` of imagemap, template and Flex Messages. @see https://developers.line.biz/en/reference/messaging-api/#flex-message */
export const ALT_TEXT = text(1500);

const QUICK_REPLY_ITEM = table({
  name: 'quick reply button',
  docs: reference('quick-reply-button-object'),
  properties: {
    type: required(oneOf('action')),
    imageUrl: optional(MEDIA_URL),
    action: required(QUICK_REPLY_ACTION),
  },
});

const QUICK_REPLY = table({
  name: 'quick reply',
  docs: reference('items-object'),
  properties: { items: required(list(object(QUICK_REPLY_ITEM), { min: 0, max: 13, check: checkQuickReplyCount })) },
});

/** LINE states no least number of buttons: none is no error, but nobody wants it. */
function checkQuickReplyCount(items: readonly unknown[], { report }: Place): void {
  if (items.length !== 0) return;
  const message = 'items is empty, there is no quick reply to show';
  report({ rule: 'count', severity: 'warning', at: '', message, limit: 'at least 1', actual: 0 });
}

const SENDER = table({
  name: 'sender',
  docs: reference('icon-nickname-switch'),
  properties: { name: optional(text(20)), iconUrl: optional(MEDIA_URL) },
  check: ({ name }, { report }) => {
    if (typeof name !== 'string' || !/\bline\b/i.test(name)) return;
    // The page names this one word of those that are refused; in another case it may pass.
    const severity = /\bLINE\b/.test(name) ? 'error' : 'warning';
    const message = `the sender may not be called "${shown(name)}": words such as LINE are not allowed`;
    report({ rule: 'sender-name', severity, at: '/name', message, actual: shown(name) });
  },
});

/** What every message may carry, whatever its type. @see https://developers.line.biz/en/reference/messaging-api/#message-common-properties */
export const MESSAGE_PROPERTIES: Readonly<Record<string, Property>> = {
  type: required(ANYTHING),
  quickReply: optional(object(QUICK_REPLY)),
  sender: optional(object(SENDER)),
};
