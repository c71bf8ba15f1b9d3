import type { ErrorDetail } from '../http/answer.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';
import { COUPON_TIMEZONES } from './coupon-timezones.js';

/** What a coupon's types and its numbers may be. @see https://developers.line.biz/en/reference/messaging-api/#create-coupon */
const MAX_TITLE = 60;
const MAX_DESCRIPTION = 1000;
const MAX_USAGE_CONDITION = 100;
const MAX_COUPON_CODE = 16;
const MAX_URL = 2000;
const MAX_WINNERS = 999_999;
const PERCENT = { least: 1, most: 99 };
const ENDLESS = -1;
const REWARDS = ['discount', 'free', 'gift', 'cashBack', 'others'];
const PRICES: Readonly<Record<string, readonly string[]>> = {
  discount: ['fixed', 'percentage', 'explicit'],
  cashBack: ['fixed', 'percentage'],
};
/** Which properties belong to a price. */
const PRICE_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  fixed: ['fixedAmount'],
  percentage: ['percentage'],
  explicit: ['originalPrice', 'priceAfterDiscount'],
};
const EVERY_PRICE_PROPERTY = Object.values(PRICE_PROPERTIES).flat();

/** Who makes a coupon: only LINE Official Account Manager makes those of friend referral. */
export type CouponMaker = 'MESSAGING_API' | 'OA_MANAGER';
const ACQUISITIONS: Readonly<Record<CouponMaker, readonly string[]>> = {
  MESSAGING_API: ['normal', 'lottery'],
  OA_MANAGER: ['normal', 'lottery', 'referral'],
};

/** What is wrong with the request to create a coupon, in LINE's words where its page shows some; empty when nothing is. */
export function couponProblems(body: JsonObject, now: number, maker: CouponMaker): readonly ErrorDetail[] {
  return [
    ...textProblems(body, 'title', { least: 1, most: MAX_TITLE, isRequired: true }),
    ...textProblems(body, 'description', { least: 0, most: MAX_DESCRIPTION }),
    ...textProblems(body, 'usageCondition', { least: 0, most: MAX_USAGE_CONDITION }),
    ...textProblems(body, 'couponCode', { least: 0, most: MAX_COUPON_CODE }),
    ...urlProblems(body, 'imageUrl'),
    ...urlProblems(body, 'barcodeImageUrl'),
    ...acquisitionProblems(body['acquisitionCondition'], maker),
    ...enumProblems(body['maxUseCountPerTicket'], 'maxUseCountPerTicket', [1, ENDLESS]),
    ...timeProblems(body, now),
    ...enumProblems(body['timezone'], 'timezone', COUPON_TIMEZONES),
    ...enumProblems(body['visibility'], 'visibility', ['PUBLIC', 'UNLISTED']),
    ...rewardProblems(body['reward']),
  ];
}

function textProblems(
  body: JsonObject,
  property: string,
  { least, most, isRequired = false }: { readonly least: number; readonly most: number; readonly isRequired?: boolean },
): readonly ErrorDetail[] {
  const value = body[property] ?? null;
  if (value === null) return isRequired ? missing(property) : [];
  const isRight = typeof value === 'string' && least <= value.length && value.length <= most;
  return isRight ? [] : [{ message: `Size must be between ${least} and ${most}`, property }];
}

function urlProblems(body: JsonObject, property: string): readonly ErrorDetail[] {
  const value = body[property] ?? null;
  if (value === null) return [];
  if (typeof value === 'string' && MAX_URL < value.length)
    return [{ message: `Size must be between 0 and ${MAX_URL}`, property }];
  const isRight = typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:';
  return isRight ? [] : [{ message: 'invalid uri', property }];
}

