import { dueAt, type Scheduled } from '../../../domain/broadcast/schedule/due.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { Deps } from '../../../ports/deps.js';

/** A staying worker begins within 5 s of the time: it looks often enough, and looking is one small question. */
const LOOK_EVERY_MS = 1_000;

/** Broadcasts at work at once. They share their channel's pace; more would only make each slower. */
const SIDE_BY_SIDE = 8;

/**
 * What a run came to for the worker.
 *
 * - `ended`: it is over, or due later.
 * - `busy`: another process had it at that moment.
 * - `failed`: this worker leaves it alone from now on, whatever the ledger says.
 */
export type WorkOutcome = 'ended' | 'busy' | 'failed';

export interface WorkOptions {
  /** Ends when nothing is due and nothing at work; else it stays until it is stopped. */
  readonly drains: boolean;
  /** Fires when nothing new shall be begun. Whoever runs a broadcast hears it too. */
  readonly stop: AbortSignal;
  /** Runs one that is due; never fails. */
  readonly run: (scheduled: Scheduled) => Promise<WorkOutcome>;
}

type WorkDeps = Pick<Deps, 'broadcastLedger' | 'locks' | 'clock'>;

/** What a worker may begin now, and when the next of the others is due, milliseconds since 1970. */
export interface DueNow {
  readonly due: readonly Scheduled[];
  readonly nextAt: number | null;
}

/** What is due and at which nobody is at work, oldest plan first. Reads only. */
export async function findDue({ broadcastLedger, locks: openLocks, clock }: WorkDeps): Promise<DueNow> {
  const scheduled = await (await broadcastLedger()).scheduled();
  const locks = await openLocks();
  const due: Scheduled[] = [];
  const later: number[] = [];
  for (const each of scheduled) {
    const now = clock.now();
    const at = dueAt(each, now);
    if (at === null) continue;
    if (now < at) later.push(at);
    // The system ends the sign of a process that died with it.
    else if (!(await locks.isHeld(`broadcast-${each.settings.id}-at-work`))) due.push(each);
  }
  return { due, nextAt: later.length === 0 ? null : Math.min(...later) };
}

/** Runs whatever is due, several broadcasts side by side, until nothing is due or until it is stopped and all have ended. */
export async function work({ drains, stop, run }: WorkOptions, deps: WorkDeps): Promise<void> {
  const { clock } = deps;
  const running = new Map<BroadcastId, Promise<void>>();
  const leftAlone = new Set<BroadcastId>();
  const begin = async (scheduled: Scheduled): Promise<void> => {
    const { id } = scheduled.settings;
    const outcome = await run(scheduled);
    if (outcome === 'failed') leftAlone.add(id);
    if (outcome === 'busy') await clock.sleep(LOOK_EVERY_MS, stop);
    running.delete(id);
  };
  while (!stop.aborted) {
    const { due } = await findDue(deps);
    const fresh = due.filter(({ settings: { id } }) => !running.has(id) && !leftAlone.has(id));
    for (const scheduled of fresh.slice(0, SIDE_BY_SIDE - running.size))
      running.set(scheduled.settings.id, begin(scheduled));
    if (drains && running.size === 0) return;
    await Promise.race([...running.values(), clock.sleep(LOOK_EVERY_MS, stop)]);
  }
  await Promise.all(running.values());
}
