import { type Broadcast, isBeingRun, namesRecipients, type Stage } from './broadcast.js';
import { targetPerSecond } from './pace.js';
import { nextOffPeak } from './warnings.js';

/** How fast it goes and when it will end; null where nobody can tell. */
export interface Forecast {
  /** Batches that LINE accepted per second, each by one request, over the last minute of sending. */
  readonly ratePerSecond: number | null;
  /** Milliseconds since 1970. */
  readonly estimatedEnd: number | null;
}

export const NO_FORECAST: Forecast = { ratePerSecond: null, estimatedEnd: null };

/** Times in milliseconds since 1970. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** When what is left of a stage will be sent, milliseconds since 1970. */
export interface StageForecast {
  readonly index: number;
  readonly startsAt: number;
  /** Null where LINE alone decides how long it takes. */
  readonly endsAt: number | null;
}

const RATE_WINDOW_MS = 60_000;
/** In less, nothing can be measured. */
const SHORTEST_WINDOW_MS = 1_000;

/**
 * Where the rate is to be measured: the last minute, but nothing of the pause before the stage, or of the time before
 * the run. Between two stages it is the last minute of the stage before. Null when nothing can be measured.
 */
export function rateWindow({ state, stages, runStartedAt, lastSettledAt }: Broadcast, now: number): TimeWindow | null {
  if (!isBeingRun(state)) return null;
  const stageStartedAt = Math.max(0, ...stages.map(({ startedAt }) => startedAt ?? 0));
  const to = state === 'running' ? now : lastSettledAt;
  if (to === null) return null;
  const begun = state === 'running' ? Math.max(stageStartedAt, runStartedAt ?? 0) : stageStartedAt;
  const from = Math.max(to - RATE_WINDOW_MS, begun);
  return to - from < SHORTEST_WINDOW_MS ? null : { from, to };
}

/** The forecast of a broadcast that is being run, from how many batches were accepted within the window. */
export function forecastOf(
  broadcast: Broadcast,
  now: number,
  measured: { readonly window: TimeWindow; readonly settled: number } | null,
): Forecast {
  if (!isBeingRun(broadcast.state)) return NO_FORECAST;
  const ratePerSecond =
    measured === null ? null : measured.settled / ((measured.window.to - measured.window.from) / 1000);
  // A run that LINE does not answer ends nobody knows when.
  if (ratePerSecond === 0) return { ratePerSecond, estimatedEnd: null };
  const ends = stagesLeft(broadcast, now, ratePerSecond).map(({ endsAt }) => endsAt);
  const estimatedEnd = ends.includes(null) ? null : Math.max(now, ...ends.map((end) => end ?? now));
  return { ratePerSecond, estimatedEnd };
}

/**
 * The stages that still have something to send, each after the pause that follows the one before. Without a measured
 * rate (requests per second) batches are reckoned at the pace that was asked for; friends are reckoned at what earlier
 * stages took.
 */
export function stagesLeft(broadcast: Broadcast, now: number, ratePerSecond: number | null): readonly StageForecast[] {
  const { settings, stages } = broadcast;
  const left: StageForecast[] = [];
  let mayBeginAt: number | null = settings.startAt ?? now;
  for (const stage of stages) {
    if (stage.toSend.batches + stage.inDoubt.batches === 0 && stage.pending === 0) {
      mayBeginAt = stage.finishedAt === null ? mayBeginAt : stage.finishedAt + settings.intervalMs;
      continue;
    }
    const earliest: number = stage.startedAt === null ? Math.max(now, mayBeginAt ?? now) : now;
    const startsAt: number = settings.avoidPeak ? nextOffPeak(earliest) : earliest;
    const takesMs = stageMs(stage, broadcast, ratePerSecond);
    const endsAt: number | null = takesMs === null ? null : startsAt + takesMs;
    left.push({ index: stage.index, startsAt, endsAt });
    mayBeginAt = (endsAt ?? startsAt) + settings.intervalMs;
  }
  return left;
}

function stageMs(
  { toSend, inDoubt }: Stage,
  { settings, stages }: Broadcast,
  ratePerSecond: number | null,
): number | null {
  if (namesRecipients(settings.via))
    return ((toSend.batches + inDoubt.batches) / (ratePerSecond ?? targetPerSecond(settings))) * 1000;
  const took = stages.flatMap(({ startedAt, finishedAt }) =>
    startedAt === null || finishedAt === null ? [] : [finishedAt - startedAt],
  );
  return took.length === 0 ? null : took.reduce((sum, ms) => sum + ms, 0) / took.length;
}
