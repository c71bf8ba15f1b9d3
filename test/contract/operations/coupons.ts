import { oneError } from '../table/area.js';
import { area } from '../table/record-area.js';

const BASE = '/v2/bot/coupon';
const NONE = { path: { couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7' } };
const NOT_FOUND = oneError('', 'coupon not found');
const PRICE = { type: 'fixed', fixedAmount: 100 };

/** One that LINE takes, with all that it can have. */
const COUPON = {
  title: 'spring',
  description: 'Show this at the till',
  acquisitionCondition: { type: 'lottery', lotteryProbability: 50, maxAcquireCount: -1 },
  maxUseCountPerTicket: 1,
  startTimestamp: 0,
  endTimestamp: 1_924_959_599,
  timezone: 'ASIA_TOKYO',
  visibility: 'UNLISTED',
  imageUrl: 'https://example.com/coupon.png',
  barcodeImageUrl: 'https://example.com/barcode.png',
  couponCode: 'SPRING',
  usageCondition: 'From 1,000 yen',
  reward: { type: 'discount', priceInfo: PRICE },
};
const REWARDS = [
  { type: 'discount', priceInfo: { type: 'percentage', percentage: 25 } },
  { type: 'discount', priceInfo: { type: 'explicit', originalPrice: 12_000, priceAfterDiscount: 9500 } },
  { type: 'cashBack', priceInfo: PRICE },
  { type: 'cashBack', priceInfo: { type: 'percentage', percentage: 30 } },
  { type: 'free' },
  { type: 'gift' },
  { type: 'others' },
];

interface Made {
  readonly couponIds: readonly string[];
}

export const COUPONS = area({
  name: 'coupons',
  prepare: async ({ emulator, token }): Promise<Made> => {
    const couponIds: string[] = [];
    for (const reward of [COUPON.reward, ...REWARDS]) {
      const response = await fetch(`${emulator.url}${BASE}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...COUPON, reward }),
      });
      const made: unknown = await response.json();
      couponIds.push(String(Object(made).couponId));
    }
    return { couponIds };
  },
  rows: {
    [`POST ${BASE}`]: {
      request: { json: COUPON },
      also: REWARDS.map((reward) => ({ json: { ...COUPON, reward } })),
      refusals: [
        [400, oneError('title', 'Size must be between 1 and 60'), { json: { ...COUPON, title: 't'.repeat(61) } }],
        [
          400,
          oneError('reward.type', 'Must be one of the following values: [discount,free,gift,cashBack,others]'),
          { json: { ...COUPON, reward: { type: 'half' } } },
        ],
        [
          400,
          oneError('reward.priceInfo.fixedAmount', 'Must not be specified'),
          {
            json: {
              ...COUPON,
              reward: { type: 'discount', priceInfo: { ...PRICE, type: 'percentage', percentage: 5 } },
            },
          },
        ],
      ],
    },
    [`GET ${BASE}`]: {
      request: { query: { status: ['DRAFT', 'RUNNING'], limit: 5 } },
      also: [{}],
      refusals: [
        [
          400,
          oneError('status', 'Must be one of the following values: [DRAFT,RUNNING,CLOSED]'),
          { query: { status: 'OPEN' } },
        ],
        [400, oneError('limit', 'Must be less than or equal to 100'), { query: { limit: 101 } }],
      ],
    },
    [`GET ${BASE}/{couponId}`]: {
      request: ({ couponIds }) => ({ path: { couponId: couponIds[0] ?? '' } }),
      also: REWARDS.map((_reward, at) => ({ couponIds }: Made) => ({ path: { couponId: couponIds[at + 1] ?? '' } })),
      refusals: [[404, NOT_FOUND, NONE]],
    },
    [`PUT ${BASE}/{couponId}/close`]: {
      request: ({ couponIds }) => ({ path: { couponId: couponIds[0] ?? '' } }),
      answer: {},
      refusals: [
        [404, NOT_FOUND, NONE],
        [
          410,
          oneError('', 'The coupon has already been closed.'),
          ({ couponIds }) => ({ path: { couponId: couponIds[0] ?? '' } }),
        ],
      ],
    },
  },
});
