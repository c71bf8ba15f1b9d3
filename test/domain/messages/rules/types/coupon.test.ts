import { expect, it } from 'vitest';
import { found, type Row } from '../../found.js';

const coupon = (more: object) => ({ type: 'coupon', couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7', ...more });

const rows: Row[] = [
  ['a coupon', coupon({ deliveryTag: '2025_winter_campaign' }), []],
  ['a delivery tag of 30', coupon({ deliveryTag: 'x'.repeat(30) }), []],
  ['a delivery tag of 31', coupon({ deliveryTag: 'x'.repeat(31) }), ['error pattern /deliveryTag']],
  ['a delivery tag with a dash', coupon({ deliveryTag: 'a-b' }), ['error pattern /deliveryTag']],
];

it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
