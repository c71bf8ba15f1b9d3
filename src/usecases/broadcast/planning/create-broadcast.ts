import type { Act, RunsBy } from '../../../domain/broadcast/act.js';
import type { BroadcastSettings } from '../../../domain/broadcast/settings.js';
import { type BroadcastId, parseBroadcastId, parseRetryKey } from '../../../domain/line/ids.js';
import type { PlannedBatch } from '../../../ports/broadcast/broadcast-ledger.js';
import type { RecipientList } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import type { Channel } from '../../channels/channel.js';
import { toWordOf } from './audience.js';
import type { Plan } from './plan-broadcast.js';
import { plannedBatches, plannedRequests } from './planned-batches.js';

type CreateDeps = Pick<Deps, 'clock' | 'random' | 'broadcastLedger'> & { readonly channel: Channel };

/** Who stores a plan, by which verb, and what agreed that it may be sent. */
export interface Signature {
  readonly who: string | null;
  readonly how: string;
  /** What on the line or at the terminal agreed, and when; null where nobody was asked yet. */
  readonly agreed: { readonly how: string; readonly at: number } | null;
  /** Whether a worker may begin it at its time. */
  readonly runsBy: RunsBy;
}

/** Stores the plan: recipients, exact bytes and a retry key for every batch are on disk when this resolves. Sends nothing. */
export async function createBroadcast(
  plan: Plan,
  { name, signature }: { readonly name: string | null; readonly signature: Signature },
  { channel, clock, random, broadcastLedger }: CreateDeps,
): Promise<BroadcastId> {
  const createdAt = clock.now();
  const id = newBroadcastId(createdAt, random);
  const common = {
    settings: settingsOf(plan, { id, name, createdAt, channelId: channel.id }),
    recipients: countsOf(plan),
    acts: actsOf(plan, createdAt, signature),
    runsBy: signature.runsBy,
  };
  const ledger = await broadcastLedger();
  const { list } = plan;
  if (list === null) {
    const requests = plannedRequests(plan).map((request) => ({ ...request, retryKey: parseRetryKey(random.uuid()) }));
    await ledger.createForFriends({ ...common, requests });
  } else {
    const stages = plan.stages.map((stage) => stage.recipients);
    await ledger.create({ ...common, stages, batches: withRetryKeys(plan, list, random), heldOut: list.heldOutIds() });
  }
  return id;
}

/** `now` in milliseconds since 1970. */
export function newBroadcastId(now: number, random: Pick<Deps['random'], 'letters'>): BroadcastId {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  return parseBroadcastId(`b-${day}-${random.letters(6)}`);
}

function* withRetryKeys(plan: Plan, list: RecipientList, random: Deps['random']): Iterable<PlannedBatch> {
  for (const batch of plannedBatches(plan, list)) yield { ...batch, retryKey: parseRetryKey(random.uuid()) };
}

function settingsOf(
  { wish, bodyTail, bot, hash, perSecond }: Plan,
  own: Pick<BroadcastSettings, 'id' | 'name' | 'createdAt' | 'channelId'>,
): BroadcastSettings {
  return {
    ...own,
    botUserId: bot?.userId ?? null,
    via: wish.via,
    bodyTail,
    batchSize: wish.via === 'multicast' ? wish.batchSize : 0,
    intervalMs: wish.intervalMs,
    requestsPerSecond: wish.requestsPerSecond,
    recipientsPerMinute: wish.recipientsPerMinute,
    agreedPerSecond: wish.via === 'multicast' ? perSecond : null,
    allowPartialQuota: wish.allowPartialQuota,
    startAt: wish.startAt,
    notAfterMs: wish.notAfterMs,
    avoidPeak: wish.avoidPeak,
    quietHours: wish.quietHours,
    gate: wish.gate,
    maxRefused: wish.maxRefused,
    notify: wish.notify,
    keepTryingMs: wish.keepTryingMs,
    toWord: toWordOf(wish.recipients),
    again: wish.again,
    isKeyGiven: false,
    planHash: hash,
  };
}

function actsOf({ hash }: Plan, createdAt: number, { who, how, agreed }: Signature): readonly Act[] {
  const created: Act = { what: 'created', who, how, at: createdAt, planHash: hash };
  return agreed === null ? [created] : [created, { ...created, ...agreed, what: 'agreed' }];
}

function countsOf({ recipients }: Plan) {
  const { total, unique, duplicates, malformed, excluded, heldOut } = recipients;
  return { total, unique, duplicates, malformed, excluded, heldOut };
}
