import { startOfStatisticsDay, statisticsDay } from '../../clock.js';
import { type Answer, apiError, json, NOT_FOUND } from '../../http/answer.js';
import type { JsonObject, LineRequest, Read } from '../../http/line-request.js';
import { BOT, bearer, type Route } from '../../http/route.js';
import type { EmulatorState } from '../../state/state.js';
import type { RichMenu } from '../menus/rich-menu.js';
import { daysBetween, type MenuDay, menuDay, totalsOf } from './menu-numbers.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** `to` is at most so many days after `from`. @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-summary */
const LONGEST_SUMMARY_DAYS = 396;
/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-daily */
const LONGEST_DAILY_DAYS = 99;
/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-summary */
const YEARS_BACK = 3;
/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-summary */
const FEWEST_CLICKERS = 20;

/** Days as the moments at which they begin. */
interface Period {
  readonly from: number;
  readonly to: number;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-summary */
const summary = statistics(LONGEST_SUMMARY_DAYS, (menu, days) => {
  const { impression, clicks } = totalsOf(days);
  return { impression: { metrics: impression }, clicks: perArea(menu, (area) => clicks[area]) };
});

/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-daily */
const daily = statistics(LONGEST_DAILY_DAYS, (menu, days) => ({
  impression: { metrics: days.map(({ date, impression }) => ({ date, ...impression })) },
  clicks: perArea(menu, (area) => days.map(({ date, clicks }) => ({ date, ...clicks[area] }))),
}));

function statistics(longestDays: number, shown: (menu: RichMenu, days: readonly MenuDay[]) => JsonObject) {
  return (state: EmulatorState, request: LineRequest): Answer => {
    const period = periodIn(request, longestDays);
    if (!period.ok) return period.answer;
    const menu = state.menus.find(request.params['richMenuId'] ?? '');
    if (menu === null) return NOT_FOUND;
    state.menus.batches.settle(request.at);
    const days = daysWithStatistics(menu, period.value, request.at).map((day) =>
      menuDay(state.menus, menu, day, state.settings.seed),
    );
    const [first, last] = [days[0], days.at(-1)];
    // Few people could be known by what they did.
    if (first === undefined || last === undefined || totalsOf(days).clickers < FEWEST_CLICKERS)
      return json(200, { richMenuId: menu.id });
    return json(200, { richMenuId: menu.id, metricsFrom: first.date, metricsTo: last.date, ...shown(menu, days) });
  };
}

/** From the day of its creation up to the last one that is counted: a day's numbers are there when the next one is over. */
function daysWithStatistics({ createdAt }: RichMenu, { from, to }: Period, now: number): readonly number[] {
  const lastCounted = startOf(now) - 2 * DAY_MS;
  return daysBetween(Math.max(from, startOf(createdAt)), Math.min(to, lastCounted));
}

function periodIn({ query, at }: LineRequest, longestDays: number): Read<Period> {
  const refused = (message: string) => ({ ok: false, answer: apiError(400, message) }) as const;
  const from = startOfStatisticsDay(query.get('from') ?? '');
  const to = startOfStatisticsDay(query.get('to') ?? '');
  if (from === null || to === null) return refused('Bad Request');
  if (to < from) return refused('Parameter to must be the same date as, or after parameter from.');
  if (longestDays * DAY_MS < to - from) return refused(`Date range exceeds. Max range is ${longestDays} days.`);
  const [, year = '', month = '', day = ''] = /^(\d{4})(\d{2})(\d{2})$/.exec(statisticsDay(at)) ?? [];
  const earliest = `${Number(year) - YEARS_BACK}-${month}-${day}`;
  if ((query.get('from') ?? '') < earliest.replaceAll('-', ''))
    return refused(`Parameter from must be the same date as, or after ${earliest}.`);
  return { ok: true, value: { from, to } };
}

function perArea(menu: RichMenu, metrics: (area: number) => unknown): readonly JsonObject[] {
  return menu.object.areas.map(({ bounds }, area) => ({ bounds, metrics: metrics(area) }));
}

function startOf(at: number): number {
  return startOfStatisticsDay(statisticsDay(at)) ?? at;
}

const MENU_INSIGHT = `${BOT}/insight/richmenu/{richMenuId}`;

/** What people did with a rich menu. */
export const MENU_INSIGHT_ROUTES: readonly Route[] = [
  bearer('rich-menu-insight-summary', 'GET', `${MENU_INSIGHT}/summary`, summary),
  bearer('rich-menu-insight-daily', 'GET', `${MENU_INSIGHT}/daily`, daily),
];
