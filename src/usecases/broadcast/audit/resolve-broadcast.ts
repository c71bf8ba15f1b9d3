import { type Amount, type Broadcast, totalsBalance, workedByKilledRun } from '../../../domain/broadcast/broadcast.js';
import { noticeAfter } from '../../../domain/broadcast/notice.js';
import { countUserIds } from '../../../domain/broadcast/planning/user-id-bytes.js';
import { gapSince } from '../../../domain/broadcast/sending/batch/history.js';
import { isKeyTooOld } from '../../../domain/broadcast/sending/batch/keys/key-age.js';
import { endedBySkipping } from '../../../domain/broadcast/sending/narrowcast.js';
import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId, RetryKey } from '../../../domain/line/ids.js';
import { ageMs, type Moment } from '../../../domain/line/line-time.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../../ports/deps.js';
import { nextKey } from '../sending/batches/next-key.js';
import { holdBroadcast } from '../sending/hold-broadcast.js';
import { subjectOf } from '../sending/run-journal.js';
import { requireBroadcast, requireNotCancelled } from './find-broadcast.js';

/** Batches looked at together. */
const AT_ONCE = 64;

interface TimeSource {
  /** This moment by LINE's clock; only called where a key's age matters. @throws {LineOpsError} `unavailable` */
  readonly readMoment: () => Promise<Moment>;
}

/** What a decision would be about. */
export interface Undecided {
  /** Everything that nobody can tell any more. */
  readonly toDecide: Amount;
  /** Of it, batches in doubt whose retry key LINE may have forgotten: by index. */
  readonly forgotten: readonly number[];
}

/**
 * What there is to decide, read only: batches found unknown, and those in doubt whose retry key LINE may have forgotten.
 *
 * How old a key is, LINE's time tells: LINE is asked where ours calls one too old.
 *
 * @throws {LineOpsError} `usage` for a cancelled broadcast, and where resuming settles all that is in doubt;
 *   `unavailable` where LINE does not tell the time.
 */
export async function readUndecided(
  id: BroadcastId,
  { broadcastLedger, clock, readMoment }: Pick<Deps, 'broadcastLedger' | 'clock'> & TimeSource,
): Promise<Undecided> {
  const ledger = await broadcastLedger();
  const broadcast = await requireBroadcast(id, ledger);
  requireNotCancelled(broadcast);
  const forgotten: number[] = [];
  let stillAlive = 0;
  let [batches, recipients] = [0, 0];
  for (const { index, undecided } of broadcast.stages) {
    batches += undecided.batches;
    recipients += undecided.recipients;
    for await (const { batch, size, firstAttempt } of batchesInDoubt(id, index, ledger)) {
      // Where our clock calls a key alive, resuming settles it either way. Ours alone ends none.
      if (!isKeyTooOld(clock.now() - firstAttempt.at) || !isKeyTooOld(ageMs(firstAttempt, await readMoment()))) {
        stillAlive += 1;
        continue;
      }
      forgotten.push(batch);
      batches += 1;
      recipients += size;
    }
  }
  if (stillAlive > 0 && batches === 0) {
    throw failure('RESUME_SETTLES_IT', { stillAlive, id });
  }
  return { toDecide: { batches, recipients }, forgotten };
}

async function* batchesInDoubt(id: BroadcastId, stage: number, ledger: BroadcastLedger) {
  for (let from = 0; ; ) {
    const batches = await ledger.openBatches(id, stage, from, AT_ONCE);
    for (const batch of batches) {
      if (batch.state !== 'in-doubt' || batch.firstAttempt === null) continue;
      const size = batch.to === 'list' ? countUserIds(batch.recipients) : batch.expected;
      yield { batch: batch.index, size, firstAttempt: batch.firstAttempt };
    }
    const last = batches.at(-1);
    if (last === undefined) return;
    from = last.index + 1;
  }
}

/**
 * Decides every batch whose fate nobody can tell any more. Batches in doubt whose key still lives are not touched:
 * resuming settles them without any risk. A narrowcast with later stages ends where a stage is skipped.
 *
 * @throws {LineOpsError} `usage` when only such batches are in doubt.
 */
