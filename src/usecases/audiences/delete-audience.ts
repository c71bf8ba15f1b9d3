import { type AudienceData, audienceWord } from '../../domain/audience/audience-group.js';
import type { Broadcast } from '../../domain/broadcast/broadcast.js';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import type { AudienceId } from '../../domain/line/ids.js';
import type { Deps } from '../../ports/deps.js';
import type { LineApi } from '../../ports/line-api.js';
import type { AccessTokens } from '../channels/channel-at-line.js';
import { findAudience, requireAudience } from './find-audience.js';

type DeleteDeps = Pick<Deps, 'audienceUploads' | 'broadcastLedger' | 'clock'> & {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
};

/** What is known before an audience is deleted. */
export interface Deletion {
  readonly data: AudienceData;
  /** It was uploaded from here, and no broadcast of this state has gone to it. */
  readonly isUnused: boolean;
}

const ENDED: ReadonlySet<Broadcast['state']> = new Set(['completed', 'cancelled']);

/** @throws {LineOpsError} `refused` where LINE does not know it, `usage` while a broadcast that has not ended goes to it. */
export async function planDeletion(id: AudienceId, deps: DeleteDeps): Promise<Deletion> {
  const to = await requireUnused(id, deps);
  const data = await requireAudience(id, deps);
  if (data.isShared || data.group.permission === 'READ')
    throw failure('AUDIENCE_NOT_OURS', { id, name: data.group.name });
  const isOurs = (await (await deps.audienceUploads()).ofAudience(id)) !== null;
  return { data, isUnused: isOurs && to.every(({ startedAt }) => startedAt === null) };
}

/**
 * Answers whether it was there. Where LINE's answer was lost, a look tells.
 *
 * @throws {LineOpsError} `usage` where a broadcast to it was created since the deletion was planned.
 */
export async function deleteAudience(id: AudienceId, deps: DeleteDeps): Promise<boolean> {
  const { api, tokens, clock, audienceUploads } = deps;
  // A person may have thought about it for long.
  await requireUnused(id, deps);
  const wasThere = await api.deleteAudience(await tokens.current(), id).catch(async (error: unknown) => {
    const isDoubt = error instanceof LineOpsError && error.kind === 'unavailable';
    if (isDoubt && (await findAudience(id, deps)) === null) return true;
    throw error;
  });
  const book = await audienceUploads();
  const upload = await book.ofAudience(id);
  if (upload !== null) await book.gone(upload.id, clock.now());
  return wasThere;
}

/** All broadcasts that went to it. @throws {LineOpsError} `usage` where one of them has not ended. */
async function requireUnused(
  id: AudienceId,
  { broadcastLedger }: Pick<DeleteDeps, 'broadcastLedger'>,
): Promise<readonly Broadcast[]> {
  const all = await (await broadcastLedger()).list();
  const to = all.filter(({ settings }) => settings.toWord === audienceWord(id));
  const broadcasts = to.filter(({ state }) => !ENDED.has(state)).map(({ settings }) => settings.id);
  if (0 < broadcasts.length) throw failure('AUDIENCE_IN_USE', { id, broadcasts }, { details: { broadcasts } });
  return to;
}
