import { startOfStatisticsDay } from '../clock.js';
import { type Answer, apiError, json, NOT_FOUND } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { BOT, bearer, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import type { Counts } from './counts.js';
import { timesOf } from './insight-book.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#get-message-event */
const FEWEST_SHOWN = 20;
const DAY_MS = 24 * 60 * 60 * 1000;
/** `to` is at most so many days after `from`. @see https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit */
const LONGEST_PERIOD_DAYS = 30;
const UNIT_NAME = /^[a-zA-Z0-9_]{1,30}$/;
const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** LINE says nothing of what is wrong. @see https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit */
const NO_STATISTIC: Answer = json(400, { message: null, key: null, stacktrace: null, code: null });
const PERCENTAGES = [25, 50, 75, 100] as const;

/** @see https://developers.line.biz/en/reference/messaging-api/#get-message-event */
function messageEvent({ insight }: EmulatorState, request: LineRequest): Answer {
  const requestId = request.query.get('requestId') ?? '';
  if (!REQUEST_ID.test(requestId)) return apiError(400, 'Bad Request');
  const sending = insight.sendingOf(requestId);
  if (sending === null) return NOT_FOUND;
  const head = {
    requestId,
    timestamp: Math.floor(sending.at / 1000),
    // Null until all of it is sent.
    delivered: request.at < sending.at ? null : sending.delivered,
  };
  return json(200, statistics(insight.countsOf(sending, request.at), { head, showsUniqueBubbles: false }));
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit */
function statisticsPerUnit({ insight }: EmulatorState, request: LineRequest): Answer {
  const unit = request.query.get('customAggregationUnit') ?? '';
  const from = startOfStatisticsDay(request.query.get('from') ?? '');
  const to = startOfStatisticsDay(request.query.get('to') ?? '');
  if (!UNIT_NAME.test(unit) || from === null || to === null) return NO_STATISTIC;
  if (to < from || LONGEST_PERIOD_DAYS * DAY_MS < to - from) return NO_STATISTIC;
  const counts = insight.ofUnit(unit, { from, to: Math.min(request.at, to + DAY_MS), now: request.at });
  return json(200, statistics(counts, { head: {}, showsUniqueBubbles: true }));
}

interface StatisticsForm {
  readonly head: Readonly<Record<string, unknown>>;
  /** Only the statistics per unit say how many people saw a bubble. */
  readonly showsUniqueBubbles: boolean;
}

function statistics(counts: Counts, { head, showsUniqueBubbles }: StatisticsForm): Readonly<Record<string, unknown>> {
  const { opened, clicked, played } = counts;
  const overview = {
    ...head,
    uniqueImpression: shown(opened),
    uniqueClick: shown(clicked),
    uniqueMediaPlayed: shown(played),
    uniqueMediaPlayed100Percent: shown(playedTo(played, 100)),
  };
  // Where nothing can be shown there is no entry at all.
  if (overview.uniqueImpression === null) return { overview, messages: [], clicks: [] };
  const messages = counts.bubbles.map((bubble) => ({
    seq: bubble.seq,
    impression: shownTimes(bubble.seen),
    ...(showsUniqueBubbles ? { uniqueImpression: shown(bubble.seen) } : {}),
    mediaPlayed: shownTimes(bubble.played),
    ...forEachPercentage('mediaPlayed', (percent) => shownTimes(playedTo(bubble.played, percent))),
    uniqueMediaPlayed: shown(bubble.played),
    ...forEachPercentage('uniqueMediaPlayed', (percent) => shown(playedTo(bubble.played, percent))),
  }));
  const clicks = counts.clicks.map((link) => ({
    seq: link.seq,
    url: link.url,
    click: shownTimes(link.clicked),
    uniqueClick: shown(link.clicked),
    uniqueClickOfRequest: shown(link.clickedAnywhere),
  }));
  return { overview, messages, clicks };
}

function forEachPercentage(
  name: string,
  value: (percent: number) => number | null,
): Readonly<Record<string, number | null>> {
  return Object.fromEntries(PERCENTAGES.map((percent) => [`${name}${percent}Percent`, value(percent)]));
}

function playedTo(people: number, percent: number): number {
  return Math.floor((people * (125 - percent)) / 100);
}

/** To protect people, LINE shows no number of fewer than twenty. */
function shown(people: number): number | null {
  return people < FEWEST_SHOWN ? null : people;
}

/** Nor how often so few did it. */
function shownTimes(people: number): number | null {
  return people < FEWEST_SHOWN ? null : timesOf(people);
}

/** What people did with what was sent to them. */
export const INSIGHT_ROUTES: readonly Route[] = [
  bearer('insight-message-event', 'GET', `${BOT}/insight/message/event`, messageEvent),
  bearer('insight-per-unit', 'GET', `${BOT}/insight/message/event/aggregation`, statisticsPerUnit),
];
