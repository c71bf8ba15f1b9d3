import { nextOffPeak } from '../../../domain/broadcast/japan-time.js';
import type { BodyOptions } from '../../../domain/broadcast/planning/body.js';
import { requireFutureStart } from '../../../domain/broadcast/planning/conditions.js';
import { malformedWords } from '../../../domain/broadcast/planning/malformed.js';
import { quotaNeeded } from '../../../domain/broadcast/planning/quota-needed.js';
import { type StagePlanSpec, stageSizes } from '../../../domain/broadcast/planning/stages.js';
import { type PlanWarning, planWarnings } from '../../../domain/broadcast/planning/warnings.js';
import { requireNarrowcastStages } from '../../../domain/broadcast/sending/narrowcast.js';
import { allowanceOf, type PaceWish } from '../../../domain/broadcast/sending/pace/pace.js';
import type { BroadcastWay, ErrorBudget, Gate, SendWay } from '../../../domain/broadcast/settings.js';
import { failure, LineOpsError } from '../../../domain/failure/failure.js';
import type { KeptPages } from '../../../ports/broadcast/follower-pages.js';
import type { MalformedEntry, RecipientList, RecipientProgress } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import type { BotInfo, LineApi } from '../../../ports/line-api.js';
import type { Channel } from '../../channels/channel.js';
import { type QuotaState, readQuotaState } from '../../quota.js';
import type { AccessTokens } from '../../tokens/access/access-token.js';
import { friendsOfAccount } from './account-size.js';
import { requireRoomForUnit } from './aggregation-unit.js';
import { type AudienceCounts, type AudienceWish, readAudience, toWordOf } from './audience.js';
import { sameBot } from './bot-identity.js';
import { freezeMessages } from './frozen-messages.js';
import { hasTooManyMalformed, type ListBounds, requireWithinBounds, tooManyMalformed } from './list-bounds.js';
import { planHash } from './plan-hash.js';
import { findSentBefore, type SentBefore, type SentBeforeDeps, type ToBeSent } from './sent-before.js';

/** What an operator asks for. */
export interface BroadcastWish extends AudienceWish, ListBounds, BodyOptions, PaceWish {
  readonly messagesPath: string;
  /** `friends` are reached by narrowcast or broadcast, all others by multicast. */
  readonly via: BroadcastWay;
  readonly stages: StagePlanSpec;
  readonly intervalMs: number;
  /** Whether a list with too many malformed lines is refused, or only warned of. */
  readonly refusesMalformed: boolean;
  readonly allowPartialQuota: boolean;
  /** The earliest start, milliseconds since 1970; null for at once. */
  readonly startAt: number | null;
  readonly avoidPeak: boolean;
  readonly gate: Gate | null;
  readonly maxRefused: ErrorBudget | null;
  readonly keepTryingMs: number;
  /** It may be sent although it was sent within a day. */
  readonly again: boolean;
}

/** Recipients compared at once with an earlier broadcast. */
const READ_AT_ONCE = 50_000;

