import type { AudienceGroup } from '../../domain/audience/audience-group.js';
import { LineOpsError } from '../../domain/failure/failure.js';
import type { LineApi } from '../../ports/line-api.js';
import type { AccessTokens } from '../channels/channel-at-line.js';

interface ListDeps {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
}

/** A thousand audiences have 25 pages: what has more never ends. */
const MOST_PAGES = 200;

/** All pages of the account's audiences, or of those that other accounts share; each audience once. */
export async function everyAudience(
  { api, tokens }: ListDeps,
  { name, isShared }: { readonly name: string | null; readonly isShared: boolean },
): Promise<readonly AudienceGroup[]> {
  const found = new Map<number, AudienceGroup>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const token = await tokens.current();
    const answer = isShared ? await api.sharedAudiences(token, { page }) : await api.audiences(token, { page, name });
    // A page may move on while the list is read.
    for (const group of answer.groups) found.set(group.id, group);
    if (!answer.hasNext || answer.groups.length === 0) break;
  }
  return [...found.values()];
}

/** What LINE lists. */
export interface ListedAudiences {
  readonly own: readonly AudienceGroup[];
  readonly shared: readonly AudienceGroup[];
  /** Why LINE did not list the shared ones; null where it did. */
  readonly sharedUnknown: LineOpsError | null;
}

/** The shared ones are told as far as LINE gives them: an account outside the Business Manager has none. */
export async function listAudiences(deps: ListDeps): Promise<ListedAudiences> {
  const own = await everyAudience(deps, { name: null, isShared: false });
  const ids = new Set(own.map(({ id }) => id));
  try {
    const shared = await everyAudience(deps, { name: null, isShared: true });
    return { own, shared: shared.filter(({ id }) => !ids.has(id)), sharedUnknown: null };
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.kind === 'auth') throw error;
    return { own, shared: [], sharedUnknown: error };
  }
}
