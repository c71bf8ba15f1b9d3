import { lastPeakEnd, nextOffPeak } from '../japan-time.js';
import { type QuietHours, quietDays } from './quiet-hours.js';

/** What keeps a broadcast from being sent at some times of the day. */
export interface HoursWish {
  readonly avoidPeak: boolean;
  readonly quietHours: QuietHours | null;
}

/** When it may be sent. All moments in milliseconds since 1970. */
export interface SendingHours {
  /** The first moment from `at` on at which it may be sent. */
  next(at: number): number;
  /**
   * The first moment from `at` on at which something may be begun that leaves at most `leadMs` later: nothing leaves in quiet
   * hours that was begun before them.
   */
  opening(at: number, leadMs: number): number;
  /** When the hours in which nothing is sent last ended, at `at` or before; 0 where there are none. */
  lastOpening(at: number): number;
  /** When work of so many milliseconds ends that begins at `at`. Peak hours within it are not reckoned with. */
  after(at: number, ms: number): number;
}

/** Peak hours and quiet hours end each other at most so often on a day. */
const TURNS = 8;

export function sendingHours({ avoidPeak, quietHours }: HoursWish): SendingHours {
  const quiet = quietHours === null ? null : quietDays(quietHours);
  const once = (at: number) => {
    const offPeak = avoidPeak ? nextOffPeak(at) : at;
    return quiet === null ? offPeak : quiet.next(offPeak);
  };
  const next = (at: number) => {
    let moment = at;
    for (let turn = 0; turn < TURNS; turn += 1) {
      const then = once(moment);
      if (then === moment) break;
      moment = then;
    }
    return moment;
  };
  return {
    next,
    opening(at, leadMs) {
      // At the slowest pace a batch waits longer than a day is open: it may still begin in the first half of it.
      const leaves = at + Math.min(leadMs, (quiet?.openMs ?? Number.POSITIVE_INFINITY) / 2);
      const rested = quiet?.next(leaves) ?? leaves;
      return next(rested === leaves ? at : rested);
    },
    lastOpening: (at) => Math.max(avoidPeak ? lastPeakEnd(at) : 0, quiet?.lastEnd(at) ?? 0),
    after: (at, ms) => quiet?.after(at, ms) ?? at + ms,
  };
}

/** Any day does: peak hours and most zones are the same on all. */
const SOME_DAY = Date.UTC(2026, 0, 15);

/** Whether there is any moment at which it may be sent. */
export function leavesTime(wish: HoursWish): boolean {
  const { next } = sendingHours(wish);
  const moment = next(SOME_DAY);
  return next(moment) === moment;
}
