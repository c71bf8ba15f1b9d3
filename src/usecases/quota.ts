import { LineOpsError } from '../domain/failure/failure.js';
import type { LineApi, Quota } from '../ports/line-api.js';
import type { AccessTokens } from './channels/channel-at-line.js';

/** The month's limit and what is used of it. The use is approximate, says LINE. */
export interface QuotaState {
  readonly quota: Quota;
  readonly used: number;
  /** Null where there is no limit. */
  readonly left: number | null;
}

/**
 * The same for what may go on without it: null where LINE does not say.
 *
 * @throws {LineOpsError} `auth` when LINE does not take the token.
 */
export async function readQuotaIfPossible(api: LineApi, tokens: AccessTokens): Promise<QuotaState | null> {
  try {
    return await readQuotaState(api, tokens);
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.kind === 'auth') throw error;
    return null;
  }
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-quota */
export async function readQuotaState(api: LineApi, tokens: AccessTokens): Promise<QuotaState> {
  const token = await tokens.current();
  const [quota, used] = await Promise.all([api.quota(token), api.consumption(token)]);
  return { quota, used, left: quota.type === 'none' ? null : Math.max(0, quota.limit - used) };
}
