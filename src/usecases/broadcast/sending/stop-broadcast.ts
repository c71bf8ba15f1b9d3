import { type Broadcast, workedByKilledRun } from '../../../domain/broadcast/broadcast.js';
import { noticeAfter } from '../../../domain/broadcast/notice.js';
import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../../ports/deps.js';
import type { Locks } from '../../../ports/store.js';
import { requireBroadcast } from '../audit/find-broadcast.js';

type StopDeps = Pick<Deps, 'broadcastLedger' | 'locks' | 'clock'>;

/** The batches on their way may each take a timeout and more. */
const PATIENCE_MS = 60_000;
const ASK_AGAIN_MS = 1_000;

/**
 * Stops a broadcast from outside. A process that runs it is asked, and waited for: it begins no new batch, and the ones
 * on their way finish. Then, or where no process runs it, the state is as asked.
 *
 * @throws {LineOpsError} `usage` for a broadcast that is over; `failure` when the running process does not stop in time.
 */
export async function stopBroadcast(id: BroadcastId, to: 'pause' | 'cancel', deps: StopDeps): Promise<Broadcast> {
  const ledger = await deps.broadcastLedger();
  requireNotOver(await requireBroadcast(id, ledger));
  const lock = await askAndAcquire(id, to, ledger, deps);
  if (!('held' in lock)) {
    throw failure('BROADCAST_BUSY', { which: 'stopping', id }, { details: { heldBy: lock.heldBy } });
  }
  try {
    const after = await requireBroadcast(id, ledger);
    const isThere = after.state === 'completed' || after.state === (to === 'pause' ? 'paused' : 'cancelled');
    if (!isThere) {
      const state = to === 'pause' ? 'paused' : 'cancelled';
      await ledger.setState(id, state, {
        at: deps.clock.now(),
        reason: `${state} by hand`,
        workedMs: workedByKilledRun(after),
        notice: noticeAfter(after, state),
      });
    }
    await ledger.requestStop(id, null);
    return await requireBroadcast(id, ledger);
  } finally {
    await lock.held.release();
  }
}

/** A run that has just begun takes back what was asked of the one before: it is asked again. */
async function askAndAcquire(
  id: BroadcastId,
  to: 'pause' | 'cancel',
  ledger: BroadcastLedger,
  { locks, clock }: StopDeps,
): ReturnType<Locks['acquire']> {
  const patientUntil = clock.now() + PATIENCE_MS;
  for (;;) {
    await ledger.requestStop(id, to);
    const lock = await (await locks()).acquire(`broadcast-${id}`, ASK_AGAIN_MS);
    if ('held' in lock || patientUntil <= clock.now()) return lock;
  }
}

/** @throws {LineOpsError} `usage` for a broadcast that is completed or cancelled. */
export function requireNotOver({ settings: { id }, state }: Broadcast): void {
  if (state !== 'completed' && state !== 'cancelled') return;
  throw failure('BROADCAST_OVER', { id, state });
}
