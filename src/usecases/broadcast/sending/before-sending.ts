import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { quotaNeeded } from '../../../domain/broadcast/planning/quota-needed.js';
import { namesRecipients } from '../../../domain/broadcast/settings.js';
import type { BotInfo, LineApi } from '../../../ports/line-api.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';
import { type QuotaState, readQuotaIfPossible, readQuotaState } from '../../quota.js';
import { sameBot } from '../planning/bot-identity.js';
import { requireQuota } from '../planning/plan-broadcast.js';

/** What LINE said before the first request. */
export interface BeforeSending {
  /** Null where LINE does not say whose the token is. */
  readonly bot: BotInfo | null;
  /** Null where LINE does not tell it, and one message is no reason to wait. */
  readonly quota: QuotaState | null;
}

/**
 * Compares the bot and the month's quota with what is left of a broadcast.
 *
 * @throws {LineOpsError} `auth` when the token belongs to another bot, `limit` when the quota does not suffice.
 */
export async function askBeforeSending(
  { settings, recipients, stages }: Broadcast,
  { api, tokens }: { readonly api: LineApi; readonly tokens: AccessTokens },
): Promise<BeforeSending> {
  const bot = await sameBot(settings.botUserId, api, tokens);
  // What is in doubt may be counted by LINE already: asking for room again could refuse a broadcast that fits.
  const quota = await (settings.via === 'push' ? readQuotaIfPossible : readQuotaState)(api, tokens);
  if (quota === null) return { bot, quota };
  // So may a stage of friends that was begun: LINE itself says when there is no room for it.
  const toBegin = stages.filter(({ startedAt }) => startedAt === null).map((stage) => stage.recipients);
  const needed = namesRecipients(settings.via)
    ? recipients.pending
    : quotaNeeded(settings.via, toBegin, recipients.unique);
  requireQuota(needed, quota, settings);
  return { bot, quota };
}
