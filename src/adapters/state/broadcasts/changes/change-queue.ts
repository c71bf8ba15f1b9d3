import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { type SqlDatabase, transaction, translateSqliteError } from '../../sqlite/sqlite.js';
import { prepareChanges } from './batch-changes.js';

/** How long changes are held back to be committed together, in milliseconds, unless enough have come before. */
export const GATHERING_MS = 12;
const LONGEST_GATHERING_MS = 20;
const ENOUGH_CHANGES = 8;

/** Commits what was asked for at about the same time as one transaction: one sync for many batches. */
export function createChangeQueue(database: SqlDatabase, path: string, gatheringMs: number) {
  interface Waiting {
    readonly id: BroadcastId;
    readonly change: BatchChange;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }
  const apply = prepareChanges(database);
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let gatheringSince = 0;
  let lastCommitMs = 0;

  /** Null where all of it is on disk; else why none of it is. */
  const commit = (batch: readonly Waiting[]): unknown => {
    try {
      transaction(database, () => {
        for (const { id, change } of batch) apply(id, change);
      });
    } catch (error) {
      return error;
    }
    for (const { resolve } of batch) resolve();
    return null;
  };
  const flush = () => {
    const batch = waiting;
    waiting = [];
    const startedAt = performance.now();
    const wrong = commit(batch);
    lastCommitMs = performance.now() - startedAt;
    if (wrong === null) return;
    // One that does not fit the ledger takes nobody else with it; a disk that fails fails all of them.
    const isOnes = wrong instanceof LineOpsError && batch.length > 1;
    for (const one of batch) {
      const why = isOnes ? commit([one]) : wrong;
      if (why !== null) one.reject(translateSqliteError(why, path));
    }
  };
  /** On a slow disk the next commit begins as long after the last as that one took, however many changes wait. */
  const flushAfter = (ms: number) => {
    clearTimeout(timer);
    const wait = Math.min(LONGEST_GATHERING_MS, Math.max(ms, lastCommitMs));
    timer = setTimeout(flush, Math.max(0, gatheringSince + wait - performance.now()));
  };
  return {
    add: (id: BroadcastId, change: BatchChange) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ id, change, resolve, reject });
        if (gatheringMs === 0) {
          if (waiting.length === 1) setImmediate(flush);
        } else if (waiting.length === 1) {
          gatheringSince = performance.now();
          flushAfter(gatheringMs);
        } else if (waiting.length === ENOUGH_CHANGES) flushAfter(0);
      }),
  };
}
