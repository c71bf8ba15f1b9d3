import { type Amount, type Broadcast, isBeingRun, type Stage } from '../broadcast.js';
import { sendingHours } from '../schedule/sending-hours.js';
import { type PaceTimes, paceTimes, targetPerSecond } from '../sending/pace/pace.js';
import { namesRecipients } from '../settings.js';

/** How fast it goes and when it will end; null where nobody can tell. */
export interface Forecast {
  /** Batches that LINE accepted per second, each by one request, over the last minute of sending; pauses do not count. */
  readonly ratePerSecond: number | null;
  /** The recipients in them. */
  readonly recipientsPerSecond: number | null;
  /** When the next stage begins, where it waits for that; milliseconds since 1970. */
  readonly nextStageAt: number | null;
  /** Milliseconds since 1970. */
  readonly estimatedEnd: number | null;
}

export const NO_FORECAST: Forecast = {
  ratePerSecond: null,
  recipientsPerSecond: null,
  nextStageAt: null,
  estimatedEnd: null,
};

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
/** In less, the first answers on their way make it too slow. */
const SHORTEST_WINDOW_MS = 3_000;

/** What LINE accepted within a window. */
export interface Measured {
  readonly window: TimeWindow;
  readonly accepted: Amount;
}

/**
 * Where the rate is to be measured: the last minute, but nothing of the pause before the stage, of the hours that
 * are waited for, or of the time before the run. Between two stages it is the last minute of the stage before. Null when
 * nothing can be measured.
 */
export function rateWindow(
  { settings, state, stages, runStartedAt, lastSettledAt }: Broadcast,
  now: number,
): TimeWindow | null {
  if (!isBeingRun(state)) return null;
  const stageStartedAt = Math.max(0, ...stages.map(({ startedAt }) => startedAt ?? 0));
  const to = state === 'running' ? now : lastSettledAt;
  if (to === null) return null;
  const begun = state === 'running' ? Math.max(stageStartedAt, runStartedAt ?? 0) : stageStartedAt;
  const from = Math.max(to - RATE_WINDOW_MS, begun, sendingHours(settings).lastOpening(to));
  return to - from < SHORTEST_WINDOW_MS ? null : { from, to };
}

/** The forecast of a broadcast that is being run, from what was accepted within the window. */
export function forecastOf(broadcast: Broadcast, now: number, measured: Measured | null): Forecast {
  if (!isBeingRun(broadcast.state)) return NO_FORECAST;
  const { ratePerSecond, recipientsPerSecond } = measured === null ? NO_FORECAST : ratesOf(measured);
  const left = stagesLeft(broadcast, now, ratePerSecond === 0 ? null : ratePerSecond);
  const nextStageAt = broadcast.state === 'waiting' ? (left[0]?.startsAt ?? null) : null;
  // A run that LINE does not answer ends nobody knows when.
  const estimatedEnd = ratePerSecond === 0 ? null : lastEnd(left, now);
  return { ratePerSecond, recipientsPerSecond, nextStageAt, estimatedEnd };
}

function ratesOf({ window, accepted }: Measured): Pick<Forecast, 'ratePerSecond' | 'recipientsPerSecond'> {
  const seconds = (window.to - window.from) / 1000;
  return { ratePerSecond: accepted.batches / seconds, recipientsPerSecond: accepted.recipients / seconds };
}

/** When the last of them ends, `now` at the earliest; null where LINE alone knows that of one. */
function lastEnd(stages: readonly StageForecast[], now: number): number | null {
  const ends = stages.map(({ endsAt }) => endsAt);
  return ends.includes(null) ? null : Math.max(now, ...ends.map((end) => end ?? now));
}

/**
 * The stages that still have something to send, each after the pause that follows the one before. Without a measured
 * rate (requests per second) batches are reckoned at the pace that was asked for; friends are reckoned at what earlier
 * stages took.
 */
export function stagesLeft(broadcast: Broadcast, now: number, ratePerSecond: number | null): readonly StageForecast[] {
  const { settings, stages } = broadcast;
  const hours = sendingHours(settings);
  const left: StageForecast[] = [];
  let mayBeginAt = settings.startAt ?? now;
  for (const stage of stages) {
    if (hasNothingToSend(stage)) {
      if (stage.finishedAt !== null) mayBeginAt = stage.finishedAt + settings.intervalMs;
      continue;
    }
    const earliest = stage.startedAt === null ? Math.max(now, mayBeginAt) : now;
    const startsAt = hours.next(earliest);
    const times = stageTimes(stage, broadcast, ratePerSecond);
    const endsAt = times === null ? null : hours.after(startsAt, times.lastMs);
    left.push({ index: stage.index, startsAt, endsAt });
    mayBeginAt = Math.max((endsAt ?? startsAt) + settings.intervalMs, hours.after(startsAt, times?.moreMs ?? 0));
  }
  return left;
}

function hasNothingToSend({ toSend, inDoubt, pending }: Stage): boolean {
  return toSend.batches + inDoubt.batches === 0 && pending === 0;
}

function stageTimes(
  { toSend, inDoubt, startedAt }: Stage,
  { settings, stages, state }: Broadcast,
  ratePerSecond: number | null,
): PaceTimes | null {
  if (namesRecipients(settings.via)) {
    const times = paceTimes(toSend.batches + inDoubt.batches, ratePerSecond ?? targetPerSecond(settings));
    // In the middle of a stage the next one waits for its turn as well.
    return state === 'running' && startedAt !== null ? { ...times, lastMs: times.moreMs } : times;
  }
  const took = stages.flatMap(({ startedAt: from, finishedAt: to }) =>
    from === null || to === null ? [] : [to - from],
  );
  const averageMs = took.reduce((sum, ms) => sum + ms, 0) / took.length;
  return took.length === 0 ? null : { lastMs: averageMs, moreMs: 0 };
}
