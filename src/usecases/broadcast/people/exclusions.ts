import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { RecipientSource } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import type { StatusDeps } from '../audit/broadcast-status.js';
import { withPeople } from './people-of-broadcast.js';

/** Whom to leave out: who is in a list, or whom an earlier broadcast reached or may have reached. */
export type Exclusion = RecipientSource | { readonly type: 'broadcast'; readonly id: BroadcastId };

/** A broadcast by which people are left out, as it was then. */
export interface ExcludedBroadcast {
  readonly broadcast: Broadcast;
  /** A process was at work on it: whom it has not reached yet is left out too. */
  readonly isHeld: boolean;
  /** A worker will be, when it is due: the same. */
  readonly goesOnByItself: boolean;
}

export type ExclusionDeps = StatusDeps & Pick<Deps, 'broadcastTotals'>;

/**
 * The same as lists, each readable for as long as `use` takes.
 *
 * @throws {LineOpsError} `usage`, before `use`, for a broadcast that is not there, or whose people nobody knows.
 */
export function withExclusions<Result>(
  exclusions: readonly Exclusion[],
  deps: ExclusionDeps,
  use: (lists: readonly RecipientSource[], broadcasts: readonly ExcludedBroadcast[]) => Promise<Result>,
): Promise<Result> {
  const [first, ...others] = exclusions;
  if (first === undefined) return use([], []);
  if (first.type !== 'broadcast')
    return withExclusions(others, deps, (lists, broadcasts) => use([first, ...lists], broadcasts));
  const { id } = first;
  return withPeople(id, 'exclude', deps, ({ broadcast, isHeld, goesOnByItself, reached }) =>
    withExclusions(others, deps, (lists, broadcasts) =>
      use(
        [{ type: 'packed', name: id, blocks: reached() }, ...lists],
        [{ broadcast, isHeld, goesOnByItself }, ...broadcasts],
      ),
    ),
  );
}
