import type { Broadcast } from '../../domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../domain/ids.js';
import type { Deps } from '../../ports/deps.js';
import { requireBroadcast } from './run.js';

type Sources = Pick<Deps, 'broadcastLedger' | 'locks'>;

/** @throws {LineOpsError} `usage` where there is none of that ID. */
export async function showBroadcast(id: BroadcastId, sources: Sources): Promise<Broadcast> {
  return asItIs(await requireBroadcast(id, await sources.broadcastLedger()), sources);
}

/** Newest first. */
export async function listBroadcasts(sources: Sources): Promise<readonly Broadcast[]> {
  const broadcasts = await (await sources.broadcastLedger()).list();
  return Promise.all(broadcasts.map((broadcast) => asItIs(broadcast, sources)));
}

/** A process that was killed could not write that it ended: nobody holding the lock says it. */
async function asItIs(broadcast: Broadcast, { locks }: Sources): Promise<Broadcast> {
  if (broadcast.state !== 'running' && broadcast.state !== 'waiting') return broadcast;
  const lock = await (await locks()).acquire(`broadcast-${broadcast.settings.id}`, 0);
  if (!('held' in lock)) return broadcast;
  lock.held.release();
  return { ...broadcast, state: 'incomplete', reason: 'the process that ran it ended; resume it' };
}
