import { dueAt, type Scheduled } from '../../../domain/broadcast/schedule/due.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { UnreadableBroadcast } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../../ports/deps.js';
import { Channels, Others, shuffled } from './sharing.js';

/** A staying worker begins within 5 s of the time: it looks often enough, and looking is one small question. */
const LOOK_EVERY_MS = 1_000;

/** Of all channels: long ones of some must not make those of the others late. Each takes some 2 MB. */
const AT_ONCE = 100;

/** What was said to be due only later is looked at again after so long at the latest: a clock may have been set meanwhile. */
const BELIEVE_FOR_MS = 60_000;

const TRY_AGAIN_MS = 60_000;

/** Begun at a time where more is due: others who work for the same team look meanwhile, and get their share. */
const SHARE = 8;
/** Of so many of the oldest, by chance: workers that look at the same moment do not all want the same ones. */
const CHOICE = 64;

/**
 * What a run came to for the worker.
 *
 * - `ended`: it is over.
 * - `waits`: it is due again at `until`, milliseconds since 1970; null where only a later look can tell.
 * - `busy`: another process had it at that moment, or it could not be had: it is looked at again.
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
  /** Runs one that is due; never fails. `onHeld` is called once this process has it, where it gets it. */
  readonly run: (scheduled: Scheduled, onHeld: () => void) => Promise<WorkOutcome>;
  /** Told at each look which broadcasts nobody can run because nobody can read them. */
  readonly onUnreadable?: (unreadable: readonly UnreadableBroadcast[]) => Promise<void>;
}

type LookDeps = Pick<Deps, 'broadcastLedger' | 'locks' | 'clock'>;
type WorkDeps = LookDeps & Pick<Deps, 'random'>;

/** What a worker may begin now, and when the next of the others is due, milliseconds since 1970. */
export interface DueNow {
  readonly due: readonly Scheduled[];
  /** What would be due, but others are at work on it; `lapsesAt` as of a lock, by its name. */
  readonly withOthers: ReadonlyMap<string, number | null>;
  readonly nextAt: number | null;
  readonly unreadable: readonly UnreadableBroadcast[];
}

/** What is due and at which nobody is at work, oldest plan first. Reads only. */
export async function findDue(
  { broadcastLedger, locks: openLocks, clock }: LookDeps,
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
  return { due, withOthers: atWork, nextAt: later.length === 0 ? null : Math.min(...later), unreadable };
}

const signOf = ({ settings: { id } }: Scheduled) => `broadcast-${id}-at-work`;

/**
 * Runs whatever is due, several broadcasts side by side, until nothing is due or until it is stopped and all have ended.
 * Whoever drains waits until it is clear whether others live who are at work: what they leave behind is due.
 */
export async function work(options: WorkOptions, deps: WorkDeps): Promise<void> {
  await new Shift(options, deps).work();
}

class Shift {
  readonly #options: WorkOptions;
  readonly #deps: WorkDeps;
  readonly #running = new Map<BroadcastId, Promise<void>>();
  readonly #channels = new Channels();
  readonly #others = new Others();
  /** Not looked at before then: what leaves a broadcast to wait knows better than the ledger until when. */
  readonly #resting = new Map<BroadcastId, number>();
  #pause: Promise<void> | null = null;
  #seenAt: number;

  constructor(options: WorkOptions, deps: WorkDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#seenAt = deps.clock.now();
  }

  async work(): Promise<void> {
    const { drains, stop, onUnreadable } = this.#options;
    try {
      while (!stop.aborted) {
        const { due, withOthers, unreadable } = await this.#look();
        await onUnreadable?.(unreadable);
        if (await this.#beginShare(due)) continue;
        if (drains && this.#running.size === 0 && !this.#others.mayLapse(withOthers)) return;
        await Promise.race([...this.#running.values(), this.#aPause()]);
      }
    } finally {
      // Also where a look failed: what is at work ends as it should.
      await Promise.all(this.#running.values());
    }
  }

  /** A worker that stays outlasts a state that could not be read for a moment. */
  async #look(): Promise<Omit<DueNow, 'nextAt'>> {
    const { clock } = this.#deps;
    try {
      const found = await findDue(this.#deps, (id) => this.#isTaken(id));
      this.#seenAt = clock.now();
      return found;
    } catch (error) {
      if (this.#options.drains || TRY_AGAIN_MS <= clock.now() - this.#seenAt) throw error;
      return { due: [], withOthers: new Map(), unreadable: [] };
    }
  }

  #isTaken(id: BroadcastId): boolean {
    return this.#running.has(id) || this.#deps.clock.now() < (this.#resting.get(id) ?? Number.NEGATIVE_INFINITY);
  }

  #aPause(): Promise<void> {
    this.#pause ??= this.#deps.clock.sleep(LOOK_EVERY_MS, this.#options.stop).finally(() => {
      this.#pause = null;
    });
    return this.#pause;
  }

  /** Whether more is left than one begins at a time: then it has what it began, or others have it. */
  async #beginShare(due: readonly Scheduled[]): Promise<boolean> {
    const open = due.filter((scheduled) => this.#channels.hasRoom(scheduled));
    const begun: Promise<void>[] = [];
    for (const scheduled of SHARE < open.length ? shuffled(open.slice(0, CHOICE), this.#deps.random) : open) {
      if (this.#options.stop.aborted || AT_ONCE <= this.#running.size || SHARE <= begun.length) break;
      if (!this.#channels.enter(scheduled)) continue;
      const held = new Promise<void>((onHeld) => {
        this.#running.set(scheduled.settings.id, this.#run(scheduled, onHeld).finally(onHeld));
      });
      begun.push(held);
    }
    const isMore = SHARE <= begun.length && begun.length < open.length;
    if (isMore) await Promise.race([Promise.all(begun), this.#aPause()]);
    return isMore;
  }

  async #run(scheduled: Scheduled, onHeld: () => void): Promise<void> {
    const { drains, stop, run } = this.#options;
    const { clock } = this.#deps;
    const { id } = scheduled.settings;
    const outcome = await run(scheduled, onHeld);
    const now = clock.now();
    this.#resting.delete(id);
    if (outcome.type === 'failed') this.#resting.set(id, drains ? Number.POSITIVE_INFINITY : now + TRY_AGAIN_MS);
    if (outcome.type === 'waits')
      this.#resting.set(id, Math.min(outcome.until ?? now + LOOK_EVERY_MS, now + BELIEVE_FOR_MS));
    this.#channels.leave(scheduled);
    if (outcome.type === 'busy') await clock.sleep(LOOK_EVERY_MS, stop);
    this.#running.delete(id);
  }
}
