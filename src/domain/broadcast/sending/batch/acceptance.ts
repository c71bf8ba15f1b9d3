import type { BatchState } from '../../batch.js';

/** LINE's yes: to a batch, or to a narrowcast, which is delivered afterwards. */
export type Yes = 'accepted' | 'delivering';

/**
 * LINE's yes is a fact about a retry key. Whoever learns it may record it, also where another process has gone on with the
 * batch meanwhile: has called it unknown, or somebody has decided never to send it again. One that is pending was attempted
 * all the same: a server that failed over has lost that. Under the same key it settles a batch that stands in one of these
 * states.
 */
export const SETTLED_BY_YES = {
  accepted: ['pending', 'in-doubt', 'unknown', 'skipped'],
  // Of what was skipped nobody would ask any more what came of it.
  delivering: ['pending', 'in-doubt', 'unknown'],
} as const satisfies Readonly<Record<Yes, readonly BatchState[]>>;

/** Under the same key nothing is left to be recorded of a batch that stands in one of these. */
const KNOWN_AFTER = {
  accepted: ['accepted', 'delivering'],
  delivering: ['delivering', 'accepted', 'skipped'],
} as const satisfies Readonly<Record<Yes, readonly BatchState[]>>;

/**
 * What a yes means for a batch as it stands: it settles it, it is known already, or it does not belong there. Under another
 * key the same people may be messaged again, by a decision that was made without it.
 */
export function meetYes(
  yes: Yes,
  { state, isSameKey }: { readonly state: BatchState; readonly isSameKey: boolean },
): 'settles' | 'known' | 'misplaced' {
  const isIn = (states: readonly BatchState[]) => isSameKey && states.includes(state);
  if (isIn(SETTLED_BY_YES[yes])) return 'settles';
  return isIn(KNOWN_AFTER[yes]) ? 'known' : 'misplaced';
}
