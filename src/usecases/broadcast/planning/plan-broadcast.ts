import { type AudienceData, failedJobs, hasFloor } from '../../../domain/audience/audience-group.js';
import type { BodyOptions } from '../../../domain/broadcast/planning/body.js';
import { type MaxPerRecipient, requireFutureStart } from '../../../domain/broadcast/planning/conditions.js';
import { quotaNeeded } from '../../../domain/broadcast/planning/quota-needed.js';
import { isSameChannel } from '../../../domain/broadcast/planning/sent-before.js';
import { type StagePlanSpec, stageSizes } from '../../../domain/broadcast/planning/stages.js';
import { type PlanFacts, type PlanWarning, planWarnings } from '../../../domain/broadcast/planning/warnings.js';
import type { QuietHours } from '../../../domain/broadcast/schedule/quiet-hours.js';
import { requireNarrowcastStages } from '../../../domain/broadcast/sending/narrowcast.js';
import { allowanceOf, type PaceWish } from '../../../domain/broadcast/sending/pace/pace.js';
import type { BroadcastWay, ErrorBudget, Gate, SendWay } from '../../../domain/broadcast/settings.js';
import type { Reason } from '../../../domain/failure/facts.js';
import { failure, LineOpsError } from '../../../domain/failure/failure.js';
import type { NotifyTarget } from '../../../domain/notifying/target.js';
import type { KeptPages } from '../../../ports/broadcast/follower-pages.js';
import type { MalformedEntry, RecipientList, RecipientProgress } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import type { BotInfo, LineApi } from '../../../ports/line-api.js';
import { friendsOfAccount } from '../../channels/account-size.js';
import type { Channel } from '../../channels/channel.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';
import { type QuotaState, readQuotaState } from '../../quota.js';
import { type ReachedOften, reachedOften } from '../memory/reached-often.js';
import { findRefusedBefore } from '../people/refused-before.js';
import { lookAtUnit, type UnitUse } from './aggregation-unit.js';
import { type Audience, type AudienceCounts, type AudienceWish, readAudience, toWordOf } from './audience.js';
import { sameBot } from './bot-identity.js';
import { type FrozenMessages, freezeMessages } from './frozen-messages.js';
import { hasTooManyMalformed, type ListBounds, requireWithinBounds, tooManyMalformed } from './list-bounds.js';
import { planHash } from './plan-hash.js';
import { findSentBefore, type SentBefore, type SentBeforeDeps, type ToBeSent } from './sent-before.js';
import { type PlannedStage, scheduleStages } from './stage-schedule.js';

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
  /** How many milliseconds later it may still begin by itself. */
  readonly notAfterMs: number;
  readonly avoidPeak: boolean;
  readonly quietHours: QuietHours | null;
  readonly gate: Gate | null;
  readonly maxRefused: ErrorBudget | null;
  readonly keepTryingMs: number;
  /** Who is told of its end; null for nobody. */
  readonly notify: NotifyTarget | null;
  /** Whom this state has reached so often is left out; null for nobody. */
  readonly maxPerRecipient: MaxPerRecipient | null;
  /** It may be sent although it was sent within a day. */
  readonly again: boolean;
}

/** Recipients compared at once with an earlier broadcast. */
const READ_AT_ONCE = 50_000;

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
  /** The audience at LINE; null where it goes to others. */
  readonly audience: AudienceData | null;
  /** Null where the messages have none. */
  readonly unit: UnitUse | null;
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

export type PlanDeps = Pick<Deps, 'messageFiles' | 'friendCounts' | 'traces'> &
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
  const frozen = await freezeMessages(wish, deps);
  const { api, tokens, channel, followerPages } = deps;
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
  const often = await lookForOften(wish, identify, deps);
  const reading = { ...observer, tooOften: often?.tooOften ?? null };
  const audience = await readAudience(wish, { ...deps, openJournal, onGoingOn }, reading);
  try {
    return await planFor(audience, { ...frozen, uncounted: often?.uncounted ?? [] }, identify, wish, deps, onHash);
  } catch (error) {
    audience.list?.close();
    throw error;
  }
}

/** The bot is asked for only where the configuration does not know it. */
async function lookForOften(
  { maxPerRecipient }: BroadcastWish,
  identify: () => Promise<BotInfo | null>,
  deps: PlanDeps,
): Promise<ReachedOften | null> {
  if (maxPerRecipient === null) return null;
  const { id, botUserId } = deps.channel;
  const bot = { channelId: id, botUserId: botUserId ?? (await identify())?.userId ?? null };
  return reachedOften(maxPerRecipient, bot, deps);
}

