import { type Broadcast, heldByLiving, isBeingRun, workedByKilledRun } from '../../../domain/broadcast/broadcast.js';
import { type Forecast, forecastOf, rateWindow } from '../../../domain/broadcast/planning/forecast.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../../ports/deps.js';
import { isHeld } from '../../../ports/store.js';
import { requireBroadcast } from './find-broadcast.js';

export type StatusDeps = Pick<Deps, 'broadcastLedger' | 'locks' | 'clock'>;

/** A broadcast as it is now: whether somebody is at work on it, how long by now, and how it goes on. */
export interface BroadcastStatus extends Forecast {
  readonly broadcast: Broadcast;
  /** Whether a process is at work on it. */
  readonly isHeld: boolean;
}

/** @throws {LineOpsError} `usage` where there is none of that ID. */
export async function showBroadcast(id: BroadcastId, deps: StatusDeps): Promise<BroadcastStatus> {
  const ledger = await deps.broadcastLedger();
  return lookAt(await requireBroadcast(id, ledger), ledger, deps);
}

/** Newest first. */
export async function listBroadcasts(deps: StatusDeps): Promise<readonly BroadcastStatus[]> {
  const ledger = await deps.broadcastLedger();
  return Promise.all((await ledger.list()).map((broadcast) => lookAt(broadcast, ledger, deps)));
}

/** Those that were begun then or later, as they are now; newest first. */
export async function begunBroadcasts(since: number, deps: StatusDeps): Promise<readonly Broadcast[]> {
  const begun = await (await deps.broadcastLedger()).begunSince(since);
  return Promise.all(begun.map(async (broadcast) => (await asItIs(broadcast, deps)).broadcast));
}

async function lookAt(stored: Broadcast, ledger: BroadcastLedger, deps: StatusDeps): Promise<BroadcastStatus> {
  const { broadcast, isHeld } = await asItIs(stored, deps);
  const now = deps.clock.now();
  const window = rateWindow(broadcast, now);
  const measured =
    window === null ? null : { window, accepted: await ledger.acceptedWithin(broadcast.settings.id, window) };
  return { broadcast, isHeld, ...forecastOf(broadcast, now, measured) };
}

/** A process that was killed could not write that it ended, or for how long it worked: nobody holding the lock says it. */
async function asItIs(
  broadcast: Broadcast,
  { locks, clock }: StatusDeps,
): Promise<Pick<BroadcastStatus, 'broadcast' | 'isHeld'>> {
  const { state, elapsedMs, runStartedAt, runsBy, settings } = broadcast;
  // A worker has left it until it is due.
  const isLeft = state === 'waiting' && runStartedAt === null && runsBy === 'worker';
  // It was agreed to, and taken from the workers: by who had it run, or stopped the worker that was about to begin.
  const isTaken = state === 'planned' && settings.startAt !== null && runsBy === null;
  if ((!isBeingRun(state) && !isTaken) || isLeft) return { broadcast, isHeld: false };
  // The lock itself is left to those who want to work on it.
  if (await isHeld(await locks(), `broadcast-${broadcast.settings.id}-at-work`)) {
    const sinceMs = runStartedAt === null ? 0 : Math.max(0, clock.now() - runStartedAt);
    return { broadcast: { ...heldByLiving(broadcast), elapsedMs: elapsedMs + sinceMs }, isHeld: true };
  }
  const ended = {
    state: 'incomplete',
    reason:
      runsBy === 'worker'
        ? 'the worker that ran it ended; the next worker goes on with it'
        : 'the process that ran it ended; resume it',
    elapsedMs: elapsedMs + workedByKilledRun(broadcast),
  } as const;
  return { broadcast: { ...broadcast, ...ended }, isHeld: false };
}