export async function resolveUnknown(
  id: BroadcastId,
  decision: 'resend' | 'skip',
  deps: Pick<Deps, 'broadcastLedger' | 'attemptJournal' | 'locks' | 'clock'> & TimeSource,
): Promise<Broadcast> {
  const { broadcastLedger, clock } = deps;
  const lock = await holdBroadcast(id, deps);
  try {
    const ledger = await broadcastLedger();
    const { forgotten } = await readUndecided(id, deps);
    for (const batch of forgotten) {
      const reason = 'its answer was lost and its retry key is too old';
      await ledger.record(id, { type: 'unknown', batch, reason });
    }
    if (decision === 'resend') await settleUnknown(id, ledger, deps);
    const isEnd = decision === 'skip' && endedBySkipping(await requireBroadcast(id, ledger)) > 0;
    await ledger.resolveUnknown(id, decision, (key) => nextKey(key, { type: 'resend' }));
    return await noteDecision(id, ledger, clock.now(), { isEnd });
  } finally {
    await lock.release();
  }
}

/** What LINE refused as a whole, or in part without saying whom: what `resolve --refused` is about. */
export function refusedAmount({ stages }: Pick<Broadcast, 'stages'>): Amount {
  return {
    batches: stages.reduce((sum, { refusedAsBatch }) => sum + refusedAsBatch.batches, 0),
    recipients: stages.reduce((sum, { refusedAsBatch }) => sum + refusedAsBatch.recipients, 0),
  };
}

/**
 * Leaves out what LINE refused, so that the rest can go on. Nobody of them has it; each is on record with LINE's reason.
 *
 * @throws {LineOpsError} `usage` for a cancelled broadcast; `failure` BROADCAST_BUSY.
 */
export async function leaveOutRefused(
  id: BroadcastId,
  deps: Pick<Deps, 'broadcastLedger' | 'locks' | 'clock'>,
): Promise<Broadcast> {
  const lock = await holdBroadcast(id, deps);
  try {
    const ledger = await deps.broadcastLedger();
    requireNotCancelled(await requireBroadcast(id, ledger));
    await ledger.leaveOutRefused(id);
    return await noteDecision(id, ledger, deps.clock.now());
  } finally {
    await lock.release();
  }
}

async function noteDecision(
  id: BroadcastId,
  ledger: BroadcastLedger,
  at: number,
  { isEnd = false }: { readonly isEnd?: boolean } = {},
): Promise<Broadcast> {
  const after = await requireBroadcast(id, ledger);
  if (isEnd) {
    const reason = 'ended by decision: who got a stage is not known, and LINE could not keep them from a later one';
    await ledger.setState(id, 'cancelled', {
      at,
      reason,
      workedMs: workedByKilledRun(after),
      notice: noticeAfter(after, 'cancelled'),
    });
    return requireBroadcast(id, ledger);
  }
  const isDone = after.recipients.pending === 0 && after.recipients.unknown === 0 && totalsBalance(after.recipients);
  await ledger.setState(id, isDone ? 'completed' : 'incomplete', {
    at,
    reason: isDone ? null : 'decided by hand; resume sends what is left',
    workedMs: workedByKilledRun(after),
    // What is decided and not done goes on with a run.
    notice: isDone ? noticeAfter(after, 'completed') : null,
  });
  return requireBroadcast(id, ledger);
}

/** What was attempted under the old keys stands in nobody's way any more. */
async function settleUnknown(
  id: BroadcastId,
  ledger: BroadcastLedger,
  { attemptJournal }: Pick<Deps, 'attemptJournal'>,
): Promise<void> {
  const unknown: RetryKey[] = [];
  await ledger.unsettledBatches(id, ({ retryKey, state }) => {
    if (state === 'unknown') unknown.push(retryKey);
  });
  const broadcast = await requireBroadcast(id, ledger);
  const opened = await (await attemptJournal()).open(subjectOf(broadcast.settings), () => false);
  try {
    await opened.begin(gapSince(broadcast, opened.history));
    const change = { type: 'resend' } as const;
    await Promise.all(unknown.map((key) => opened.settle(key, { change, successors: [nextKey(key, change)] })));
  } finally {
    await opened.close();
  }
}
