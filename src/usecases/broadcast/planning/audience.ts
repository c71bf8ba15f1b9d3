import { type AudienceData, audienceWord, whyUnusable } from '../../../domain/audience/audience-group.js';
import type { HoldOut } from '../../../domain/broadcast/planning/hold-out.js';
import { failure, LineOpsError, within } from '../../../domain/failure/failure.js';
import type { AudienceId } from '../../../domain/line/ids.js';
import type { RecipientList, RecipientReading, RecipientSource } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import { requireAudience } from '../../audiences/find-audience.js';
import { countFriends, DAYS_ASKED } from '../../channels/friends.js';
import { type ExcludedBroadcast, type Exclusion, type ExclusionDeps, withExclusions } from '../people/exclusions.js';
import { type FollowerDeps, followerPages } from './followers.js';

/** Where the recipients come from. */
export type RecipientsWish =
  | { readonly type: 'list'; readonly source: RecipientSource }
  /** Every follower that LINE names. */
  | { readonly type: 'followers' }
  /** All friends, whoever they are; null to ask LINE how many. */
  | { readonly type: 'friends'; readonly count: number | null }
  /** The people of an audience at LINE. */
  | { readonly type: 'audience'; readonly id: AudienceId };

/** The word that `--to` has for them; null for a list. */
export function toWordOf(wish: RecipientsWish): string | null {
  if (wish.type === 'audience') return audienceWord(wish.id);
  return wish.type === 'list' ? null : wish.type;
}

/** How many people a broadcast is for, and what was found on reading. */
export type AudienceCounts = Pick<
  RecipientList,
  | 'total'
  | 'unique'
  | 'duplicates'
  | 'malformed'
  | 'excluded'
  | 'heldOut'
  | 'reachedOften'
  | 'malformedSamples'
  | 'malformedKinds'
  | 'duplicateSamples'
  | 'excludedBy'
  | 'readAs'
  | 'shortLists'
>;

export interface Audience {
  readonly counts: AudienceCounts;
  /** Open until it is closed; null where LINE chooses the recipients. */
  readonly list: RecipientList | null;
  readonly excludedBroadcasts: readonly ExcludedBroadcast[];
  /** The audience at LINE; null where it is none. */
  readonly group: AudienceData | null;
}

export interface AudienceWish {
  readonly recipients: RecipientsWish;
  /** Whoever is in one of these lists, or got one of these broadcasts or may have, is left out. */
  readonly exclude: readonly Exclusion[];
  readonly holdOut: HoldOut | null;
}

type AudienceDeps = Pick<Deps, 'recipients'> & FollowerDeps & ExclusionDeps;

/** @throws {LineOpsError} `usage` when the recipients cannot be read or used, `refused` when LINE does not know them, or not how many they are. */
export async function readAudience(
  { recipients: wish, exclude, holdOut }: AudienceWish,
  deps: AudienceDeps,
  observer: Pick<RecipientReading, 'onProgress' | 'onMalformed' | 'tooOften'> = {},
): Promise<Audience> {
  if (wish.type === 'friends') {
    const counts = friendCounts(wish.count ?? (await askTargetReach(deps)));
    return { counts, list: null, excludedBroadcasts: [], group: null };
  }
  if (wish.type === 'audience') {
    const group = await usableAudience(wish.id, deps);
    return { counts: friendCounts(group.group.count ?? 0), list: null, excludedBroadcasts: [], group };
  }
  const reader = await deps.recipients();
  const source: RecipientSource =
    wish.type === 'list' ? wish.source : { type: 'pages', name: 'the follower list', pages: followerPages(deps) };
  return withExclusions(exclude, deps, async (lists, excludedBroadcasts) => {
    const list = await reader.read(source, { exclude: lists, holdOut, ...observer });
    return { counts: list, list, excludedBroadcasts, group: null };
  });
}

/** @throws {LineOpsError} `refused` where LINE does not know it, `usage` where nothing can be sent to it now. */
async function usableAudience(id: AudienceId, deps: AudienceDeps): Promise<AudienceData> {
  const data = await requireAudience(id, deps);
  const why = whyUnusable(data);
  if (why === null) return data;
  throw failure(
    'AUDIENCE_NOT_USABLE',
    { id, name: data.group.name, ...why },
    { details: { audience: id, status: data.group.status } },
  );
}

function friendCounts(count: number): AudienceCounts {
  return {
    total: count,
    unique: count,
    duplicates: 0,
    malformed: 0,
    excluded: 0,
    heldOut: 0,
    reachedOften: 0,
    malformedSamples: [],
    malformedKinds: [],
    duplicateSamples: [],
    excludedBy: [],
    readAs: null,
    shortLists: [],
  };
}

async function askTargetReach(deps: AudienceDeps): Promise<number> {
  try {
    const reach = await countFriends(deps);
    if (reach === 0) throw failure('NO_FRIENDS', {});
    if (reach !== null) return reach;
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.kind === 'auth') throw error;
    throw within(error, 'friendsUnknown', {}, { details: error.details ?? {} });
  }
  throw failure('TARGET_REACH_UNKNOWN', { days: DAYS_ASKED });
}