function acquisitionProblems(value: unknown, maker: CouponMaker): readonly ErrorDetail[] {
  const property = 'acquisitionCondition';
  if (!isJsonObject(value)) return missing(property);
  const wrongType = enumProblems(value['type'], `${property}.type`, ACQUISITIONS[maker]);
  if (0 < wrongType.length || value['type'] !== 'lottery') return wrongType;
  const winners = value['maxAcquireCount'] === ENDLESS ? [] : countProblems(value, property, 'maxAcquireCount');
  return [...percentProblems(value, property, 'lotteryProbability'), ...winners];
}

function countProblems(object: JsonObject, parent: string, name: string): readonly ErrorDetail[] {
  return rangeProblems(object, `${parent}.${name}`, name, { least: 1, most: MAX_WINNERS });
}

function percentProblems(object: JsonObject, parent: string, name: string): readonly ErrorDetail[] {
  return rangeProblems(object, `${parent}.${name}`, name, PERCENT);
}

function rangeProblems(
  object: JsonObject,
  property: string,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): readonly ErrorDetail[] {
  const value = object[name] ?? null;
  if (value === null) return missing(property);
  const isRight = isWhole(value) && least <= value && value <= most;
  return isRight ? [] : [{ message: `Must be between ${least} and ${most}`, property }];
}

/** It begins whenever it likes, and ends after that, and after now. */
function timeProblems(body: JsonObject, now: number): readonly ErrorDetail[] {
  const { startTimestamp: start = null, endTimestamp: end = null } = body;
  const problems = [
    ...(start === null ? missing('startTimestamp') : wholeProblems(start, 'startTimestamp', 0)),
    ...(end === null ? missing('endTimestamp') : wholeProblems(end, 'endTimestamp', 0)),
  ];
  if (0 < problems.length || !isWhole(start) || !isWhole(end)) return problems;
  if (end * 1000 <= now) return [{ message: 'must be a future date', property: 'endTimestamp' }];
  return start < end ? [] : [{ message: 'must be after startTimestamp', property: 'endTimestamp' }];
}

function rewardProblems(value: unknown): readonly ErrorDetail[] {
  if (!isJsonObject(value)) return missing('reward');
  const wrongType = enumProblems(value['type'], 'reward.type', REWARDS);
  if (0 < wrongType.length) return wrongType;
  const prices = PRICES[String(value['type'])];
  const priceInfo = value['priceInfo'] ?? null;
  if (prices === undefined) return priceInfo === null ? [] : unwanted('reward.priceInfo');
  if (!isJsonObject(priceInfo)) return missing('reward.priceInfo');
  return priceProblems(priceInfo, prices);
}

function priceProblems(priceInfo: JsonObject, prices: readonly string[]): readonly ErrorDetail[] {
  const parent = 'reward.priceInfo';
  const wrongType = enumProblems(priceInfo['type'], `${parent}.type`, prices);
  if (0 < wrongType.length) return wrongType;
  const own = PRICE_PROPERTIES[String(priceInfo['type'])] ?? [];
  return EVERY_PRICE_PROPERTY.flatMap((name) => {
    const value = priceInfo[name] ?? null;
    if (!own.includes(name)) return value === null ? [] : unwanted(`${parent}.${name}`);
    if (name === 'percentage') return percentProblems(priceInfo, parent, name);
    return value === null ? missing(`${parent}.${name}`) : wholeProblems(value, `${parent}.${name}`, 1);
  });
}

function enumProblems(value: unknown, property: string, values: readonly unknown[]): readonly ErrorDetail[] {
  if (value === undefined || value === null) return missing(property);
  return values.includes(value)
    ? []
    : [{ message: `Must be one of the following values: [${values.join(',')}]`, property }];
}

function wholeProblems(value: unknown, property: string, least: number): readonly ErrorDetail[] {
  return isWhole(value) && least <= value ? [] : [{ message: `Must be greater than or equal to ${least}`, property }];
}

function missing(property: string): readonly ErrorDetail[] {
  return [{ message: 'May not be empty', property }];
}

function unwanted(property: string): readonly ErrorDetail[] {
  return [{ message: 'Must not be specified', property }];
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
