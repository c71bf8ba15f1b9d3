import { failure } from '../../../../domain/failure/failure.js';
import type { OutsideTarget } from '../../../../domain/tokens/delivery-target.js';
import type { Rotation } from '../../../../domain/tokens/rotation.js';
import type { CommandBounds } from '../../../../ports/command.js';
import type { LockHolder } from '../../../../ports/store.js';
import { withLock } from '../../../../ports/with-lock.js';
import type { ChannelAtLine } from '../../../channels/channel-at-line.js';

/** How long a command may take; `stop` ends it. */
export function boundsOf({ plan }: Rotation, stop: AbortSignal | null): CommandBounds {
  return { timeoutMs: plan.commandTimeoutMs, stop };
}

/** Longer than any write takes, many times over. */
const WRITE_WAIT_MS = 30_000;

/**
 * Does something with a target. Files are read, changed and replaced: two rotations that did so with one file at once
 * would lose what one of them wrote. Commands are the operator's own.
 *
 * @throws {LineOpsError} `failure` DELIVERY_BUSY when another rotation has not finished writing in 30 s.
 */
export async function whileNobodyElseWrites<Result>(
  { type }: OutsideTarget,
  { deps }: Pick<ChannelAtLine, 'deps'>,
  work: () => Promise<Result>,
): Promise<Result> {
  if (type === 'exec') return work();
  const busy = (holder: LockHolder | null) =>
    failure('DELIVERY_BUSY', { seconds: WRITE_WAIT_MS / 1000 }, { details: { holder } });
  return withLock(await deps.locks(), { name: 'rotation-files', waitMs: WRITE_WAIT_MS, busy }, work);
}
