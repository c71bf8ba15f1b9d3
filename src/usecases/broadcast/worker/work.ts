import { dueAt, type Scheduled } from '../../../domain/broadcast/schedule/due.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { UnreadableBroadcast } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../../ports/deps.js';

/** A staying worker begins within 5 s of the time: it looks often enough, and looking is one small question. */
const LOOK_EVERY_MS = 1_000;

/** Broadcasts of a channel at work at once: they share its pace; more would only make each slower. */
const SIDE_BY_SIDE = 8;
/** Of all channels: long ones of some must not make those of the others late. Each takes some 2 MB. */
const AT_ONCE = 100;

/** What was said to be due only later is looked at again after so long at the latest: a clock may have been set meanwhile. */
const BELIEVE_FOR_MS = 60_000;

const TRY_AGAIN_MS = 60_000;

/**
 * What a run came to for the worker.
 *
 * - `ended`: it is over.
 * - `waits`: it is due again at `until`, milliseconds since 1970; null where only a later look can tell.
 * - `busy`: another process had it at that moment.
 * - `failed`: it could not be run. A worker that stays tries again after a while, where the ledger still calls it due: a
 *   disk has room again.
 */
export type WorkOutcome =
  | { readonly type: 'ended' | 'busy' | 'failed' }
  | { readonly type: 'waits'; readonly until: number | null };

export interface WorkOptions {
  /** Ends when nothing is due and nothing at work; else it stays until it is stopped. */
  readonly drains: boolean;
  /** Fires when nothing new shall be begun. Whoever runs a broadcast hears it too. */
  readonly stop: AbortSignal;
  /** Runs one that is due; never fails. */
  readonly run: (scheduled: Scheduled) => Promise<WorkOutcome>;
  /** Told at each look which broadcasts nobody can run because nobody can read them. */
  readonly onUnreadable?: (unreadable: readonly UnreadableBroadcast[]) => Promise<void>;
}

type WorkDeps = Pick<Deps, 'broadcastLedger' | 'locks' | 'clock'>;

/** What a worker may begin now, and when the next of the others is due, milliseconds since 1970. */
export interface DueNow {
  readonly due: readonly Scheduled[];
  readonly nextAt: number | null;
  readonly unreadable: readonly UnreadableBroadcast[];
}

/** What is due and at which nobody is at work, oldest plan first. Reads only. */
export async function findDue(
  { broadcastLedger, locks: openLocks, clock }: WorkDeps,
  isTaken: (id: BroadcastId) => boolean = () => false,
): Promise<DueNow> {
  const { scheduled, unreadable } = await (await broadcastLedger()).scheduled();
  const locks = await openLocks();
  const dueNow: Scheduled[] = [];
  const later: number[] = [];
  const now = clock.now();
  for (const each of scheduled) {
    const at = dueAt(each, now);
    if (at === null) continue;
    if (now < at) later.push(at);
    else if (!isTaken(each.settings.id)) dueNow.push(each);
  }
  // The sign of a process that died ends with it.
  const atWork = await locks.areHeld(dueNow.map(signOf));
  const due = dueNow.filter((each) => !atWork.has(signOf(each)));
  return { due, nextAt: later.length === 0 ? null : Math.min(...later), unreadable };
}

const signOf = ({ settings: { id } }: Scheduled) => `broadcast-${id}-at-work`;

/** Runs whatever is due, several broadcasts side by side, until nothing is due or until it is stopped and all have ended. */
export async function work({ drains, stop, run, onUnreadable }: WorkOptions, deps: WorkDeps): Promise<void> {
  const { clock } = deps;
  const running = new Map<BroadcastId, Promise<void>>();
  const busy = new Channels();
  /** Not looked at before then: what leaves a broadcast to wait knows better than the ledger until when. */
  const resting = new Map<BroadcastId, number>();
  let pause: Promise<void> | null = null;
  const isTaken = (id: BroadcastId) => running.has(id) || clock.now() < (resting.get(id) ?? Number.NEGATIVE_INFINITY);
  let seenAt = clock.now();
  /** A worker that stays outlasts a state that could not be read for a moment. */
  const look = async (): Promise<Pick<DueNow, 'due' | 'unreadable'>> => {
    try {
      const found = await findDue(deps, isTaken);
      seenAt = clock.now();
      return found;
    } catch (error) {
      if (drains || TRY_AGAIN_MS <= clock.now() - seenAt) throw error;
      return { due: [], unreadable: [] };
    }
  };
  const begin = async (scheduled: Scheduled): Promise<void> => {
    const { id } = scheduled.settings;
    const outcome = await run(scheduled);
    const now = clock.now();
    resting.delete(id);
    if (outcome.type === 'failed') resting.set(id, drains ? Number.POSITIVE_INFINITY : now + TRY_AGAIN_MS);
    if (outcome.type === 'waits') resting.set(id, Math.min(outcome.until ?? now + LOOK_EVERY_MS, now + BELIEVE_FOR_MS));
    if (outcome.type === 'busy') await clock.sleep(LOOK_EVERY_MS, stop);
    running.delete(id);
    busy.leave(scheduled);
  };
  try {
    while (!stop.aborted) {
      const { due, unreadable } = await look();
      await onUnreadable?.(unreadable);
      for (const scheduled of due)
        if (!stop.aborted && running.size < AT_ONCE && busy.enter(scheduled))
          running.set(scheduled.settings.id, begin(scheduled));
      if (drains && running.size === 0) return;
      pause ??= clock.sleep(LOOK_EVERY_MS, stop).finally(() => {
        pause = null;
      });
      await Promise.race([...running.values(), pause]);
    }
  } finally {
    // Also where a look failed: what is at work ends as it should.
    await Promise.all(running.values());
  }
}

/** How many broadcasts of each channel are at work. */
class Channels {
  readonly #busy = new Map<string | null, number>();

  /** Whether there is room for one more of its channel: then it is counted. */
  enter({ settings: { channelId } }: Scheduled): boolean {
    const count = this.#busy.get(channelId) ?? 0;
    if (SIDE_BY_SIDE <= count) return false;
    this.#busy.set(channelId, count + 1);
    return true;
  }

  leave({ settings: { channelId } }: Scheduled): void {
    this.#busy.set(channelId, (this.#busy.get(channelId) ?? 0) - 1);
  }
}
