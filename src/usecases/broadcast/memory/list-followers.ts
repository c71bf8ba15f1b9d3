import { LineOpsError } from '../../../domain/failure/failure.js';
import type { RecipientList, RecipientReader } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import type { Channel } from '../../channels/channel.js';
import { sameBot } from '../planning/bot-identity.js';
import { type FollowerDeps, followerPages } from '../planning/followers.js';

export type ListFollowersDeps = Pick<Deps, 'recipients' | 'followerPages'> &
  Omit<FollowerDeps, 'openJournal' | 'keepsWhole'> & { readonly channel: Channel };

/** Every follower that LINE names, each once, in LINE's order. */
export interface FollowerList {
  /** Null where nobody follows. Whoever gets it closes it. */
  readonly list: RecipientList | null;
  /** The list was taken: the next one is to be a new one. */
  forget(): Promise<void>;
}

/** Reads the list. Pages are kept until the list was taken, so that a run that is killed costs none of them. */
export async function listFollowers(
  deps: ListFollowersDeps,
  onProgress: (userIds: number) => void = () => {},
): Promise<FollowerList> {
  const bot = await sameBot(deps.channel.botUserId, deps.api, deps.tokens);
  const owner = bot?.userId ?? deps.channel.id;
  // Pages of different bots never mix.
  const openJournal = async () => (owner === null ? null : (await deps.followerPages())(owner));
  const pages = followerPages({ ...deps, openJournal, keepsWhole: true });
  const list = await listOf(pages, await deps.recipients(), onProgress);
  return {
    list,
    async forget() {
      const journal = await openJournal();
      await journal?.forget();
      await journal?.close();
    },
  };
}

async function listOf(
  pages: AsyncIterable<readonly string[]>,
  reader: RecipientReader,
  onProgress: (userIds: number) => void,
): Promise<RecipientList | null> {
  try {
    return await reader.read({ type: 'pages', name: 'the follower list', pages }, { onProgress });
  } catch (error) {
    const isEmpty =
      error instanceof LineOpsError && error.failure.code === 'NO_RECIPIENTS' && error.failure.facts.which === 'empty';
    if (isEmpty) return null;
    throw error;
  }
}
