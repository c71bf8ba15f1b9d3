const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Intervals that people read easily, shortest first. */
const INTERVALS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];

/** Something that happened to so many recipients at a moment, milliseconds since 1970. */
export interface TimedCount {
  readonly at: number;
  readonly recipients: number;
}

/** Recipients per interval: every interval from the first to the last is there, also the empty ones. */
export interface Timeline {
  readonly intervalMs: number;
  /** `at` is where the interval begins. */
  readonly points: readonly TimedCount[];
}

/** Sums counts into at most `maxPoints` intervals of a round length that begin at round times (UTC). */
export function timelineOf(counts: Iterable<TimedCount>, maxPoints: number): Timeline {
  const all = [...counts];
  if (all.length === 0) return { intervalMs: SECOND, points: [] };
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { at } of all) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  const pointsAt = (intervalMs: number) => Math.floor(last / intervalMs) - Math.floor(first / intervalMs) + 1;
  let intervalMs = INTERVALS_MS.find((candidate) => pointsAt(candidate) <= maxPoints) ?? DAY;
  while (maxPoints < pointsAt(intervalMs)) intervalMs += DAY;
  const firstIndex = Math.floor(first / intervalMs);
  const sums = new Array<number>(pointsAt(intervalMs)).fill(0);
  for (const { at, recipients } of all) {
    const index = Math.floor(at / intervalMs) - firstIndex;
    sums[index] = (sums[index] ?? 0) + recipients;
  }
  return {
    intervalMs,
    points: sums.map((recipients, index) => ({ at: (firstIndex + index) * intervalMs, recipients })),
  };
}
