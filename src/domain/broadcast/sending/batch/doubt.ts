import type { Broadcast } from '../../broadcast.js';
import { isKeyTooOld } from './keys/key-age.js';

/** What can be done about recipients of whom nobody can tell whether they got it. */
export interface Doubt {
  /** Resuming may settle some of it without any risk. */
  readonly canBeAsked: boolean;
  /** Some of it only the operator can decide. */
  readonly mustBeDecided: boolean;
}

/** At the given time, milliseconds since 1970. */
export function doubtOf({ stages, inDoubtSince }: Pick<Broadcast, 'stages' | 'inDoubtSince'>, now: number): Doubt {
  const isOldestTooOld = inDoubtSince !== null && isKeyTooOld(now - inDoubtSince);
  return {
    canBeAsked: stages.some(({ inDoubt }) => inDoubt.batches > 0),
    mustBeDecided: isOldestTooOld || stages.some(({ undecided }) => undecided.batches > 0),
  };
}
