import { formed, optional, required, text, wordForm } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { lineOf, messageType } from '../shared/message-type.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#coupon-message */
const DELIVERY_TAG = wordForm('pattern', 30);

/** `coupon`. @see https://developers.line.biz/en/reference/messaging-api/#coupon-message */
export const COUPON = messageType('coupon', {
  name: 'coupon message',
  docs: reference('coupon-message'),
  properties: { couponId: required(text(null)), deliveryTag: optional(formed(DELIVERY_TAG)) },
  summary: (message) => lineOf(message, 'couponId'),
});
