import { statisticsDay } from '../../domain/broadcast/japan-time.js';
import type { Clock } from '../../ports/host.js';
import type { LineApi } from '../../ports/line-api.js';
import type { AccessTokens } from './channel-at-line.js';

/** Days that are asked for: LINE makes a day's figures within a day or so, and this endpoint takes 60 questions an hour. */
export const DAYS_ASKED = 3;

/**
 * How many friends can be reached, by the last day that LINE has a figure for; null where it has none.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers
 */
export async function countFriends({
  api,
  tokens,
  clock,
}: {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
  readonly clock: Clock;
}): Promise<number | null> {
  for (let daysAgo = 1; daysAgo <= DAYS_ASKED; daysAgo += 1) {
    const friends = await api.targetReach(await tokens.current(), statisticsDay(clock.now(), daysAgo));
    if (friends !== null) return friends;
  }
  return null;
}
