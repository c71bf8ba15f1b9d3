import { isBeingRun } from '../../../domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { Forgettable, RoomTaken, SpaceGivenBack } from '../../../ports/broadcast/forgetting.js';
import type { Deps } from '../../../ports/deps.js';
import { listBroadcasts, type StatusDeps } from '../audit/broadcast-status.js';

/** What there is to forget. */
export interface ToForget {
  /** Ended before `before`, the oldest first. */
  readonly broadcasts: readonly Forgettable[];
  /** Those that a run which was killed has begun to forget. */
  readonly begun: readonly BroadcastId[];
  /** Whether the state file holds room that nothing uses. */
  readonly hasFreeSpace: boolean;
  readonly bytes: number;
  readonly liesIn: RoomTaken['liesIn'];
}

/** Reads only. `before` in milliseconds since 1970. */
export async function findForgettable(before: number, { forgetting }: Pick<Deps, 'forgetting'>): Promise<ToForget> {
  const memory = await forgetting();
  return {
    broadcasts: await memory.endedBefore(before),
    begun: await memory.halfForgotten(),
    hasFreeSpace: await memory.hasFreeSpace(),
    bytes: await memory.bytes(),
    liesIn: memory.liesIn,
  };
}

/** How long recipients are kept here. */
export interface Keeping {
  /** Milliseconds; null for ever. */
  readonly keepsMs: number | null;
  /** Ended so long ago that they are to be forgotten; nothing forgets them by itself. */
  readonly overdue: readonly Forgettable[];
}

type KeepingDeps = Pick<Deps, 'forgetting' | 'configuration' | 'clock'>;

/** Reads only, and nothing of the state where recipients are kept for ever. */
export async function readKeeping({ forgetting, configuration, clock }: KeepingDeps): Promise<Keeping> {
  const keepsMs = await (await configuration()).keepRecipientsMs();
  const overdue = keepsMs === null ? [] : await (await forgetting()).endedBefore(clock.now() - keepsMs);
  return { keepsMs, overdue };
}

/** Whether the operator is to be told now, once in the life of a state, that recipients are kept for ever. */
export async function isToBeToldOfKeeping({ forgetting, configuration, clock }: KeepingDeps): Promise<boolean> {
  if ((await (await configuration()).keepRecipientsMs()) !== null) return false;
  return (await forgetting()).tellsFirst(clock.now());
}

/** What was left of the state. */
export interface Forgotten {
  readonly bytes: number;
  readonly space: SpaceGivenBack;
}

/**
 * Forgets the recipients of these broadcasts, finishes what an earlier run began, and gives the room back. Each broadcast
 * is called forgotten before the first of its recipients goes: killed at any moment, none is taken for whole that is not,
 * and the next run goes on. Whoever sends meanwhile waits for moments only.
 */
export async function forgetRecipients(
  { broadcasts, begun }: Pick<ToForget, 'broadcasts' | 'begun'>,
  deps: Pick<Deps, 'forgetting'> & StatusDeps,
  onProgress: (forgotten: number) => void = () => {},
): Promise<Forgotten> {
  const memory = await deps.forgetting();
  const now = deps.clock.now();
  for (const id of begun) await memory.forget(id, now);
  for (const [index, { id }] of broadcasts.entries()) {
    await memory.forget(id, now);
    onProgress(index + 1);
  }
  const isSending = async () => (await listBroadcasts(deps)).some(({ broadcast }) => isBeingRun(broadcast.state));
  const space = await memory.giveSpaceBack(isSending);
  return { bytes: await memory.bytes(), space };
}
