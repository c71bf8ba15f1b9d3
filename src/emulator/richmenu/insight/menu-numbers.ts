import { statisticsDay } from '../../clock.js';
import { streamOf, unitAt } from '../../seeded-hash.js';
import type { RichMenu } from '../menus/rich-menu.js';
import type { RichMenuBook } from '../menus/rich-menu-book.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Of those who have the menu, so many open the chat on a day: between these. */
const VIEWING = { least: 0.3, most: 0.6 } as const;
/** Of those, so many tap one area. */
const TAPPING = { least: 0.05, most: 0.4 } as const;
/** How often one person does so on a day. */
const TIMES_EACH = 1.3;

/** People, and how often they did it. */
interface Metrics {
  readonly count: number;
  readonly uniqueUsers: number;
}

/** One day of a menu, in UTC+9. */
export interface MenuDay {
  readonly date: string;
  readonly users: number;
  readonly impression: Metrics;
  /** Who tapped anything. */
  readonly clickers: number;
  /** By area. */
  readonly clicks: readonly Metrics[];
}

/** Several days in one. */
export type MenuTotals = Pick<MenuDay, 'impression' | 'clickers' | 'clicks'>;

/**
 * What people did with the menu on a day that begins then. Nobody really looks at it: who does follows from the seed, the
 * menu, the day, and how many users had the menu how long. So it is the same in each run.
 */
export function menuDay({ displays }: RichMenuBook, menu: RichMenu, dayStart: number, seed: number): MenuDay {
  const users = displays.usersOn(menu.number, dayStart);
  const date = statisticsDay(dayStart);
  const among = (people: number, what: string, { least, most }: { readonly least: number; readonly most: number }) =>
    Math.floor(people * (least + (most - least) * unitAt(seed, streamOf(`menu ${menu.number} ${what}`), Number(date))));
  const viewers = among(users, 'seen', VIEWING);
  const perArea = menu.object.areas.map((_, area) => among(viewers, `tapped at ${area}`, TAPPING));
  const clickers = distinct(perArea, viewers);
  return { date, users, impression: metricsOf(viewers), clickers, clicks: perArea.map(metricsOf) };
}

/** All days together: who comes again is one person. */
export function totalsOf(days: readonly MenuDay[]): MenuTotals {
  const most = Math.max(0, ...days.map(({ users }) => users));
  const total = (of: (day: MenuDay) => Metrics): Metrics => ({
    count: days.reduce((sum, day) => sum + of(day).count, 0),
    uniqueUsers: distinct(
      days.map((day) => of(day).uniqueUsers),
      most,
    ),
  });
  const areas = days[0]?.clicks ?? [];
  return {
    impression: total(({ impression }) => impression),
    clickers: distinct(
      days.map(({ clickers }) => clickers),
      most,
    ),
    clicks: areas.map((_, area) => total(({ clicks }) => clicks[area] ?? { count: 0, uniqueUsers: 0 })),
  };
}

/** The days from one to another, each as the moment at which it begins. */
export function daysBetween(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.round((to - from) / DAY_MS) + 1) }, (_, day) => from + day * DAY_MS);
}

function metricsOf(people: number): Metrics {
  return { count: Math.floor(people * TIMES_EACH), uniqueUsers: people };
}

/** How many of the people are in any of the crowds, where who is in one says nothing of the others. */
function distinct(crowds: readonly number[], people: number): number {
  if (people === 0) return 0;
  return Math.round(people * (1 - crowds.reduce((away, present) => away * (1 - Math.min(1, present / people)), 1)));
}
