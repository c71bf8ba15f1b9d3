import type { BroadcastId } from '../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { StateEngine } from '../sql/engine.js';
import type { Steps } from '../sql/steps.js';
import * as moves from './changes/broadcast-moves.js';
import { createChangeQueue, GATHERING_MS } from './changes/change-queue.js';
import * as decisions from './changes/decisions.js';
import { freezeBody, storeForFriends } from './friends-store.js';
import { storePlan } from './plan-store.js';
import * as batches from './reads/batch-reads.js';
import * as broadcasts from './reads/broadcast-reads.js';
import { createRequestedStops } from './requested-stops.js';

/** How often it is looked what another terminal asks, however many runs want to know: as often as one run does. */
const LOOK_EVERY_MS = 300;

/** `gatheringMs`: how long changes may be held back to be committed together. Who makes one at a time wants none. */
export function createBroadcastLedger(
  engine: StateEngine,
  { gatheringMs = GATHERING_MS }: { readonly gatheringMs?: number } = {},
): BroadcastLedger {
  const changes = createChangeQueue(engine, gatheringMs);
  const read =
    <Args extends readonly unknown[], Result>(steps: (...args: Args) => Steps<Result>) =>
    (...args: Args): Promise<Result> =>
      engine.read(() => steps(...args));
  /** What only the holder of the broadcast's lock may change. */
  const held =
    <Args extends readonly [BroadcastId, ...unknown[]]>(steps: (...args: Args) => Steps<void>) =>
    (...args: Args): Promise<void> =>
      engine.write(() => steps(...args), { under: `broadcast-${args[0]}` });
  return {
    create: (planned) => storePlan(engine, planned),
    createForFriends: (planned) => engine.write(() => storeForFriends(planned)),
    find: read(broadcasts.find),
    findByRetryKey: read(broadcasts.findByRetryKey),
    scheduled: read(broadcasts.scheduled),
    list: read(broadcasts.list),
    begunSince: read(broadcasts.begunSince),
    acceptedWithin: read(broadcasts.acceptedWithin),
    requestedStop: createRequestedStops(engine, gatheringMs === 0 ? 0 : LOOK_EVERY_MS),
    refusedRecipients: read(broadcasts.refusedRecipients),
    openBatches: read(batches.openBatches),
    unsettledBatches: (id, use) => batches.unsettledBatches(engine, id, use),
    deliveriesBefore: read(batches.deliveriesBefore),
    freezeBody: held(freezeBody),
    record: changes.add,
    startStage: held(moves.startStage),
    finishStage: held(moves.finishStage),
    release: held(moves.release),
    setRunsBy: held(moves.setRunsBy),
    setState: held(moves.setState),
    setKeepTrying: held(moves.setKeepTrying),
    // Whoever wants a run to stop does not hold it.
    requestStop: (id, stop) => engine.write(() => moves.requestStop(id, stop)),
    reopenRefused: held(decisions.reopenRefused),
    resolveUnknown: held(decisions.resolveUnknown),
    leaveOutRefused: held(decisions.leaveOutRefused),
  };
}
