import { type Broadcast, type BroadcastState, totalsBalance } from '../../../domain/broadcast/broadcast.js';
import { noticeAfter } from '../../../domain/broadcast/notice.js';
import { isPause, type StopReason } from '../../../domain/broadcast/sending/stop-reason.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../../ports/deps.js';
import type { HeldLock } from '../../../ports/store.js';
import { requireBroadcast } from '../audit/find-broadcast.js';
import { damageIn } from '../audit/sound-totals.js';
import { isOutOfReach, isTakenOver } from './hold-broadcast.js';

export interface RunReport {
  /** As the ledger has it; also where the last word could not be written any more. */
  readonly broadcast: Broadcast;
  /** Null when nothing stopped it before the end. */
  readonly stoppedBy: StopReason | null;
}

/** How a run ended. Milliseconds; `at` since 1970. */
interface Ended {
  readonly stoppedBy: StopReason | null;
  readonly workedMs: number;
  readonly at: number;
}

type FinishDeps = Pick<Deps, 'broadcastTotals'> & {
  /** Why a run stopped, in words: the ledger keeps them. */
  readonly describeStop: (reason: StopReason) => Promise<string>;
};

/**
 * Books first: whatever stopped the run, the state that is written follows from what the ledger holds, and only from one
 * that holds together. A state that cannot be written is a reason to stop like any other, and the report tells what the
 * ledger holds all the same.
 */
export async function finishRun(
  { settings }: Broadcast,
  ended: Ended,
  { ledger, lock }: { readonly ledger: BroadcastLedger; readonly lock: HeldLock },
  deps: FinishDeps,
  { byWorker = false }: { readonly byWorker?: boolean },
): Promise<RunReport> {
  const after = await requireBroadcast(settings.id, ledger);
  const why = ended.stoppedBy?.type === 'failed' ? ended.stoppedBy.error : null;
  // Somebody else's word is the last one: of whoever took it over, or of the worker that comes next.
  if (lock.lost.aborted || isTakenOver(why) || (byWorker && isOutOfReach(why)))
    return { broadcast: after, stoppedBy: ended.stoppedBy };
  return sayLast(after, ended, ledger, deps);
}

async function sayLast(after: Broadcast, ended: Ended, ledger: BroadcastLedger, deps: FinishDeps): Promise<RunReport> {
  const { workedMs, at } = ended;
  const { id } = after.settings;
  const wrong = await damageIn(after, ended.stoppedBy, deps);
  const stoppedBy: StopReason | null = wrong === null ? ended.stoppedBy : { type: 'failed', error: wrong };
  const isDone =
    after.recipients.pending === 0 &&
    after.recipients.unknown === 0 &&
    after.stages.every(({ state }) => state === 'completed');
  const isSound = wrong === null && totalsBalance(after.recipients);
  const state: BroadcastState = isDone && isSound ? 'completed' : stateAfter(stoppedBy);
  const reason = state === 'completed' || state === 'waiting' ? null : await reasonOf(stoppedBy, deps);
  const event = noticeAfter(after, state);
  const notice = event !== null && stoppedBy?.type === 'late' ? 'late' : event;
  try {
    await ledger.setState(id, state, { at, reason, workedMs, isLeft: true, notice });
  } catch (error) {
    if (isTakenOver(error)) return { broadcast: after, stoppedBy: { type: 'failed', error } };
    const stopped: StopReason = stoppedBy ?? { type: 'failed', error };
    const elapsedMs = after.elapsedMs + workedMs;
    const reason = await deps.describeStop(stopped);
    const unwritten = { state: 'incomplete', reason, elapsedMs, runStartedAt: null } as const;
    return { broadcast: { ...after, ...unwritten }, stoppedBy: stopped };
  }
  return {
    broadcast: await requireBroadcast(id, ledger),
    stoppedBy: state === 'completed' ? null : stoppedBy,
  };
}

async function reasonOf(stoppedBy: StopReason | null, { describeStop }: FinishDeps): Promise<string> {
  return stoppedBy === null ? 'some batches are in doubt' : describeStop(stoppedBy);
}

function stateAfter(stoppedBy: StopReason | null): BroadcastState {
  if (stoppedBy === null) return 'incomplete';
  // Under that key it can never be sent.
  if (stoppedBy.type === 'keyInUse' || (stoppedBy.type === 'asked' && stoppedBy.to === 'cancel')) return 'cancelled';
  if (stoppedBy.type === 'notDue') return 'waiting';
  return isPause(stoppedBy) ? 'paused' : 'incomplete';
}
