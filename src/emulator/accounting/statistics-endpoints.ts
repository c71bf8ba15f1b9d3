import { startOfStatisticsDay, statisticsDay } from '../clock.js';
import { type Answer, apiError, json } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { readPage } from '../http/pages.js';
import { BOT, bearer, MESSAGE, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import type { CountedMethod } from './usage-book.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-push-messages */
const FIRST_DELIVERY_DAY = '20180331';
/** @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers */
const FIRST_FOLLOWERS_DAY = '20161101';
/** @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-delivery-messages */
const FIRST_MESSAGES_DAY = '20170301';
const DAY_MS = 24 * 60 * 60 * 1000;
/** What is sent otherwise than by the Messaging API: nobody does so here. */
const SENT_ELSEWHERE = {
  broadcast: 0,
  targeting: 0,
  stepMessage: 0,
  autoResponse: 0,
  welcomeResponse: 0,
  chat: 0,
  ccAutoReply: 0,
  ccManualReply: 0,
  pnpNoticeMessage: 0,
  pnpCallToLine: 0,
  thirdPartyChatTool: 0,
};
/** @see https://developers.line.biz/en/reference/messaging-api/#get-a-list-of-unit-names-assigned-during-this-month */
const UNITS_PER_PAGE = { usual: 100, most: 100 };

/** @see https://developers.line.biz/en/reference/messaging-api/#get-quota */
function quota({ usage }: EmulatorState): Answer {
  return json(200, usage.quota === null ? { type: 'none' } : { type: 'limited', value: usage.quota });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-consumption */
function consumption({ usage }: EmulatorState, request: LineRequest): Answer {
  return json(200, { totalUsage: usage.monthTotal(request.at) });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-push-messages */
function deliveryCount(method: CountedMethod): (state: EmulatorState, request: LineRequest) => Answer {
  return ({ usage }, request) => {
    const day = readDay(request);
    if (day === null) return apiError(400, "The value for the 'date' parameter is invalid");
    const status = statusOfDay(day, FIRST_DELIVERY_DAY, request.at);
    return json(200, status === 'ready' ? { status, success: usage.dayTotal(method, day) } : { status });
  };
}

/** LINE takes about a day to count a day: what is counted of it is told when it is over. */
function statusOfDay(day: string, firstDay: string, at: number): 'ready' | 'unready' | 'out_of_service' {
  if (day < firstDay) return 'out_of_service';
  return day < statisticsDay(at) ? 'ready' : 'unready';
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-the-number-of-unit-name-types-assigned-during-this-month */
function aggregationInfo({ usage }: EmulatorState, request: LineRequest): Answer {
  return json(200, { numOfCustomAggregationUnits: usage.units(request.at).length });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-a-list-of-unit-names-assigned-during-this-month */
function aggregationList(state: EmulatorState, request: LineRequest): Answer {
  const names = state.usage.units(request.at);
  const page = readPage(state, request, { limits: UNITS_PER_PAGE, total: names.length });
  if (!page.ok) return page.answer;
  const { first, end, next } = page.value;
  return json(200, { customAggregationUnits: names.slice(first, end), ...next });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers */
function insightFollowers({ followers, attributes }: EmulatorState, request: LineRequest): Answer {
  if (!request.query.has('date')) return apiError(400, 'date is required');
  const day = readDay(request);
  if (day === null) return apiError(400, 'Bad Request');
  const status = statusOfDay(day, FIRST_FOLLOWERS_DAY, request.at);
  if (status !== 'ready') return json(200, { status, followers: null, targetedReaches: null, blocks: null });
  const end = (startOfStatisticsDay(day) ?? 0) + DAY_MS;
  const { count, friends } = followersAt({ followers, attributes }, end);
  return json(200, { status, followers: count, targetedReaches: friends, blocks: count - friends });
}

/** Everybody who had ever followed when a day ended, and those of them who had not blocked the account. */
function followersAt(
  { followers, attributes }: Pick<EmulatorState, 'followers' | 'attributes'>,
  dayEnd: number,
): { readonly count: number; readonly friends: number } {
  const revision = followers.revisionAt(dayEnd - 1);
  if (0 < revision) return { count: followers.asOf(revision).count, friends: followers.friendCountAt(revision) };
  const start = attributes.countAtStart(dayEnd);
  return { count: start.followers, friends: start.followers - start.blocks };
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-delivery-messages */
function insightDelivery({ usage }: EmulatorState, request: LineRequest): Answer {
  const day = readDay(request);
  if (day === null) return apiError(400, request.query.has('date') ? 'Bad Request' : 'date is required');
  const status = statusOfDay(day, FIRST_MESSAGES_DAY, request.at);
  if (status !== 'ready') return json(200, { status });
  return json(200, {
    status,
    ...SENT_ELSEWHERE,
    apiBroadcast: usage.dayTotal('broadcast', day),
    apiPush: usage.dayTotal('push', day),
    apiMulticast: usage.dayTotal('multicast', day),
    apiNarrowcast: usage.dayTotal('narrowcast', day),
    apiReply: usage.dayTotal('reply', day),
  });
}

function readDay(request: LineRequest): string | null {
  const day = request.query.get('date') ?? '';
  return startOfStatisticsDay(day) === null ? null : day;
}

/** The quota, and what was sent. */
export const STATISTICS_ROUTES: readonly Route[] = [
  bearer('quota', 'GET', `${MESSAGE}/quota`, quota),
  bearer('consumption', 'GET', `${MESSAGE}/quota/consumption`, consumption),
  ...(['reply', 'push', 'multicast', 'broadcast', 'pnp', 'pnp/templated'] as const).map((method) =>
    bearer(`delivery-${method.replace('/', '-')}`, 'GET', `${MESSAGE}/delivery/${method}`, deliveryCount(method)),
  ),
  bearer('aggregation-info', 'GET', `${MESSAGE}/aggregation/info`, aggregationInfo),
  bearer('aggregation-list', 'GET', `${MESSAGE}/aggregation/list`, aggregationList),
  bearer('insight-followers', 'GET', `${BOT}/insight/followers`, insightFollowers),
  bearer('insight-delivery', 'GET', `${BOT}/insight/message/delivery`, insightDelivery),
];
