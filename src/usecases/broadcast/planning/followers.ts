import { failure, LineOpsError, within } from '../../../domain/failure/failure.js';
import { ENDPOINTS } from '../../../domain/line/endpoints.js';
import { createRepeatGuard, PLACE_LIFETIME_MS } from '../../../domain/line/operations/paging.js';
import type { FollowerPageJournal, KeptPages } from '../../../ports/broadcast/follower-pages.js';
import type { Clock } from '../../../ports/host.js';
import type { FollowerPage, LineApi } from '../../../ports/line-api.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';

/** IDs per page, the most that LINE gives. @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
const PAGE_SIZE = 1000;

/** Waits before a page is asked for again. */
const PAGE_RETRY_DELAYS_MS = [1_000, 3_000, 10_000, 30_000];

export interface FollowerDeps {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
  readonly clock: Clock;
  /** Null where nothing is to be kept. */
  openJournal(): Promise<FollowerPageJournal | null>;
  /** Told when a list goes on that an earlier run began. */
  onGoingOn(kept: KeptPages): void;
  /** Told when LINE forgot a place in the middle, so that the list begins anew: who was named is named again. */
  onBegunAnew?(): void;
  /** What is kept stays also when the list is whole: whoever asked forgets it. */
  readonly keepsWhole?: boolean;
}

/**
 * Every follower ID that LINE names, page by page. A page may be short, even empty; only the missing `next` ends it. A
 * page that LINE could not give is asked for again, and a list that an earlier run began within a day goes on where
 * that one ended: a list of millions is not begun anew for one lost answer, nor for a run that was killed. A place that LINE
 * forgot in between begins it anew, once.
 *
 * @throws {LineOpsError} `unavailable` PAGE_REPEATED for a list that would never end.
 */
export async function* followerPages(deps: FollowerDeps): AsyncIterable<readonly string[]> {
  const journal = await deps.openJournal();
  try {
    let page = await continuation(journal, deps);
    if (page === null) await journal?.forget();
    else yield* journal?.pages() ?? [];
    page ??= await pageAt(null, deps);
    let isAgain = createRepeatGuard('');
    let mayBeginAnew = true;
    for (let pages = 1; page.next !== null; pages += 1) {
      if (isAgain(page.next)) throw failure('PAGE_REPEATED', { path: ENDPOINTS.followerIds.path, pages });
      await journal?.keep({ userIds: page.userIds, next: page.next, readAt: deps.clock.now() });
      yield page.userIds;
      const next: FollowerPage | null = mayBeginAnew
        ? await placeKnown(page.next, deps)
        : await pageAt(page.next, deps);
      if (next === null) {
        mayBeginAnew = false;
        isAgain = createRepeatGuard('');
        await journal?.forget();
        deps.onBegunAnew?.();
      }
      page = next ?? (await pageAt(null, deps));
    }
    // Whole now: a later list is to be a new one.
    if (deps.keepsWhole !== true) await journal?.forget();
    yield page.userIds;
  } finally {
    await journal?.close();
  }
}

/** The page after those that are kept; null when the list has to be begun anew. */
async function continuation(journal: FollowerPageJournal | null, deps: FollowerDeps): Promise<FollowerPage | null> {
  const kept = journal?.kept ?? null;
  if (kept === null || PLACE_LIFETIME_MS <= deps.clock.now() - kept.begunAt) return null;
  const page = await placeKnown(kept.next, deps);
  if (page !== null) deps.onGoingOn(kept);
  return page;
}

/** Null where LINE answers 400: it no longer knows the place. */
async function placeKnown(start: string, deps: FollowerDeps): Promise<FollowerPage | null> {
  try {
    return await pageAt(start, deps);
  } catch (error) {
    if (error instanceof LineOpsError && error.code === 'LINE_REFUSED') return null;
    throw error;
  }
}

async function pageAt(start: string | null, { api, tokens, clock }: FollowerDeps): Promise<FollowerPage> {
  try {
    return await patiently(clock, async () => api.followerIds(await tokens.current(), { limit: PAGE_SIZE, start }));
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.code !== 'NOT_AVAILABLE_FOR_ACCOUNT') throw error;
    throw within(error, 'followersNotNamed', {});
  }
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
