const JAPAN_OFFSET_MS = 9 * 60 * 60 * 1000;

/**
 * When the month of the quota began and ends, in milliseconds since 1970. LINE does not say in which time zone it turns;
 * its other days are in Japan time, so this is too.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/pricing/
 */
export function quotaMonth(now: number): {
  readonly startsAt: number;
  readonly endsAt: number;
  /** Of the next month, as a date in Japan. */
  readonly firstDayAfter: string;
} {
  const japan = new Date(now + JAPAN_OFFSET_MS);
  const monthAt = (offset: number) =>
    Date.UTC(japan.getUTCFullYear(), japan.getUTCMonth() + offset, 1) - JAPAN_OFFSET_MS;
  const firstDayAfter = new Date(monthAt(1) + JAPAN_OFFSET_MS).toISOString().slice(0, 10);
  return { startsAt: monthAt(0), endsAt: monthAt(1), firstDayAfter };
}