/** Plans for people who have been read; LINE is asked after all else has been looked at. */
async function planFor(
  { counts: recipients, list, excludedBroadcasts, group }: Audience,
  { bodyTail, messageWarnings, uncounted }: FrozenMessages & Pick<ReachedOften, 'uncounted'>,
  identify: () => Promise<BotInfo | null>,
  wish: BroadcastWish,
  deps: PlanDeps,
  onHash: (hash: string) => void,
): Promise<Plan> {
  const { api, tokens, channel, clock } = deps;
  const sizes = sizesOfStages(recipients, wish);
  const audienceId = group?.group.id ?? null;
  const hash = planHash(list, bodyTail, sizes, wish.via, audienceId);
  onHash(hash);
  const bot = await identify();
  const quota = await readQuotaState(api, tokens);
  const unit = await lookAtUnit(wish.via, bodyTail, api, tokens);
  const comparedAt = clock.now();
  const people = list === null ? null : { count: list.unique, blocks: () => list.batches(READ_AT_ONCE) };
  const to = { channelId: channel.id, botUserId: bot?.userId ?? null, toWord: toWordOf(wish.recipients), people };
  const { found: sentBefore, warning: sentBeforeWarning } = await lookBack(
    { id: null, bodyTail, ...to },
    wish.again,
    deps,
  );
  // Where the ledger cannot be read, that was told a moment ago.
  const refusedBefore =
    sentBeforeWarning !== null && 'unknown' in sentBeforeWarning ? [] : await findRefusedBefore(people, to, deps);
  const { perSecond } = allowanceOf(wish.via, wish);
  const stages = scheduleStages(sizes, wish, perSecond, clock.now());
  if (group !== null) requireAlive(group, stages);
  const account = { id: bot?.userId ?? channel.id, mayStore: deps.followerPages !== null };
  const friends = sizes.length === 1 ? await friendsOfAccount(account, deps) : null;
  const plan = {
    wish,
    recipients,
    list,
    bodyTail,
    stages,
    batches: stages.reduce((sum, stage) => sum + stage.batches, 0),
    perSecond,
    quota,
    quotaNeeded: quotaNeeded({ via: wish.via, audienceId }, sizes, recipients.unique),
    leftAfter: quota.left === null ? null : quota.left - recipients.unique,
    audience: group,
    unit,
    bot,
    sentBefore,
    comparedAt,
    hash,
    close: () => list?.close(),
  };
  return {
    ...plan,
    warnings: warningsOf(plan, {
      unitsNotCounted: unit?.problem ?? null,
      friends,
      sentBefore: sentBeforeWarning,
      excluded: excludedBroadcasts.map(({ broadcast, isHeld, goesOnByItself }) => ({
        id: broadcast.settings.id,
        state: broadcast.state,
        isBeingSent: isHeld,
        goesOnByItself,
        pending: broadcast.recipients.pending,
        isSameChannel: isSameChannel(to, broadcast.settings),
      })),
      refusedBefore,
      messageWarnings,
      uncounted,
    }),
  };
}

/** The recipients of each stage. @throws {LineOpsError} where the list or its stages are not as they were asked for. */
function sizesOfStages(recipients: AudienceCounts, wish: BroadcastWish): readonly number[] {
  if (wish.refusesMalformed && hasTooManyMalformed(recipients, wish)) throw tooManyMalformed(recipients, wish);
  requireWithinBounds(recipients, wish);
  const sizes = stageSizes(wish.stages, recipients.unique);
  requireStages(wish, sizes.length);
  return sizes;
}

function warningsOf(
  { wish, recipients, stages, leftAfter, quota, quotaNeeded: needed, audience }: Omit<Plan, 'warnings'>,
  {
    unitsNotCounted: why,
    ...others
  }: Pick<PlanFacts, 'friends' | 'sentBefore' | 'excluded' | 'refusedBefore' | 'messageWarnings' | 'uncounted'> & {
    readonly unitsNotCounted: Reason | null;
  },
): readonly PlanWarning[] {
  const { unique, duplicates, malformed, malformedKinds, shortLists } = recipients;
  const ofUnit: readonly PlanWarning[] = why === null ? [] : [{ code: 'UNITS_NOT_COUNTED', why }];
  const warnings = planWarnings({
    unique,
    duplicates,
    malformed,
    malformedKinds,
    isTooMalformed: hasTooManyMalformed(recipients, wish),
    shortLists,
    stageCount: stages.length,
    stages,
    leftAfter,
    quotaLimit: quota.quota.type === 'none' ? null : quota.quota.limit,
    quotaLeft: quota.left,
    quotaNeeded: needed,
    excludingStages: stagesWithFloor(wish, stages, audience),
    audienceJobsFailed: audience === null ? 0 : failedJobs(audience),
    ...others,
  });
  return [...ofUnit, ...warnings];
}

/** Sizes of the stages of which LINE delivers nothing where they are too small. */
function stagesWithFloor(
  { via }: BroadcastWish,
  stages: readonly PlannedStage[],
  audience: AudienceData | null,
): readonly number[] {
  if (via !== 'narrowcast') return [];
  if (audience !== null) return hasFloor(audience) ? stages.map(({ recipients }) => recipients) : [];
  return stages.slice(1).map(({ recipients }) => recipients);
}

/** @throws {LineOpsError} `usage` where the audience has expired when the last stage begins. */
function requireAlive({ group: { id, name, expiresAt } }: AudienceData, stages: readonly PlannedStage[]): void {
  const lastStartsAt = stages.at(-1)?.startsAt ?? 0;
  if (expiresAt === null || lastStartsAt < expiresAt) return;
  throw failure('AUDIENCE_NOT_USABLE', { id, name, which: 'expires', expiresAt, lastStartsAt });
}

/** A plan that nobody stores goes without a ledger, and says so. */
async function lookBack(
  wanted: ToBeSent,
  isAgain: boolean,
  deps: PlanDeps,
): Promise<{ readonly found: SentBefore | null; readonly warning: PlanFacts['sentBefore'] }> {
  try {
    const found = await findSentBefore(wanted, deps);
    if (found === null) return { found, warning: null };
    return { found, warning: { code: 'SENT_BEFORE', earlier: found.facts, isAgain } };
  } catch (error) {
    const isNeeded = deps.followerPages !== null;
    if (isNeeded || !(error instanceof LineOpsError) || error.kind !== 'failure') throw error;
    return { found: null, warning: { code: 'SENT_BEFORE', unknown: error } };
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

function requireStages({ via, intervalMs, recipients }: BroadcastWish, count: number): void {
  const audiences = recipients.type === 'audience' ? 1 : 0;
  if (via === 'narrowcast') requireNarrowcastStages(count, intervalMs, { audiences });
  if (via !== 'broadcast' || count === 1) return;
  throw failure('BROADCAST_HAS_ONE_STAGE', { count });
}
