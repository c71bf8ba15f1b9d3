import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { failure, failureAs } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../../ports/deps.js';
import { ledgerDamaged } from './sound-totals.js';

/** @throws {LineOpsError} `usage` where there is none of that ID. */
export async function requireBroadcast(id: BroadcastId, ledger: BroadcastLedger): Promise<Broadcast> {
  const broadcast = await ledger.find(id);
  if (broadcast !== null) return broadcast;
  throw failure('UNKNOWN_BROADCAST', { id });
}

/** @throws {LineOpsError} `usage` for a broadcast that somebody cancelled. */
export function requireNotCancelled({ settings, state }: Broadcast): void {
  if (state !== 'cancelled') return;
  throw failureAs('usage', 'BROADCAST_CANCELLED', { which: 'earlier', id: settings.id, via: settings.via });
}

/** @throws {LineOpsError} `usage` RECIPIENTS_FORGOTTEN where nobody knows any more who its recipients are. */
export function requireRemembered({ settings, forgottenAt }: Broadcast): void {
  if (forgottenAt === null) return;
  const { id } = settings;
  throw failure(
    'RECIPIENTS_FORGOTTEN',
    { which: 'people', id, at: forgottenAt },
    { details: { broadcasts: [id], forgottenAt: new Date(forgottenAt).toISOString() } },
  );
}

/**
 * The same for somebody who is about to send. One that is not there because the file is damaged, or because the folder
 * is not the one that it was sent from, must not be taken for one that never was.
 *
 * @throws {LineOpsError} `usage` where there is none of that ID, `failure` STATE_DAMAGED where there should be one.
 */
export async function requireBroadcastToSend(
  id: BroadcastId,
  deps: Pick<Deps, 'broadcastLedger' | 'broadcastTotals' | 'attemptJournal'>,
): Promise<Broadcast> {
  const ledger = await deps.broadcastLedger();
  const broadcast = await ledger.find(id);
  if (broadcast !== null) return broadcast;
  const totals = await deps.broadcastTotals();
  const { problems } = await totals.read(id, (snapshot) => snapshot.storage('quick'), { mayBeginAnew: true });
  const history = await (await deps.attemptJournal()).read({ fileName: id, id, isInLedger: true }, () => false);
  if (problems.length > 0) throw ledgerDamaged(id, problems);
  if (history.isKept)
    throw ledgerDamaged(id, [
      'this machine has sent it, and the state file does not know it: another folder, or a damaged file',
    ]);
  return requireBroadcast(id, ledger);
}
