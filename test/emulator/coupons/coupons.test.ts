import type { messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { CouponBook } from '../../../src/emulator/coupons/coupon-book.js';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { RateLimiter } from '../../../src/emulator/sending/rate-limiter.js';
import { clientFor } from '../chat/bot.js';
import { call, emulate, tokenOf } from '../platform.js';

const NOON = new Date('2026-11-21T03:00:00Z');
const START = NOON.getTime() / 1000;
const DAY_S = 24 * 60 * 60;
const PRICE = { type: 'fixed', fixedAmount: 100 };
const COUPON = {
  title: 'Friends only',
  acquisitionCondition: { type: 'normal' },
  maxUseCountPerTicket: 1,
  startTimestamp: START,
  endTimestamp: START + 10 * DAY_S,
  timezone: 'ASIA_TOKYO',
  visibility: 'UNLISTED',
  reward: { type: 'discount', priceInfo: PRICE },
} satisfies messagingApi.CouponCreateRequest | object;

/** What the SDK's types leave out of a price. */
const asRequest = (coupon: object) => coupon as messagingApi.CouponCreateRequest;

function order(emulator: Emulator, body: object): Promise<Record<string, unknown>> {
  return call(emulator, 'POST', '/_emulator/coupons', { body }).then((reply) => reply.body);
}

it('a coupon lives from its creation over its message, its users and its end', async () => {
  const emulator = await emulate({ clock: NOON });
  const client = await clientFor(emulator);
  const [one, other] = [emulator.followerId(0), emulator.followerId(1)];

  const { couponId } = await client.createCoupon(asRequest(COUPON));
  expect(couponId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  await client.pushMessage({ to: one, messages: [{ type: 'coupon', couponId }] });
  expect(await order(emulator, { acquire: { couponId, userId: one } })).toEqual({ acquired: true, reason: null });
  expect(await order(emulator, { use: { couponId, userId: one } })).toEqual({ used: true, reason: null });
  expect(await order(emulator, { use: { couponId, userId: one } })).toEqual({ used: false, reason: 'USED_UP' });
  expect(await order(emulator, { use: { couponId, userId: other } })).toEqual({ used: false, reason: 'NOT_ACQUIRED' });
  expect(emulator.violationCount()).toBe(0);

  expect(await client.closeCoupon(couponId)).toEqual({});
  expect(await client.getCouponDetail(couponId)).toMatchObject({ status: 'CLOSED' });
  expect(await order(emulator, { acquire: { couponId, userId: other } })).toEqual({
    acquired: false,
    reason: 'CLOSED',
  });
  await expect(client.closeCoupon(couponId)).rejects.toMatchObject({ status: 410 });
});

it('shows of a coupon what it was made with, in the currency of the account, and pictures where LINE keeps them', async () => {
  const emulator = await emulate({ clock: NOON });
  const token = await tokenOf(emulator);
  const made = {
    ...COUPON,
    description: 'Show this\nat the till',
    usageCondition: 'From 1,000 yen',
    couponCode: 'SPRING',
    imageUrl: 'https://example.com/coupon.png',
    acquisitionCondition: { type: 'lottery', lotteryProbability: 50, maxAcquireCount: -1 },
  };
  const { body } = await call(emulator, 'POST', '/v2/bot/coupon', { token, body: made });

  const shown = (await call(emulator, 'GET', `/v2/bot/coupon/${body['couponId']}`, { token })).body;
  expect(shown).toEqual({
    ...made,
    couponId: body['couponId'],
    imageUrl: expect.stringMatching(/^https:\/\/oa-coupon\./),
    maxTicketPerUser: 1,
    reward: { type: 'discount', priceInfo: { ...PRICE, currency: 'JPY' } },
    status: 'RUNNING',
    createdTimestamp: START,
  });
});

it.each([
  ['TW', 'TWD'],
  ['TH', 'THB'],
  ['ID', 'JPY'],
])('an account of %s has its prices in %s', async (country, currency) => {
  const emulator = await emulate();
  const client = await clientFor(emulator);
  await call(emulator, 'POST', '/_emulator/bot', { body: { country } });
  const { couponId } = await client.createCoupon(
    asRequest({ ...COUPON, startTimestamp: 0, endTimestamp: 4_000_000_000 }),
  );
  expect(await client.getCouponDetail(couponId)).toMatchObject({ reward: { priceInfo: { currency } } });
});

const oneOf = (...values: readonly (string | number)[]) => `Must be one of the following values: [${values.join(',')}]`;
const price = (priceInfo: object, type = 'discount') => ({ reward: { type, priceInfo } });
const lottery = (more: object) => ({
  acquisitionCondition: { type: 'lottery', lotteryProbability: 50, maxAcquireCount: 10, ...more },
});

it.each<[property: string, message: string, more: object]>([
  ['title', 'May not be empty', { title: undefined }],
  ['title', 'Size must be between 1 and 60', { title: '' }],
  ['title', 'Size must be between 1 and 60', { title: 't'.repeat(61) }],
  ['description', 'Size must be between 0 and 1000', { description: 'd'.repeat(1001) }],
  ['usageCondition', 'Size must be between 0 and 100', { usageCondition: 'u'.repeat(101) }],
  ['couponCode', 'Size must be between 0 and 16', { couponCode: 'c'.repeat(17) }],
  ['imageUrl', 'invalid uri', { imageUrl: 'http://example.com/a.png' }],
  [
    'barcodeImageUrl',
    'Size must be between 0 and 2000',
    { barcodeImageUrl: `https://example.com/${'a'.repeat(2000)}` },
  ],
  ['acquisitionCondition', 'May not be empty', { acquisitionCondition: undefined }],
  ['acquisitionCondition.type', oneOf('normal', 'lottery'), { acquisitionCondition: { type: 'referral' } }],
  ['acquisitionCondition.lotteryProbability', 'May not be empty', lottery({ lotteryProbability: undefined })],
  ['acquisitionCondition.lotteryProbability', 'Must be between 1 and 99', lottery({ lotteryProbability: 100 })],
  ['acquisitionCondition.maxAcquireCount', 'Must be between 1 and 999999', lottery({ maxAcquireCount: 0 })],
  ['maxUseCountPerTicket', oneOf(1, -1), { maxUseCountPerTicket: 2 }],
  ['startTimestamp', 'May not be empty', { startTimestamp: undefined }],
  ['endTimestamp', 'must be a future date', { endTimestamp: START }],
  ['endTimestamp', 'must be after startTimestamp', { startTimestamp: START + DAY_S, endTimestamp: START + DAY_S }],
  ['timezone', expect.stringContaining('ASIA_TOKYO'), { timezone: 'Asia/Tokyo' }],
  ['visibility', oneOf('PUBLIC', 'UNLISTED'), { visibility: 'PRIVATE' }],
  ['reward', 'May not be empty', { reward: undefined }],
  ['reward.type', oneOf('discount', 'free', 'gift', 'cashBack', 'others'), { reward: { type: 'half' } }],
  ['reward.priceInfo', 'May not be empty', { reward: { type: 'cashBack' } }],
  ['reward.priceInfo', 'Must not be specified', { reward: { type: 'free', priceInfo: PRICE } }],
  ['reward.priceInfo.type', oneOf('fixed', 'percentage'), price({ type: 'explicit' }, 'cashBack')],
  ['reward.priceInfo.fixedAmount', 'May not be empty', price({ type: 'fixed' })],
  ['reward.priceInfo.fixedAmount', 'Must be greater than or equal to 1', price({ type: 'fixed', fixedAmount: 0 })],
  ['reward.priceInfo.percentage', 'Must be between 1 and 99', price({ type: 'percentage', percentage: 100 })],
  ['reward.priceInfo.fixedAmount', 'Must not be specified', price({ ...PRICE, type: 'percentage', percentage: 5 })],
  ['reward.priceInfo.priceAfterDiscount', 'May not be empty', price({ type: 'explicit', originalPrice: 5 })],
])('refuses a coupon for its %s: %s', async (property, message, more) => {
  const emulator = await emulate({ clock: NOON });
  const body = { ...COUPON, ...more };
  const reply = await call(emulator, 'POST', '/v2/bot/coupon', { token: await tokenOf(emulator), body });
  expect([reply.status, reply.body]).toEqual([
    400,
    { message: 'The request body has 1 error(s)', details: [{ message, property }] },
  ]);
});

it('lists coupons newest first, page by page, whatever is made meanwhile', async () => {
  const emulator = await emulate({ clock: NOON });
  const client = await clientFor(emulator);
  const titles = Array.from({ length: 25 }, (_, index) => `coupon ${index}`);
  for (const title of titles) await client.createCoupon(asRequest({ ...COUPON, title }));
  const first = await client.listCoupon(new Set(['RUNNING', 'DRAFT']));
  await client.createCoupon(asRequest({ ...COUPON, title: 'late' }));
  const second = await client.listCoupon(new Set(['RUNNING', 'DRAFT']), first.next);

  expect(first.items).toHaveLength(20);
  expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(titles.toReversed());
  expect(second).not.toHaveProperty('next');
  emulator.moveClock(DAY_S * 1000);
  const later = await clientFor(emulator);
  await expect(later.listCoupon(new Set(), first.next)).rejects.toMatchObject({ status: 400 });
});

it('a coupon is closed when its time is over, and a draft is listed as one', async () => {
  const emulator = await emulate({ clock: NOON });
  const client = await clientFor(emulator);
  await client.createCoupon(asRequest({ ...COUPON, title: 'ends', endTimestamp: START + DAY_S }));
  await order(emulator, { create: { ...COUPON, title: 'draft', status: 'DRAFT' } });
  await order(emulator, {
    create: { ...COUPON, title: 'friends', acquisitionCondition: { type: 'referral' }, maxTicketPerUser: 30 },
  });
  const titles = async (...statuses: readonly messagingApi.CouponResponse['status'][]) =>
    (await (await clientFor(emulator)).listCoupon(new Set(statuses as never))).items.map(({ title }) => title);

  expect(await titles('RUNNING')).toEqual(['friends', 'ends']);
  emulator.moveClock(DAY_S * 1000);
  expect(await titles('CLOSED')).toEqual(['ends']);
  expect(await titles('DRAFT')).toEqual(['draft']);
  expect(await titles()).toEqual(['friends', 'draft', 'ends']);
});

it('who wins in a lottery follows from the seed, and there are no more winners than there may be', () => {
  const play = (seed: number) => {
    const book = new CouponBook(seed);
    const couponId = book.create({ ...COUPON, ...lottery({ maxAcquireCount: 20 }) }, NOON.getTime()) ?? '';
    return Array.from({ length: 60 }, (_, index) => book.acquire(couponId, followerId(index), NOON.getTime()));
  };
  const outcomes = play(7);
  expect(play(7)).toEqual(outcomes);
  expect(play(8)).not.toEqual(outcomes);
  expect(outcomes.filter((reason) => reason === null)).toHaveLength(20);
  expect(new Set(outcomes)).toEqual(new Set([null, 'LOST', 'NONE_LEFT']));
});

it('a message with a coupon that nobody can get is taken, and noted as a violation', async () => {
  const emulator = await emulate();
  const client = await clientFor(emulator);
  const couponId = '01JYNW8JMQVFBNWF1APF8Z3FS7';
  await client.pushMessage({ to: emulator.followerId(0), messages: [{ type: 'coupon', couponId }] });
  const { violations } = (await call(emulator, 'GET', '/_emulator/violations')).body;
  expect(violations).toMatchObject([{ kind: 'coupon-that-nobody-can-get', endpoint: 'push', couponId }]);
});

it('no more than 5,000 coupons are valid at once: those that are closed make room', () => {
  const book = new CouponBook(1);
  const [first] = Array.from({ length: 5000 }, () => book.create(COUPON, NOON.getTime()));
  expect(book.create(COUPON, NOON.getTime())).toBeNull();
  book.discontinue(first ?? '');
  expect(book.create(COUPON, NOON.getTime())).not.toBeNull();
});

it.each([
  ['POST', '/v2/bot/coupon'],
  ['GET', '/v2/bot/coupon'],
  ['GET', '/v2/bot/coupon/01JYNW8JMQVFBNWF1APF8Z3FS7'],
  ['PUT', '/v2/bot/coupon/01JYNW8JMQVFBNWF1APF8Z3FS7/close'],
])('200 requests a second are taken: %s %s', (method, path) => {
  const limiter = new RateLimiter();
  const taken = Array.from({ length: 201 }, () => limiter.take(method, path, 0));
  expect(taken.filter((isTaken) => isTaken)).toHaveLength(200);
});

it('coupons, who has them and who used them go on where the state goes on', async () => {
  const [first, second] = [await emulate({ clock: NOON }), await emulate({ clock: NOON })];
  const userId = first.followerId(0);
  const { couponId } = await (await clientFor(first)).createCoupon(asRequest(COUPON));
  await order(first, { acquire: { couponId, userId } });
  await order(first, { use: { couponId, userId } });
  second.importState(first.exportState());

  expect(await (await clientFor(second)).getCouponDetail(couponId)).toMatchObject({ status: 'RUNNING' });
  expect(await order(second, { use: { couponId, userId } })).toEqual({ used: false, reason: 'USED_UP' });
  expect((await call(second, 'GET', '/_emulator/coupons')).body['coupons']).toEqual([
    { couponId, title: COUPON.title, status: 'RUNNING', acquired: 1, used: 1 },
  ]);
});
