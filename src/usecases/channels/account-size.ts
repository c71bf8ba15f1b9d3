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
  /** Null where nobody knows it: the answer is then not kept. */
  readonly id: string | null;
  /** Whether the answer may be kept for the rest of the day. */
  readonly mayStore: boolean;
}

/**
 * How many friends the account has, asked of LINE once a day; null where LINE has no figure.
 *
 * @throws {LineOpsError} as LINE refuses it, or does not answer.
 */
export async function friendsToday({ id, mayStore }: Account, deps: AccountDeps): Promise<number | null> {
  const day = statisticsDay(deps.clock.now(), 0);
  const counts = await deps.friendCounts();
  const kept = id === null ? null : await counts.of(id, day);
  if (kept !== null) return kept.friends;
  const friends = await countFriends(deps);
  if (id !== null && mayStore) await counts.keep(id, day, friends);
  return friends;
}

/**
 * As `friendsToday`; null also where nobody can tell. A warning alone depends on it: what LINE refuses or does not answer
 * stops no plan.
 */
export async function friendsOfAccount(account: Account, deps: AccountDeps): Promise<number | null> {
  try {
    return await friendsToday(account, deps);
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.kind === 'auth') throw error;
    return null;
  }
}
