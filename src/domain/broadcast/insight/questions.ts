import { statisticsDay } from '../japan-time.js';
import { namesRecipients, type SendWay } from '../settings.js';
import { COUNTED_FOR_MS } from './standing.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** `to` is at most so many days after `from`. @see https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit */
const LONGEST_PERIOD_DAYS = 30;

/** What LINE accepted at one time: of one day, or with one request. Times by LINE's clock, milliseconds since 1970. */
export interface AcceptedSend {
  /** From 0. */
  readonly stage: number;
  /** Null where there are many. */
  readonly requestId: string | null;
  readonly recipients: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Days of a unit, `yyyyMMdd` in UTC+9, both included. */
export interface UnitPeriod {
  readonly from: string;
  readonly to: string;
}

interface AnyQuestion {
  /** Under which the answer is kept. */
  readonly key: string;
  /** Recipients that LINE accepted. */
  readonly accepted: number;
  readonly lastSentAt: number;
}

/** One request to LINE for statistics. */
export type InsightQuestion =
  | (AnyQuestion & { readonly type: 'request'; readonly requestId: string; readonly stage: number })
  | (AnyQuestion & { readonly type: 'unit'; readonly unit: string; readonly period: UnitPeriod });

/**
 * What to ask LINE of a broadcast: each request of one to friends; the unit of one to user IDs, over the days of its sends
 * and the fourteen after the last, as far as they have come. Nothing without a unit.
 */
export function questionsOf(
  via: SendWay,
  unit: string | null,
  sends: readonly AcceptedSend[],
  now: number,
): readonly InsightQuestion[] {
  if (!namesRecipients(via)) return sends.flatMap(requestQuestion);
  return unit === null || sends.length === 0 ? [] : unitQuestions(unit, sends, now);
}

function requestQuestion({ requestId, stage, recipients, lastAt }: AcceptedSend): readonly InsightQuestion[] {
  if (requestId === null) return [];
  return [{ type: 'request', key: `request ${requestId}`, requestId, stage, accepted: recipients, lastSentAt: lastAt }];
}

function unitQuestions(unit: string, sends: readonly AcceptedSend[], now: number): readonly InsightQuestion[] {
  const lastSentAt = Math.max(...sends.map(({ lastAt }) => lastAt));
  return periodsOf(Math.min(...sends.map(({ firstAt }) => firstAt)), lastSentAt, now).map((period) => ({
    type: 'unit',
    key: `unit ${unit} ${period.from}`,
    unit,
    period,
    accepted: sends
      .filter(({ firstAt }) => period.from <= dayAt(firstAt) && dayAt(firstAt) <= period.to)
      .reduce((sum, { recipients }) => sum + recipients, 0),
    lastSentAt,
  }));
}

/**
 * The days on which people were sent to or can have opened it, in periods as long as LINE takes them. Where each begins does
 * not depend on the day of asking.
 */
export function periodsOf(firstSentAt: number, lastSentAt: number, now: number): readonly UnitPeriod[] {
  const lastAt = Math.max(firstSentAt, Math.min(now, lastSentAt + COUNTED_FOR_MS));
  const last = dayAt(lastAt);
  const periods: UnitPeriod[] = [];
  for (let at = firstSentAt; dayAt(at) <= last; at += (LONGEST_PERIOD_DAYS + 1) * DAY_MS) {
    const end = dayAt(at + LONGEST_PERIOD_DAYS * DAY_MS);
    periods.push({ from: dayAt(at), to: end < last ? end : last });
  }
  return periods;
}

function dayAt(at: number): string {
  return statisticsDay(at, 0);
}
