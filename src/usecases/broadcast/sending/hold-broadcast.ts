import { failure, LineOpsError } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { Deps } from '../../../ports/deps.js';
import type { HeldLock } from '../../../ports/store.js';

/** Longer than anybody looks at the sign of a run. */
const SIGN_WAIT_MS = 1_000;

/** Takes the broadcast for this process. @throws {LineOpsError} `failure` BROADCAST_BUSY, naming who holds it. */
export async function holdBroadcast(id: BroadcastId, { locks: openLocks }: Pick<Deps, 'locks'>): Promise<HeldLock> {
  const locks = await openLocks();
  const lock = await locks.acquire(`broadcast-${id}`, 0);
  if ('held' in lock) {
    const sign = await locks.acquire(`broadcast-${id}-at-work`, SIGN_WAIT_MS);
    return {
      ...lock.held,
      async release() {
        if ('held' in sign) await sign.held.release();
        await lock.held.release();
      },
    };
  }
  const holder = lock.heldBy;
  throw failure('BROADCAST_BUSY', { which: 'sending', id, holder }, { details: { heldBy: holder } });
}

/** Others may have taken over what this process held: it says no more about it. */
export function isTakenOver(error: unknown): error is LineOpsError {
  return error instanceof LineOpsError && error.code === 'LEASE_LOST';
}

/** The state was away for longer than anybody waits: nothing can be said there, and nothing that was is lost. */
export function isOutOfReach(error: unknown): error is LineOpsError {
  return error instanceof LineOpsError && error.code === 'STATE_SERVER_AWAY';
}
