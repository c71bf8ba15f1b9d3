import { createHash } from 'node:crypto';
import { readControlBody } from '../control/control-body.js';
import { type Answer, apiError, bodyErrors, type ErrorDetail, json, OK } from '../http/answer.js';
import { isJsonObject, type JsonObject, type LineRequest, readJsonBody } from '../http/line-request.js';
import { openPageToken, sealPageToken } from '../http/pages.js';
import { type Addressed, BOT, bearer, control, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { type CouponMaker, couponProblems } from './coupon-body.js';
import { COUPON_STATUSES, type Coupon, type CouponRefusal } from './coupon-book.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#get-coupons-list */
const PER_PAGE = { usual: 20, least: 1, most: 100 };
/** What LINE keeps of a picture has a URL of its own. @see https://developers.line.biz/en/reference/messaging-api/#get-coupon */
const PICTURES = 'https://oa-coupon.line-scdn.net/';
/** What a user may have of one that is not of friend referral. @see https://developers.line.biz/en/reference/messaging-api/#get-coupon */
const TICKETS_PER_USER = 1;

/** By the account's country; yen anywhere else. @see https://developers.line.biz/en/reference/messaging-api/#get-coupon-reward-object */
const CURRENCIES: Readonly<Record<string, string>> = { TW: 'TWD', TH: 'THB' };

const NO_COUPON = couponError(404, { message: 'coupon not found', property: '' });
const ALREADY_CLOSED = couponError(410, { message: 'The coupon has already been closed.', property: '' });

/** @see https://developers.line.biz/en/reference/messaging-api/#create-coupon */
function createCoupon(state: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  return read.ok ? create(state, read.value, { at: request.at, maker: 'MESSAGING_API' }) : read.answer;
}

function create(
  { coupons }: EmulatorState,
  body: JsonObject,
  { at, maker, isDraft = false }: { readonly at: number; readonly maker: CouponMaker; readonly isDraft?: boolean },
): Answer {
  const problems = couponProblems(body, at, maker);
  if (0 < problems.length) return bodyErrors(problems);
  const couponId = coupons.create(body, at, { isDraft });
  if (couponId === null) return bodyErrors([{ message: 'You have too many coupons created.', property: '' }]);
  return json(200, { couponId });
}

/** Newest first. @see https://developers.line.biz/en/reference/messaging-api/#get-coupons-list */
function listCoupons({ channel, coupons }: EmulatorState, { query, at }: LineRequest): Answer {
  const asked = query
    .getAll('status')
    .flatMap((status) => status.split(','))
    .filter((status) => status !== '');
  const limit = Number(query.get('limit') ?? PER_PAGE.usual);
  const problems = [...statusProblems(asked), ...limitProblems(limit)];
  if (0 < problems.length) return bodyErrors(problems);
  const start = query.get('start');
  const from = start === null ? null : openPageToken(channel, start, at);
  if (start !== null && from === null) return apiError(400, 'Invalid start param');
  const statuses = COUPON_STATUSES.filter((status) => asked.length === 0 || asked.includes(status));
  const found = coupons.list(statuses, at, from);
  const next = found[limit];
  return json(200, {
    items: found.slice(0, limit).map(({ couponId, content }) => ({ couponId, title: content['title'] })),
    ...(next === undefined ? {} : { next: sealPageToken(channel, next.serial, at) }),
  });
}

function statusProblems(asked: readonly string[]): readonly ErrorDetail[] {
  const known: readonly string[] = COUPON_STATUSES;
  if (asked.every((status) => known.includes(status))) return [];
  return [{ message: `Must be one of the following values: [${known.join(',')}]`, property: 'status' }];
}

function limitProblems(limit: number): readonly ErrorDetail[] {
  const property = 'limit';
  if (PER_PAGE.most < limit) return [{ message: `Must be less than or equal to ${PER_PAGE.most}`, property }];
  if (Number.isInteger(limit) && PER_PAGE.least <= limit) return [];
  return [{ message: `Must be greater than or equal to ${PER_PAGE.least}`, property }];
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-coupon */
function showCoupon({ bot, coupons }: EmulatorState, { params, at }: LineRequest): Answer {
  const coupon = coupons.find(params['couponId'] ?? '');
  if (coupon === null) return NO_COUPON;
  const { couponId, createdAt, content } = coupon;
  const { reward, acquisitionCondition } = content;
  return json(200, {
    couponId,
    ...kept(content, ['title', 'description', 'startTimestamp', 'endTimestamp', 'timezone']),
    acquisitionCondition: acquisitionOf(acquisitionCondition),
    maxUseCountPerTicket: content['maxUseCountPerTicket'],
    maxTicketPerUser: ticketsPerUser(content),
    visibility: content['visibility'],
    reward: isJsonObject(reward) ? rewardOf(reward, CURRENCIES[bot.country] ?? 'JPY') : reward,
    ...kept(content, ['couponCode', 'usageCondition']),
    ...picture(content, 'imageUrl'),
    ...picture(content, 'barcodeImageUrl'),
    status: coupons.statusOf(couponId, at),
    createdTimestamp: Math.floor(createdAt / 1000),
  });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#discontinue-coupon */
function closeCoupon({ coupons }: EmulatorState, { params, at }: LineRequest): Answer {
  const couponId = params['couponId'] ?? '';
  const status = coupons.statusOf(couponId, at);
  if (status === null) return NO_COUPON;
  if (status === 'CLOSED') return ALREADY_CLOSED;
  coupons.discontinue(couponId);
  return OK;
}

/**
 * What a user does with a coupon: `{"acquire":{"couponId":"…","userId":"U…"}}` taps its message, `{"use":{…}}` shows it in
 * the shop. Or what LINE Official Account Manager makes: `{"create":{…,"status":"DRAFT"}}`, with the body of the API's own
 * request; `"type":"referral"` is only made there.
 */
function orderCoupon({ state }: Addressed, request: LineRequest): Answer {
  const { acquire, use, create: made } = readControlBody(request) ?? {};
  const at = state.clock.now();
  if (isJsonObject(made)) return create(state, made, { at, maker: 'OA_MANAGER', isDraft: made['status'] === 'DRAFT' });
  const deed = isJsonObject(acquire) ? acquire : use;
  if (!isJsonObject(deed) || typeof deed['couponId'] !== 'string' || typeof deed['userId'] !== 'string')
    return apiError(400, 'Give {"acquire":{"couponId":"…","userId":"U…"}}, {"use":{…}} or {"create":{…}}');
  const { couponId, userId } = deed;
  if (state.coupons.find(couponId) === null) return apiError(404, 'There is no such coupon');
  return deed === acquire
    ? outcome('acquired', state.coupons.acquire(couponId, userId, at))
    : outcome('used', state.coupons.use(couponId, userId, at));
}

function outcome(deed: 'acquired' | 'used', reason: CouponRefusal | null): Answer {
  return json(200, { [deed]: reason === null, reason });
}

/** Every coupon, newest first, with how many have it and how often it was used. */
function showCoupons({ state: { coupons, clock } }: Addressed): Answer {
  const now = clock.now();
  return json(200, {
    coupons: coupons.list(COUPON_STATUSES, now).map(({ couponId, content, uses }: Coupon) => ({
      couponId,
      title: content['title'],
      status: coupons.statusOf(couponId, now),
      acquired: uses.length,
      used: uses.reduce((sum, [, times]) => sum + times, 0),
    })),
  });
}

function acquisitionOf(condition: unknown): unknown {
  if (!isJsonObject(condition)) return condition;
  return kept(
    condition,
    condition['type'] === 'lottery' ? ['type', 'lotteryProbability', 'maxAcquireCount'] : ['type'],
  );
}

function rewardOf(reward: JsonObject, currency: string): JsonObject {
  const { type, priceInfo = null } = reward;
  if (!isJsonObject(priceInfo)) return { type };
  const price = kept(priceInfo, ['type', 'fixedAmount', 'percentage', 'originalPrice', 'priceAfterDiscount']);
  return { type, priceInfo: { ...price, ...(priceInfo['type'] === 'percentage' ? {} : { currency }) } };
}

function ticketsPerUser({ acquisitionCondition, maxTicketPerUser }: JsonObject): unknown {
  const isReferral = isJsonObject(acquisitionCondition) && acquisitionCondition['type'] === 'referral';
  return isReferral ? (maxTicketPerUser ?? TICKETS_PER_USER) : TICKETS_PER_USER;
}

function picture(content: JsonObject, property: string): JsonObject {
  const url = content[property];
  if (typeof url !== 'string') return {};
  return { [property]: `${PICTURES}${createHash('sha256').update(url).digest('base64url')}` };
}

/** Of these properties those that have a value. */
function kept(object: JsonObject, properties: readonly string[]): JsonObject {
  return Object.fromEntries(
    properties.map((name) => [name, object[name] ?? null] as const).filter(([, value]) => value !== null),
  );
}

function couponError(status: number, detail: ErrorDetail): Answer {
  return json(status, { message: 'The request body has 1 error(s)', details: [detail] });
}

/** The coupons of the account. */
export const COUPON_ROUTES: readonly Route[] = [
  bearer('coupon-create', 'POST', `${BOT}/coupon`, createCoupon),
  bearer('coupon-list', 'GET', `${BOT}/coupon`, listCoupons),
  bearer('coupon', 'GET', `${BOT}/coupon/{couponId}`, showCoupon),
  bearer('coupon-close', 'PUT', `${BOT}/coupon/{couponId}/close`, closeCoupon),
  control('GET', 'coupons', showCoupons),
  control('POST', 'coupons', orderCoupon),
];
