import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import { inWords, type SqlDatabase, translateSqliteError } from '../sqlite/sqlite.js';
import { broadcastMoves } from './changes/broadcast-moves.js';
import { createChangeQueue, GATHERING_MS } from './changes/change-queue.js';
import { decisionsOn } from './changes/decisions.js';
import { freezeBody, storeForFriends } from './friends-store.js';
import { storePlan } from './plan-store.js';
import { prepareBatchReads } from './reads/batch-reads.js';
import { prepareBroadcastReads } from './reads/broadcast-reads.js';

/**
 * `gatheringMs`: how long changes may be held back to be committed together. Who makes one at a time wants none.
 *
 * @throws {LineOpsError} `failure` STATE_DAMAGED where the file has not the tables that it was made with.
 */
export function createBroadcastLedger(
  database: SqlDatabase,
  path: string,
  { gatheringMs = GATHERING_MS }: { readonly gatheringMs?: number } = {},
): BroadcastLedger {
  try {
    return ledgerOf(database, path, gatheringMs);
  } catch (error) {
    throw translateSqliteError(error, path);
  }
}

/** Every group of statements has a file of its own; here errors of the engine get their words. */
function ledgerOf(database: SqlDatabase, path: string, gatheringMs: number): BroadcastLedger {
  const broadcasts = prepareBroadcastReads(database);
  const batches = prepareBatchReads(database);
  const changes = createChangeQueue(database, path, gatheringMs);
  const moves = broadcastMoves(database);
  const decisions = decisionsOn(database);
  const told =
    <Args extends readonly unknown[], Result>(work: (...args: Args) => Result) =>
    async (...args: Args): Promise<Result> =>
      inWords(path)(work)(...args);
  return {
    create: told((planned) => storePlan(database, planned)),
    createForFriends: told((planned) => storeForFriends(database, planned)),
    find: told(broadcasts.find),
    findByRetryKey: told(broadcasts.findByRetryKey),
    scheduled: told(broadcasts.scheduled),
    list: told(broadcasts.list),
    begunSince: told(broadcasts.begunSince),
    acceptedWithin: told(broadcasts.acceptedWithin),
    requestedStop: told(broadcasts.requestedStop),
    refusedRecipients: told(broadcasts.refusedRecipients),
    openBatches: told(batches.openBatches),
    unsettledBatches: told(batches.unsettledBatches),
    deliveriesBefore: told(batches.deliveriesBefore),
    freezeBody: told((id, batch, body) => freezeBody(database, id, batch, body)),
    record: changes.add,
    startStage: told(moves.startStage),
    finishStage: told(moves.finishStage),
    release: told(moves.release),
    setRunsBy: told(moves.setRunsBy),
    setState: told(moves.setState),
    setKeepTrying: told(moves.setKeepTrying),
    requestStop: told(moves.requestStop),
    reopenRefused: told(decisions.reopenRefused),
    resolveUnknown: told(decisions.resolveUnknown),
    leaveOutRefused: told(decisions.leaveOutRefused),
  };
}
