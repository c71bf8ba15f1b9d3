import { failure } from '../../failure/failure.js';
import { zoneOffset } from '../../text/time-zone.js';

/** A part of each day in which nothing is sent; over midnight where it ends before it begins. */
export interface QuietHours {
  /** Minutes since midnight. */
  readonly from: number;
  /** Minutes since midnight: the first minute in which it may be sent again. */
  readonly to: number;
  /** Where these hours are read off the clock. */
  readonly timeZone: string;
}

/** Where LINE is at home; a channel may name another. */
export const DEFAULT_TIME_ZONE = 'Asia/Tokyo';

const HOURS = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MINUTES_A_DAY = 24 * 60;

/** `21:00-08:00`. @throws {LineOpsError} `usage` for anything else, and for hours that leave nothing of the day. */
export function parseQuietHours(text: string): Omit<QuietHours, 'timeZone'> {
  const [from, to] = timesOf(text);
  if (from === null || to === null || from === to) throw failure('INVALID_QUIET_HOURS', { text });
  return { from, to };
}

function timesOf(text: string): readonly [from: number | null, to: number | null] {
  const [, fromHour, fromMinute, toHour, toMinute] = HOURS.exec(text) ?? [];
  return [minuteOf(fromHour, fromMinute), minuteOf(toHour, toMinute)];
}

/** 24:00 is the midnight that ends a day. */
function minuteOf(hour: string | undefined, minute: string | undefined): number | null {
  if (hour === undefined || minute === undefined || 59 < Number(minute)) return null;
  const minutes = 60 * Number(hour) + Number(minute);
  return MINUTES_A_DAY < minutes ? null : minutes % MINUTES_A_DAY;
}

/** `21:00-08:00 Asia/Tokyo`. */
export function quietHoursWords({ from, to, timeZone }: QuietHours): string {
  return `${timeWords(from)}-${timeWords(to)} ${timeZone}`;
}

function timeWords(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** The days as quiet hours cut them. All moments in milliseconds since 1970. */
export interface QuietDays {
  /** How long a day is without its quiet hours, in milliseconds. */
  readonly openMs: number;
  /** The first moment from `at` on that is not quiet. */
  next(at: number): number;
  /** When quiet hours last ended, at `at` or before. */
  lastEnd(at: number): number;
  /** When work of so many milliseconds ends that begins at `at` and rests in the quiet hours. */
  after(at: number, ms: number): number;
}

/** The same wall clock on every day: where the zone moves its clocks, the hours of that night are longer or shorter. */
export function quietDays({ from, to, timeZone }: QuietHours): QuietDays {
  const offset = zoneOffset(timeZone);
  const timeOfDay = (at: number) => modulo(at + offset(at), DAY_MS);
  const isQuiet = (at: number) => {
    const minute = timeOfDay(at) / MINUTE_MS;
    return from < to ? from <= minute && minute < to : from <= minute || minute < to;
  };
  /** The moment of a time of day that is so far away on a clock that nobody moves. */
  const moved = (at: number, byMs: number) => {
    const there = at + byMs;
    return there - (offset(there) - offset(at));
  };
  const onward = (at: number, minute: number) => {
    const waitMs = modulo(minute * MINUTE_MS - timeOfDay(at), DAY_MS) || DAY_MS;
    const there = moved(at, waitMs);
    // In an hour that comes twice: the clock says it again.
    return at < there ? there : at + waitMs;
  };
  const next = (at: number): number => {
    let moment = at;
    while (isQuiet(moment)) moment = onward(moment, to);
    return moment;
  };
  const openMs = DAY_MS - modulo((to - from) * MINUTE_MS, DAY_MS);
  return {
    openMs,
    next,
    lastEnd: (at) => moved(at, -modulo(timeOfDay(at) - to * MINUTE_MS, DAY_MS)),
    after(at, ms) {
      // Whole days first: at a slow pace there are many.
      const days = Math.max(0, Math.floor(ms / openMs) - 1);
      let moment = next(at) + days * DAY_MS;
      let left = ms - days * openMs;
      for (;;) {
        moment = next(moment);
        const rest = onward(moment, from);
        if (left <= rest - moment) return moment + left;
        left -= rest - moment;
        moment = rest;
      }
    },
  };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
