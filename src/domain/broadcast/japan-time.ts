/** LINE names the 12 o'clock hour and 17:00 to 24:00; the time zone is not stated, Japan time is meant. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
const PEAK_HOURS_JAPAN: readonly (readonly [from: number, to: number])[] = [
  [12, 13],
  [17, 24],
];

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const JAPAN_OFFSET_MS = 9 * HOUR_MS;

/** A day in UTC+9, as LINE's statistics write it: today's are not ready, nor always yesterday's. @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers */
export function statisticsDay(now: number, daysAgo: number): string {
  return new Date(now + JAPAN_OFFSET_MS - daysAgo * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Whether any moment from `start` to `end` (milliseconds since 1970) lies in LINE's peak hours. */
export function touchesPeakHours(start: number, end: number): boolean {
  const startInJapan = start + JAPAN_OFFSET_MS;
  const firstDay = Math.floor(startInJapan / DAY_MS) * DAY_MS;
  for (let day = firstDay; day <= end + JAPAN_OFFSET_MS; day += DAY_MS) {
    for (const [from, to] of PEAK_HOURS_JAPAN) {
      if (startInJapan < day + to * HOUR_MS && day + from * HOUR_MS <= end + JAPAN_OFFSET_MS) return true;
    }
  }
  return false;
}

/** The earliest moment from `now` on that lies outside LINE's peak hours; `now` itself when it does. Milliseconds since 1970. */
export function nextOffPeak(now: number): number {
  const inJapan = now + JAPAN_OFFSET_MS;
  const day = Math.floor(inJapan / DAY_MS) * DAY_MS;
  const peak = PEAK_HOURS_JAPAN.find(([from, to]) => day + from * HOUR_MS <= inJapan && inJapan < day + to * HOUR_MS);
  return peak === undefined ? now : day + peak[1] * HOUR_MS - JAPAN_OFFSET_MS;
}

/** When LINE's peak hours last ended, at `now` or before. Milliseconds since 1970. */
export function lastPeakEnd(now: number): number {
  const inJapan = now + JAPAN_OFFSET_MS;
  const day = Math.floor(inJapan / DAY_MS) * DAY_MS;
  const ends = [day - DAY_MS, day].flatMap((of) => PEAK_HOURS_JAPAN.map(([, to]) => of + to * HOUR_MS));
  return Math.max(...ends.filter((end) => end <= inJapan)) - JAPAN_OFFSET_MS;
}
