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

/** Stores the plan: recipients, exact bytes and a retry key for every batch are on disk when this resolves. Sends nothing. */
export async function createBroadcast(
  plan: Plan,
  name: string | null,
  { channel, clock, random, broadcastLedger }: CreateDeps,
): Promise<BroadcastId> {
  const createdAt = clock.now();
  const id = newBroadcastId(createdAt, random);
  const common = {
    settings: settingsOf(plan, { id, name, createdAt, channelId: channel.id }),
    recipients: countsOf(plan),
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
    avoidPeak: wish.avoidPeak,
    gate: wish.gate,
    maxRefused: wish.maxRefused,
    notify: wish.notify,
    keepTryingMs: wish.keepTryingMs,
    toWord: toWordOf(wish.recipients),
    isKeyGiven: false,
    planHash: hash,
  };
}

function countsOf({ recipients }: Plan) {
  const { total, unique, duplicates, malformed, excluded, heldOut } = recipients;
  return { total, unique, duplicates, malformed, excluded, heldOut };
}
