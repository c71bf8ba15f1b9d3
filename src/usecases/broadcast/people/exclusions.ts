import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { RecipientSource } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import type { StatusDeps } from '../audit/broadcast-status.js';
import { withPeopleOfAll } from './people-of-broadcast.js';

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
export async function withExclusions<Result>(
  exclusions: readonly Exclusion[],
  deps: ExclusionDeps,
  use: (lists: readonly RecipientSource[], broadcasts: readonly ExcludedBroadcast[]) => Promise<Result>,
): Promise<Result> {
  const ids = exclusions.flatMap((exclusion) => (exclusion.type === 'broadcast' ? [exclusion.id] : []));
  if (ids.length === 0) return use(exclusions.filter(isList), []);
  return withPeopleOfAll(ids, 'exclude', deps, (broadcasts) => {
    const left = broadcasts.values();
    const lists = exclusions.flatMap((exclusion): readonly RecipientSource[] => {
      if (isList(exclusion)) return [exclusion];
      const { value } = left.next();
      return value === undefined ? [] : [{ type: 'packed', name: exclusion.id, blocks: value.reached() }];
    });
    return use(
      lists,
      broadcasts.map(({ broadcast, isHeld, goesOnByItself }) => ({ broadcast, isHeld, goesOnByItself })),
    );
  });
}

function isList(exclusion: Exclusion): exclusion is RecipientSource {
  return exclusion.type !== 'broadcast';
}
