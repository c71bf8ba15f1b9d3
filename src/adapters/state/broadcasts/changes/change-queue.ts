import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { LockName } from '../../../../ports/store.js';
import type { StateEngine } from '../../sql/engine.js';
import { applyChanges, isYes, type OneChange } from './batch-changes.js';

/** How long changes are held back to be committed together, in milliseconds, unless enough have come before. */
export const GATHERING_MS = 12;
const LONGEST_GATHERING_MS = 20;
const ENOUGH_CHANGES = 8;

/** What may be wrong with one change, or the lock of its broadcast, and not with the others. Anything else is wrong with all. */
const WRONG_WITH_ONE: ReadonlySet<string> = new Set([
  'STATE_DAMAGED',
  'BATCH_ACCEPTED',
  'BATCH_ALREADY_SETTLED',
  'LEASE_LOST',
]);

interface Waiting extends OneChange {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits what was asked for at about the same time as one transaction: one sync for many batches, of whatever broadcasts.
 * While one is on its way the next changes gather.
 */
export function createChangeQueue(engine: StateEngine, gatheringMs: number) {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let gatheringSince = 0;
  let lastCommitMs = 0;
  let isCommitting = false;

  /** Null where all of it is on disk; else why none of it is. */
  const commit = async (lot: readonly Waiting[]): Promise<unknown> => {
    const startedAt = performance.now();
    try {
      await engine.write(() => applyChanges(lot), { under: locksOf(lot) });
    } catch (error) {
      return error;
    } finally {
      lastCommitMs = performance.now() - startedAt;
    }
    for (const { resolve } of lot) resolve();
    return null;
  };
  /**
   * One that does not fit the ledger, or whose lock is lost, takes nobody else with it; a disk that fails, or a server that
   * stays away, fails all of them.
   */
  const commitEach = async (lot: readonly Waiting[], wrong: unknown): Promise<void> => {
    const isOnes = wrong instanceof LineOpsError && WRONG_WITH_ONE.has(wrong.code) && lot.length > 1;
    for (const one of lot) {
      const why = isOnes ? await commit([one]) : wrong;
      if (why !== null) one.reject(why);
    }
  };
  const flush = async () => {
    const lot = waiting;
    waiting = [];
    isCommitting = true;
    const wrong = await commit(lot);
    if (wrong !== null) await commitEach(lot, wrong);
    isCommitting = false;
    if (waiting.length > 0) flushInTime();
  };
  /** On a slow disk the next commit begins as long after the last as that one took, however many changes wait. */
  const flushInTime = () => {
    if (isCommitting) return;
    clearTimeout(timer);
    const wanted = waiting.length < ENOUGH_CHANGES ? gatheringMs : 0;
    const wait = Math.min(LONGEST_GATHERING_MS, Math.max(wanted, lastCommitMs));
    timer = setTimeout(() => void flush(), Math.max(0, gatheringSince + wait - performance.now()));
  };
  return {
    add: (id: BroadcastId, change: BatchChange) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ id, change, resolve, reject });
        if (waiting.length === 1) gatheringSince = performance.now();
        if (gatheringMs === 0) {
          if (waiting.length === 1 && !isCommitting) setImmediate(() => void flush());
        } else if (waiting.length === 1 || waiting.length === ENOUGH_CHANGES) flushInTime();
      }),
  };
}

/** Whoever learns of an acceptance may record it; for everything else the broadcast must be held. */
function locksOf(lot: readonly OneChange[]): readonly LockName[] {
  const held = lot.filter(({ change }) => !isYes(change));
  return [...new Set(held.map(({ id }) => `broadcast-${id}` as const))];
}
