import { failure, LineOpsError } from '../../domain/failure/failure.js';
import type { ChannelId } from '../../domain/line/ids.js';
import type { Deps } from '../../ports/deps.js';
import type { HeldLock, LockHolder, LockName } from '../../ports/store.js';
import { withLock } from '../../ports/with-lock.js';

/** Another process may be waiting for LINE while it holds the lock. */
const LOCK_WAIT_MS = 30_000;

const lockOf = (channelId: ChannelId): LockName => `tokens-${channelId}`;

/**
 * Runs the work while no other process counts or issues tokens of the channel.
 *
 * @throws {LineOpsError} `failure` TOKENS_BUSY, naming the holder, when the lock is not free in 30 s.
 */
export async function withTokenLock<Result>(
  channelId: ChannelId,
  { locks }: Pick<Deps, 'locks'>,
  work: (lock: HeldLock) => Promise<Result>,
): Promise<Result> {
  const busy = (holder: LockHolder | null) =>
    failure('TOKENS_BUSY', { holder, channelId, seconds: LOCK_WAIT_MS / 1000 }, { details: { holder } });
  return withLock(await locks(), { name: lockOf(channelId), waitMs: LOCK_WAIT_MS, busy }, work);
}

/**
 * For work that reads and records what it finds: without the lock it records nothing, and is told so. That is when another
 * process holds the lock, and where the state folder takes nothing: reading goes on there.
 */
export async function tryTokenLock<Result>(
  channelId: ChannelId,
  { locks }: Pick<Deps, 'locks'>,
  work: (isHeld: boolean) => Promise<Result>,
): Promise<Result> {
  return readingAllTheSame(async () => {
    const lock = await (await locks()).acquire(lockOf(channelId), 0);
    return 'held' in lock ? work(true).finally(() => lock.held.release()) : work(false);
  }, work);
}

/** As `withTokenLock`; where the state folder takes nothing, the work is told that it records nothing. */
export async function withTokenLockToRecord<Result>(
  channelId: ChannelId,
  deps: Pick<Deps, 'locks'>,
  work: (mayRecord: boolean) => Promise<Result>,
): Promise<Result> {
  return readingAllTheSame(() => withTokenLock(channelId, deps, () => work(true)), work);
}

async function readingAllTheSame<Result>(
  recording: () => Promise<Result>,
  work: (mayRecord: boolean) => Promise<Result>,
): Promise<Result> {
  try {
    return await recording();
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.code !== 'STATE_NOT_WRITABLE') throw error;
    return work(false);
  }
}
