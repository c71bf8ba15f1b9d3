import { isBeingRun } from '../../../domain/broadcast/broadcast.js';
import { type Standing, standingOf } from '../../../domain/broadcast/standing.js';
import type { UserId } from '../../../domain/line/ids.js';
import type { Trace, Traces } from '../../../ports/broadcast/traces.js';
import type { Deps } from '../../../ports/deps.js';
import { isHeld } from '../../../ports/store.js';

/** How a person stands in a broadcast. */
export interface PersonTrace extends Omit<Trace, 'state'> {
  readonly standing: Standing | 'heldOut';
  /** Whether the person has it, or may have it. */
  readonly mayHave: boolean;
}

/** What this state knows of a person. */
export interface PersonTraces extends Omit<Traces, 'found'> {
  readonly found: readonly PersonTrace[];
}

/** Looks for the person in every broadcast and every push of this state; reads only. */
export async function tracePerson(
  userId: UserId,
  { traces, locks }: Pick<Deps, 'traces' | 'locks'>,
  onProgress: (searched: number) => void = () => {},
): Promise<PersonTraces> {
  const all = await (await traces()).find(userId, onProgress);
  const found = await Promise.all(all.found.map((trace) => standingIn(trace, locks)));
  return { ...all, found };
}

async function standingIn({ state, ...trace }: Trace, locks: Deps['locks']): Promise<PersonTrace> {
  if (state === 'held-out') return { ...trace, standing: 'heldOut', mayHave: false };
  const { broadcast } = trace;
  const isAtWork = isBeingRun(broadcast.state) && (await isHeld(await locks(), `broadcast-${broadcast.id}-at-work`));
  const standing = standingOf(state, isAtWork);
  // What was unknown and is not sent again may have been delivered.
  const mayHave = standing === 'accepted' || standing === 'unknown' || standing === 'inFlight' || state === 'skipped';
  return { ...trace, standing, mayHave };
}
