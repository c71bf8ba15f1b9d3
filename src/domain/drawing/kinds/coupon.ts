import { guide } from '../../messages/line-pages.js';
import { inside } from '../draw-place.js';
import type { MessageKind } from '../message-kind.js';
import { placeholder } from '../parts/placeholder.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#coupon-message */
export const COUPON: MessageKind = {
  draw: ({ couponId, deliveryTag }, place) =>
    placeholder('coupon', 'Coupon', [
      ['ID', couponId, inside(place, 'couponId')],
      ['delivery tag', deliveryTag, inside(place, 'deliveryTag')],
    ]),
  notice: () => null,
  notes: () => [
    {
      text: 'Title, image and dates of a coupon are what was entered when it was made; LINE draws them.',
      link: guide('send-coupons-to-users/'),
    },
  ],
};
