import type { BatchState } from './batch.js';
import type { RecipientCounts, RecipientTotals } from './broadcast.js';

/** How a person of a broadcast stands; what a living process has sent and not heard of is in flight. */
export type Standing = keyof RecipientTotals;

/** The states of batches whose people stand so; those in flight are `in-doubt` in the ledger. */
export const BATCHES_OF: Readonly<Record<Exclude<Standing, 'inFlight'>, readonly BatchState[]>> = {
  accepted: ['accepted'],
  pending: ['pending'],
  refused: ['refused'],
  unknown: ['in-doubt', 'unknown'],
  leftOut: ['skipped', 'left-out'],
};

/** How the people of a batch stand; `isHeld` where a process is at work on it. Of one without user IDs nobody is asked. */
export function standingOf(state: BatchState, isHeld: boolean): Standing {
  switch (state) {
    case 'accepted':
    case 'pending':
    case 'refused':
    case 'unknown':
      return state;
    case 'in-doubt':
    case 'delivering':
      return isHeld ? 'inFlight' : 'unknown';
    case 'skipped':
    case 'left-out':
      return 'leftOut';
  }
}

/** The batches whose people got it, or may have; of a broadcast that is being sent, those whose people will too. */
export function mayHave(isBeingSent: boolean): readonly BatchState[] {
  const reached: readonly BatchState[] = ['accepted', 'in-doubt', 'unknown', 'skipped'];
  return isBeingSent ? [...reached, 'pending'] : reached;
}

/** How many there are in some of the standings. */
export function countIn(recipients: RecipientCounts & RecipientTotals, standings: readonly Standing[]): number {
  return standings.reduce((sum, standing) => sum + recipients[standing], 0);
}
