import type { AudienceData } from '../../domain/audience/audience-group.js';
import { failure } from '../../domain/failure/failure.js';
import type { AudienceId } from '../../domain/line/ids.js';
import type { LineApi } from '../../ports/line-api.js';
import type { AccessTokens } from '../channels/channel-at-line.js';

interface FindDeps {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
}

/** An audience of the account, or one that another account shares with it; null where there is none. */
export async function findAudience(id: AudienceId, { api, tokens }: FindDeps): Promise<AudienceData | null> {
  const own = await api.audience(await tokens.current(), id);
  return own ?? (await api.sharedAudience(await tokens.current(), id));
}

/** @throws {LineOpsError} `refused` where there is none. */
export async function requireAudience(id: AudienceId, deps: FindDeps): Promise<AudienceData> {
  const found = await findAudience(id, deps);
  if (found === null) throw failure('AUDIENCE_NOT_FOUND', { id });
  return found;
}
