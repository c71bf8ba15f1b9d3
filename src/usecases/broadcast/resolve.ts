import { type Broadcast, booksBalance } from '../../domain/broadcast/broadcast.js';
import { isKeyTooOld } from '../../domain/broadcast/decide.js';
import { LineOpsError } from '../../domain/failure.js';
import { type BroadcastId, parseRetryKey } from '../../domain/ids.js';
import type { Deps } from '../../ports/deps.js';
import { holdBroadcast, requireBroadcast, requireNotCancelled } from './run.js';

/** Batches looked at together. */
const AT_ONCE = 64;

/**
 * Decides every batch whose fate nobody can tell any more: those found unknown, and those in doubt whose retry key LINE
 * may have forgotten. Batches in doubt whose key still lives are not touched: resuming settles them without any risk.
 *
 * @throws {LineOpsError} `usage` when only such batches are in doubt.
 */
export async function resolveUnknown(
  id: BroadcastId,
  decision: 'resend' | 'skip',
  { broadcastLedger, locks, clock, random }: Pick<Deps, 'broadcastLedger' | 'locks' | 'clock' | 'random'>,
): Promise<Broadcast> {
  const lock = await holdBroadcast(id, { locks });
  try {
    const ledger = await broadcastLedger();
    const broadcast = await requireBroadcast(id, ledger);
    requireNotCancelled(broadcast);
    let stillAlive = 0;
    for (const { index } of broadcast.stages) {
      for (let from = 0; ; ) {
        const batches = await ledger.openBatches(id, index, from, AT_ONCE);
        for (const { index: batch, state, firstAttemptAt } of batches) {
          if (state !== 'in-doubt' || firstAttemptAt === null) continue;
          if (!isKeyTooOld(clock.now() - firstAttemptAt)) stillAlive += 1;
          else
            await ledger.record(id, {
              type: 'unknown',
              batch,
              reason: 'its answer was lost and its retry key is too old',
            });
        }
        const last = batches.at(-1);
        if (last === undefined) break;
        from = last.index + 1;
      }
    }
    const { batches } = await requireBroadcast(id, ledger);
    if (stillAlive > 0 && batches.unknown === stillAlive) {
      throw new LineOpsError(
        'usage',
        'RESUME_SETTLES_IT',
        `the ${stillAlive} batches in doubt still have a living retry key`,
        {
          hint: `Nothing needs to be decided: line-ops broadcast resume ${id} settles them, and nobody gets it twice.`,
        },
      );
    }
    await ledger.resolveUnknown(id, decision, () => parseRetryKey(random.uuid()));
    const after = await requireBroadcast(id, ledger);
    const isDone = after.recipients.pending === 0 && after.recipients.unknown === 0 && booksBalance(after.recipients);
    await ledger.setState(id, isDone ? 'completed' : 'incomplete', {
      at: clock.now(),
      reason: isDone ? null : 'decided by hand; resume sends what is left',
      workedMs: 0,
    });
    return await requireBroadcast(id, ledger);
  } finally {
    lock.release();
  }
}
