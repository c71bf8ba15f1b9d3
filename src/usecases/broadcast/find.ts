import type { Broadcast } from '../../domain/broadcast/broadcast.js';
import { LineOpsError } from '../../domain/failure.js';
import type { BroadcastId } from '../../domain/ids.js';
import type { BroadcastLedger } from '../../ports/broadcast-ledger.js';

/** @throws {LineOpsError} `usage` where there is none of that ID. */
export async function requireBroadcast(id: BroadcastId, ledger: BroadcastLedger): Promise<Broadcast> {
  const broadcast = await ledger.find(id);
  if (broadcast !== null) return broadcast;
  throw new LineOpsError('usage', 'UNKNOWN_BROADCAST', `there is no broadcast ${id}`, {
    hint: 'See: line-ops broadcast list',
  });
}

/** @throws {LineOpsError} `usage` for a broadcast that somebody cancelled. */
export function requireNotCancelled({ settings, state }: Broadcast): void {
  if (state !== 'cancelled') return;
  throw new LineOpsError('usage', 'BROADCAST_CANCELLED', `${settings.id} was cancelled`, {
    hint: 'Create a new one for the people who have not got it.',
  });
}
