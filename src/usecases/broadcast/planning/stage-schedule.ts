import { type HoursWish, sendingHours } from '../../../domain/broadcast/schedule/sending-hours.js';
import { paceTimes } from '../../../domain/broadcast/sending/pace/pace.js';
import type { BroadcastWay } from '../../../domain/broadcast/settings.js';

/** What decides when the stages of a plan begin. */
export interface ScheduleWish extends HoursWish {
  readonly via: BroadcastWay;
  readonly batchSize: number;
  readonly intervalMs: number;
  /** The earliest start, milliseconds since 1970; null for at once. */
  readonly startAt: number | null;
}

export interface PlannedStage {
  readonly index: number;
  readonly recipients: number;
  readonly batches: number;
  /** Milliseconds since 1970, if it began now and all went well. */
  readonly startsAt: number;
  readonly endsAt: number;
}

export function scheduleStages(
  sizes: readonly number[],
  { via, batchSize, intervalMs, startAt, ...hours }: ScheduleWish,
  perSecond: number,
  now: number,
): readonly PlannedStage[] {
  const { next, after } = sendingHours(hours);
  let startsAt = next(Math.max(now, startAt ?? now));
  return sizes.map((recipients, index) => {
    const batches = via === 'multicast' ? Math.ceil(recipients / batchSize) : 1;
    // How long LINE takes to deliver to friends, nobody knows before.
    const { lastMs, moreMs } = via === 'multicast' ? paceTimes(batches, perSecond) : { lastMs: 0, moreMs: 0 };
    const stage = { index, recipients, batches, startsAt, endsAt: after(startsAt, lastMs) };
    startsAt = next(Math.max(stage.endsAt + intervalMs, after(startsAt, moreMs)));
    return stage;
  });
}