interface PlannedStage {
  readonly index: number;
  readonly recipients: number;
  readonly batches: number;
  /** Milliseconds since 1970, if it began now and all went well. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A plan in memory: nothing is stored or sent. `list` is open until `close`. */
export interface Plan {
  readonly wish: BroadcastWish;
  readonly recipients: AudienceCounts;
  /** Null where LINE chooses the recipients. */
  readonly list: RecipientList | null;
  readonly bodyTail: string;
  readonly stages: readonly PlannedStage[];
  readonly batches: number;
  readonly perSecond: number;
  readonly quota: QuotaState;
  /** Messages that must be left when it begins. */
  readonly quotaNeeded: number;
  /** Messages left after it; below 0 when the quota does not suffice; null where there is no limit. */
  readonly leftAfter: number | null;
  /** Null where LINE does not say. */
  readonly bot: BotInfo | null;
  readonly warnings: readonly PlanWarning[];
  /** The same message to the same people, begun within a day; null where there was none. */
  readonly sentBefore: SentBefore | null;
  /** When that was looked for, milliseconds since 1970. */
  readonly comparedAt: number;
  /** Over recipients, bytes and stages: what `--confirm-plan` approves. */
  readonly hash: string;
  close(): void;
}

export type PlanDeps = Pick<Deps, 'messageFiles' | 'friendCounts'> &
  SentBeforeDeps & {
    readonly api: LineApi;
    readonly tokens: AccessTokens;
    readonly channel: Channel;
    /** Null where nothing is to be stored. */
    readonly followerPages: Deps['followerPages'] | null;
  };

/** What is told while a plan is made. */
export interface PlanObserver {
  readonly onProgress?: RecipientProgress;
  /** Told of every entry of the list that is no user ID. */
  readonly onMalformed?: (entry: MalformedEntry) => void;
  /** A follower list goes on that an earlier run began. */
  readonly onGoingOn?: (kept: KeptPages) => void;
  /** The plan's hash, as soon as it is known; what it throws ends the planning. */
  readonly onHash?: (hash: string) => void;
}

/**
 * Everything that must be right before the first request: messages validated, recipients checked and de-duplicated over
 * the whole list, the bot's identity compared, the quota read. Sends and stores nothing. LINE is asked last: wrong
 * input is found without a request.
 *
 * @throws {LineOpsError} `findings` for wrong messages; `usage` for recipients or stages that cannot be used; `auth`
 * when the token belongs to another bot.
 */
export async function planBroadcast(
  wish: BroadcastWish,
  deps: PlanDeps,
  { onGoingOn = () => {}, onHash = () => {}, ...observer }: PlanObserver = {},
): Promise<Plan> {
  requireFutureStart(wish.startAt, deps.clock.now());
  if (wish.stages.type === 'entries') requireStages(wish, wish.stages.entries.length);
  const { bodyTail, messageWarnings } = await freezeMessages(wish, deps);
  const { api, tokens, channel, clock, followerPages } = deps;
  let bot: Promise<BotInfo | null> | null = null;
  const identify = () => {
    bot ??= sameBot(channel.botUserId, api, tokens);
    return bot;
  };
  // Pages of different bots never mix.
  const openJournal = async () => {
    const owner = followerPages === null ? null : ((await identify())?.userId ?? channel.id);
    return followerPages === null || owner === null ? null : (await followerPages())(owner);
  };
  const { counts: recipients, list } = await readAudience(wish, { ...deps, openJournal, onGoingOn }, observer);
  try {
    const isTooMalformed = hasTooManyMalformed(recipients, wish);
    if (isTooMalformed && wish.refusesMalformed) throw tooManyMalformed(recipients, wish);
    requireWithinBounds(recipients, wish);
    const sizes = stageSizes(wish.stages, recipients.unique);
    requireStages(wish, sizes.length);
    const hash = planHash(list, bodyTail, sizes, wish.via);
    onHash(hash);
    const identity = await identify();
    const botUserId = identity?.userId ?? null;
    const quota = await readQuotaState(api, tokens);
    if (wish.unit !== null) await requireRoomForUnit(wish.unit, api, tokens);
    const comparedAt = clock.now();
    const people = list === null ? null : { count: list.unique, blocks: () => list.batches(READ_AT_ONCE) };
    const toBeSent = { channelId: channel.id, botUserId, bodyTail, toWord: toWordOf(wish.recipients), people };
    const { found: sentBefore, words: sentBeforeWords } = await lookBack({ id: null, ...toBeSent }, wish.again, deps);
    const { perSecond } = allowanceOf(wish.via, wish);
    const stages = scheduleStages(sizes, wish, perSecond, clock.now());
    const needed = quotaNeeded(wish.via, sizes, recipients.unique);
    const account = { id: botUserId ?? channel.id, isAsked: sizes.length === 1, mayStore: followerPages !== null };
    const friends = await friendsOfAccount(account, deps);
    const leftAfter = quota.left === null ? null : quota.left - recipients.unique;
    return {
      wish,
      recipients,
      list,
      bodyTail,
      stages,
      batches: stages.reduce((sum, stage) => sum + stage.batches, 0),
      perSecond,
      quota,
      quotaNeeded: needed,
      leftAfter,
      bot: identity,
      sentBefore,
      comparedAt,
      hash,
      warnings: planWarnings({
        unique: recipients.unique,
        friends,
        duplicates: recipients.duplicates,
        malformed: recipients.malformed,
        malformedWords: malformedWords(recipients.malformedKinds),
        isTooMalformed,
        shortLists: recipients.shortLists,
        stageCount: stages.length,
        stages,
        leftAfter,
        quotaLimit: quota.quota.type === 'none' ? null : quota.quota.limit,
        quotaLeft: quota.left,
        quotaNeeded: needed,
        excludingStages: wish.via === 'narrowcast' ? sizes.slice(1) : [],
        sentBefore: sentBeforeWords,
        messageWarnings,
      }),
      close: () => list?.close(),
    };
  } catch (error) {
    list?.close();
    throw error;
  }
}

/** A plan that nobody stores goes without a ledger, and says so. */
async function lookBack(
  wanted: ToBeSent,
  isAgain: boolean,
  deps: PlanDeps,
): Promise<{ readonly found: SentBefore | null; readonly words: string | null }> {
  try {
    const found = await findSentBefore(wanted, deps);
    if (found === null) return { found, words: null };
    const how = isAgain ? '--again sends it again' : 'sending it again needs --again';
    return { found, words: `${found.message}; ${how}` };
  } catch (error) {
    const isNeeded = deps.followerPages !== null;
    if (isNeeded || !(error instanceof LineOpsError) || error.kind !== 'failure') throw error;
    return { found: null, words: `nobody can tell whether it was sent before: ${error.message}` };
  }
}

/** @throws {LineOpsError} `limit` when the month's quota does not suffice and a part was not asked for. */
export function requireQuota(
  needed: number,
  { left }: QuotaState,
  { allowPartialQuota, via }: { readonly allowPartialQuota: boolean; readonly via: SendWay },
): void {
  if (left === null || needed <= left || (allowPartialQuota && left > 0)) return;
  throw failure('QUOTA_INSUFFICIENT', { via, needed, left }, { details: { needed, left } });
}

function requireStages({ via, intervalMs }: BroadcastWish, count: number): void {
  if (via === 'narrowcast') requireNarrowcastStages(count, intervalMs);
  if (via !== 'broadcast' || count === 1) return;
  throw failure('BROADCAST_HAS_ONE_STAGE', { count });
}

function scheduleStages(
  sizes: readonly number[],
  { via, batchSize, intervalMs, startAt, avoidPeak }: BroadcastWish,
  perSecond: number,
  now: number,
): readonly PlannedStage[] {
  const outsidePeak = (moment: number) => (avoidPeak ? nextOffPeak(moment) : moment);
  let startsAt = outsidePeak(Math.max(now, startAt ?? now));
  return sizes.map((recipients, index) => {
    const batches = via === 'multicast' ? Math.ceil(recipients / batchSize) : 1;
    // How long LINE takes to deliver to friends, nobody knows before.
    const lastsMs = via === 'multicast' ? Math.ceil((batches / perSecond) * 1000) : 0;
    const stage = { index, recipients, batches, startsAt, endsAt: startsAt + lastsMs };
    startsAt = outsidePeak(stage.endsAt + intervalMs);
    return stage;
  });
}
