import { audienceIdIn } from '../../../domain/audience/audience-group.js';
import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { quotaNeeded } from '../../../domain/broadcast/planning/quota-needed.js';
import { namesRecipients } from '../../../domain/broadcast/settings.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
import type { Clock, Randomness } from '../../../ports/host.js';
import type { BotInfo, LineApi } from '../../../ports/line-api.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';
import { type QuotaState, readQuotaIfPossible, readQuotaState } from '../../quota.js';
import { requireUnit } from '../planning/aggregation-unit.js';
import { sameBot } from '../planning/bot-identity.js';
import { requireQuota } from '../planning/plan-broadcast.js';
import { unlessHalted } from './halt.js';
import { Outage } from './outage.js';

/** What LINE said before the first request. */
export interface BeforeSending {
  /** Null where LINE does not say whose the token is. */
  readonly bot: BotInfo | null;
  /** Null where LINE does not tell it, and one message is no reason to wait. */
  readonly quota: QuotaState | null;
}

type AskDeps = { readonly api: LineApi; readonly tokens: AccessTokens };

/**
 * The same where nobody looks on who would try again: while LINE is not reached it is asked again, for as long as the
 * broadcast keeps trying. `onAway` is told once. Null where the run is halted first.
 */
export async function askPatiently(
  broadcast: Broadcast,
  deps: AskDeps & { readonly clock: Clock; readonly random: Randomness },
  { halted, onAway }: { readonly halted: AbortSignal; readonly onAway: (why: LineOpsError) => void },
): Promise<BeforeSending | null> {
  const { settings } = broadcast;
  const endurance = new Outage({ ...deps, settings, stopping: halted, onAway: () => {} }).endure();
  let isAway = false;
  while (await endurance.mayTry()) {
    try {
      return await unlessHalted(halted, askBeforeSending(broadcast, deps));
    } catch (error) {
      const isPassing = error instanceof LineOpsError && error.kind === 'unavailable';
      if (!isPassing || !endurance.failed('noAnswer')) throw error;
      if (!isAway) onAway(error);
      isAway = true;
      await endurance.rest();
    }
  }
  return null;
}

/**
 * Compares the bot, the month's units and its quota with what is left of a broadcast.
 *
 * @throws {LineOpsError} `auth` when the token belongs to another bot, `limit` when the quota does not suffice, or LINE would
 * not count it under its unit.
 */
export async function askBeforeSending(
  { settings, recipients, stages, startedAt }: Broadcast,
  { api, tokens }: AskDeps,
): Promise<BeforeSending> {
  const bot = await sameBot(settings.botUserId, api, tokens);
  if (startedAt === null) await requireUnit(settings.via, settings.bodyTail, api, tokens);
  // What is in doubt may be counted by LINE already: asking for room again could refuse a broadcast that fits.
  const quota = await (settings.via === 'push' ? readQuotaIfPossible : readQuotaState)(api, tokens);
  if (quota === null) return { bot, quota };
  // So may a stage of friends that was begun: LINE itself says when there is no room for it.
  const toBegin = stages.filter(({ startedAt }) => startedAt === null).map((stage) => stage.recipients);
  const needed = namesRecipients(settings.via)
    ? recipients.pending
    : quotaNeeded({ via: settings.via, audienceId: audienceIdIn(settings.toWord) }, toBegin, recipients.unique);
  requireQuota(needed, quota, settings);
  return { bot, quota };
}
