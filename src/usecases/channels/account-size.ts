import { statisticsDay } from '../../domain/broadcast/japan-time.js';
import { LineOpsError } from '../../domain/failure/failure.js';
import type { Deps } from '../../ports/deps.js';
import type { LineApi } from '../../ports/line-api.js';
import type { AccessTokens } from './channel-at-line.js';
import { countFriends } from './friends.js';

interface AccountDeps extends Pick<Deps, 'clock' | 'friendCounts'> {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
}

/** Whose friends are counted. */
interface Account {
  /** Null where nobody knows it. */
  readonly id: string | null;
  /** Whether anything depends on it. */
  readonly isAsked: boolean;
  /** Whether the answer may be kept for the rest of the day. */
  readonly mayStore: boolean;
}

/**
 * How many friends the account has, asked of LINE once a day; null where nobody can tell. A warning alone depends on it:
 * what LINE refuses or does not answer stops no plan.
 */
export async function friendsOfAccount({ id, isAsked, mayStore }: Account, deps: AccountDeps): Promise<number | null> {
  if (!isAsked) return null;
  const day = statisticsDay(deps.clock.now(), 0);
  const counts = await deps.friendCounts();
  const kept = id === null ? null : await counts.of(id, day);
  if (kept !== null) return kept.friends;
  try {
    const friends = await countFriends(deps);
    if (id !== null && mayStore) await counts.keep(id, day, friends);
    return friends;
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.kind === 'auth') throw error;
    return null;
  }
}
