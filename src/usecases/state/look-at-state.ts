import type { FolderFacts } from '../../domain/doctor/facts.js';
import type { Deps } from '../../ports/deps.js';
import type { LockInUse } from '../../ports/store.js';
import type { AreaSize, PlaceFacts, StateCounts } from '../../ports/team/whole-state.js';

/** The state as a whole, at about one moment. */
export interface StateLook extends PlaceFacts {
  /** The folders of this machine; those of the state among them, where it lies in a folder. */
  readonly folders: readonly FolderFacts[];
  readonly areas: readonly AreaSize[];
  /** `channels` is null where the configuration belongs to a state that lies elsewhere by now. */
  readonly counts: StateCounts & { readonly channels: number | null };
  readonly held: readonly LockInUse[];
}

/** Looks, and writes nothing; also at a state that was moved away. */
export async function lookAtState(
  deps: Pick<Deps, 'wholeState' | 'surroundings' | 'configuration'>,
): Promise<StateLook> {
  const whole = await deps.wholeState();
  const facts = await whole.facts();
  const isInUse = facts.move === null || facts.move.standing === 'here';
  const channels = isInUse ? (await (await deps.configuration()).read()).channels.length : null;
  return {
    ...facts,
    folders: await (await deps.surroundings()).folders(),
    areas: await whole.areas(),
    counts: { channels, ...(await whole.counts()) },
    held: await whole.held(),
  };
}
