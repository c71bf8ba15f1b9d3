import { type BroadcastId, parseBroadcastId, parseRetryKey } from '../../domain/ids.js';
import type { PlannedBatch } from '../../ports/broadcast-ledger.js';
import type { Deps } from '../../ports/deps.js';
import type { Channel } from '../channel.js';
import { type Plan, plannedBatches } from './plan.js';

/** Stores the plan: recipients, exact bytes and a retry key for every batch are on disk when this resolves. Sends nothing. */
export async function createBroadcast(
  plan: Plan,
  name: string | null,
  {
    channel,
    clock,
    random,
    broadcastLedger,
  }: Pick<Deps, 'clock' | 'random' | 'broadcastLedger'> & { readonly channel: Channel },
): Promise<BroadcastId> {
  const createdAt = clock.now();
  const day = new Date(createdAt).toISOString().slice(0, 10).replaceAll('-', '');
  const id = parseBroadcastId(`b-${day}-${random.letters(6)}`);
  const { wish, recipients } = plan;
  const withRetryKeys = function* (): Iterable<PlannedBatch> {
    for (const batch of plannedBatches(plan)) yield { ...batch, retryKey: parseRetryKey(random.uuid()) };
  };
  await (await broadcastLedger()).create({
    settings: {
      id,
      name,
      channelId: channel.id,
      botUserId: plan.botUserId,
      via: 'multicast',
      bodyTail: plan.bodyTail,
      batchSize: wish.batchSize,
      intervalMs: wish.intervalMs,
      requestsPerSecond: wish.requestsPerSecond,
      recipientsPerMinute: wish.recipientsPerMinute,
      allowPartialQuota: wish.allowPartialQuota,
      startAt: wish.startAt,
      avoidPeak: wish.avoidPeak,
      gate: wish.gate,
      maxRefused: wish.maxRefused,
      planHash: plan.hash,
      createdAt,
    },
    recipients: {
      total: recipients.total,
      unique: recipients.unique,
      duplicates: recipients.duplicates,
      malformed: recipients.malformed,
      excluded: 0,
      heldOut: 0,
    },
    stages: plan.stages.map((stage) => stage.recipients),
    batches: withRetryKeys(),
  });
  return id;
}
