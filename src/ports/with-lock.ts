import type { LineOpsError } from '../domain/failure/failure.js';
import type { HeldLock, LockHolder, LockName, Locks } from './store.js';

/** A lock, how long to wait for it, and what to say where that was not enough. */
export interface LockWish {
  readonly name: LockName;
  readonly waitMs: number;
  readonly busy: (holder: LockHolder | null) => LineOpsError;
}

/** Does the work while no other process holds the lock. @throws {LineOpsError} what `busy` makes of who holds it. */
export async function withLock<Result>(
  locks: Locks,
  { name, waitMs, busy }: LockWish,
  work: (lock: HeldLock) => Promise<Result>,
): Promise<Result> {
  const lock = await locks.acquire(name, waitMs);
  if (!('held' in lock)) throw busy(lock.heldBy);
  try {
    return await work(lock.held);
  } finally {
    await lock.held.release();
  }
}
