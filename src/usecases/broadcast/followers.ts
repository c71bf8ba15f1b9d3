import { LineOpsError } from '../../domain/failure.js';
import type { Clock } from '../../ports/host.js';
import type { FollowerPage, LineApi } from '../../ports/line-api.js';
import type { AccessTokens } from '../access-token.js';

/** IDs per page, the most that LINE gives. @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
const PAGE_SIZE = 1000;

/** Waits before a page is asked for again; the place in the list stays good for 24 hours. */
const PAGE_RETRY_DELAYS_MS = [1_000, 3_000, 10_000, 30_000];

/**
 * Every follower ID that LINE names, page by page. A page may be short, even empty; only the missing `next` ends it. A
 * page that LINE could not give is asked for again: a list of millions is not begun anew for one lost answer.
 */
export async function* followerPages(
  api: LineApi,
  tokens: AccessTokens,
  clock: Clock,
): AsyncIterable<readonly string[]> {
  let start: string | null = null;
  do {
    const page: FollowerPage = await patiently(clock, async () =>
      api.followerIds(await tokens.current(), { limit: PAGE_SIZE, start }),
    );
    yield page.userIds;
    start = page.next;
  } while (start !== null);
}

async function patiently<Result>(clock: Clock, ask: () => Promise<Result>): Promise<Result> {
  for (const delayMs of PAGE_RETRY_DELAYS_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LineOpsError) || (error.kind !== 'unavailable' && error.kind !== 'limit')) throw error;
      await clock.sleep(delayMs);
    }
  }
  return ask();
}
