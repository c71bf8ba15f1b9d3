import type { LineApi } from '../../ports/line-api.js';
import type { AccessTokens } from '../access-token.js';

/** IDs per page, the most that LINE gives. @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
const PAGE_SIZE = 1000;

/** Every follower ID that LINE names, page by page. A page may be short, even empty; only the missing `next` ends it. */
export async function* followerPages(api: LineApi, tokens: AccessTokens): AsyncIterable<readonly string[]> {
  let start: string | null = null;
  do {
    const page = await api.followerIds(await tokens.current(), { limit: PAGE_SIZE, start });
    yield page.userIds;
    start = page.next;
  } while (start !== null);
}
