import { audienceIdIn } from '../../../../domain/audience/audience-group.js';
import type { Batch, FriendsBatch } from '../../../../domain/broadcast/batch.js';
import { type Broadcast, type Stage, stageNumber } from '../../../../domain/broadcast/broadcast.js';
import { narrowcastBody } from '../../../../domain/broadcast/planning/body.js';
import type { FriendsRequest } from '../../../../domain/broadcast/sending/batch/under-way.js';
import { mostPeople, NARROWCAST_KNOWN_MS } from '../../../../domain/broadcast/sending/narrowcast.js';
import type { StopReason } from '../../../../domain/broadcast/sending/stop-reason.js';
import { ageMs, type Moment } from '../../../../domain/line/line-time.js';
import type { BroadcastLedger, StageDelivery } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { LineApi } from '../../../../ports/line-api.js';
import type { AccessTokens } from '../../../channels/channel-at-line.js';
import { type BatchSender, sendBatch } from '../batches/send-batch.js';
import { audienceGrowth } from './audience-growth.js';
import type { NarrowcastDelivery } from './narrowcast-delivery.js';
import type { StageControl, StageSender } from './stage-sender.js';

interface FriendsStageParts {
  readonly broadcast: Broadcast;
  readonly ledger: BroadcastLedger;
  readonly control: StageControl;
  readonly sender: Omit<BatchSender, 'onEvent'>;
  /** Waits for what LINE makes of an accepted request; null where its yes is the end of it. */
  readonly delivery: NarrowcastDelivery | null;
  /** To look at the audience that it goes to; null where it goes to none. */
  readonly lookAtAudience: { readonly api: LineApi; readonly tokens: AccessTokens } | null;
  /** Messages that may still be sent, where only a part of the quota suffices; null where all of it fits. */
  readonly quotaLeft: number | null;
}

/**
 * Reaches the friends of a stage with one request. The bytes of a narrowcast name the accepted requests of all earlier
 * stages; they are on disk before the first attempt and never change.
 */
export class FriendsStage implements StageSender {
  readonly #parts: FriendsStageParts;
  readonly #sender: BatchSender;
  #quotaLeft: number | null;

  constructor(parts: FriendsStageParts) {
    this.#parts = parts;
    this.#sender = { ...parts.sender, onEvent: (event) => parts.control.note(event) };
    this.#quotaLeft = parts.quotaLeft;
  }

  /** Whoever got an earlier stage must be excluded; what LINE accepted already is only waited for. */
  async obstacleTo(stage: Stage): Promise<StopReason | null> {
    const { ledger, broadcast, sender } = this.#parts;
    const batch = await this.#openBatch(stage);
    if (batch === null || batch.state === 'delivering') return null;
    const earlier = await ledger.deliveriesBefore(broadcast.settings.id, stage.index);
    for (const delivery of earlier) {
      const why = whyNotExcluded(delivery, sender.lineClock.now());
      if (why !== null) return { type: 'stageBlocked', stage: stage.index, why };
    }
    return this.#growthBefore(stage, batch, earlier);
  }

  /**
   * Whether an audience has grown since it was planned, before its last stage. It stops a broadcast once: the bytes are
   * on disk from then on, and whoever resumes it has been told whom they are for.
   */
  async #growthBefore(
    stage: Stage,
    batch: FriendsBatch,
    earlier: readonly StageDelivery[],
  ): Promise<StopReason | null> {
    const { broadcast, control, lookAtAudience } = this.#parts;
    const id = audienceIdIn(broadcast.settings.toWord);
    const isLast = stage.index === broadcast.stages.length - 1;
    if (id === null || !isLast || batch.state !== 'pending' || batch.body !== null || lookAtAudience === null)
      return null;
    const planned = earlier.reduce((sum, { expected }) => sum + expected, batch.expected);
    const growth = await audienceGrowth(id, planned, { ...lookAtAudience, control });
    if (growth?.type === 'audienceGrew') await this.#freeze(batch, stage);
    return growth;
  }

  async sendStage(stage: Stage): Promise<void> {
    const { control, sender } = this.#parts;
    const batch = await this.#openBatch(stage);
    if (batch === null) return;
    if (batch.state !== 'delivering') {
      // Bytes on disk say that the audience was looked at: a run that was halted has not.
      if (control.isHalted) return;
      const request = await this.#freeze(batch, stage);
      await sender.waitForOpening();
      if (control.isHalted || !this.#fitsQuota(request)) return;
      const reason = await sendBatch(request, this.#sender);
      if (reason !== null) control.stopBecause(reason);
    }
    const accepted = await this.#openBatch(stage);
    if (accepted?.state === 'delivering' && !control.isHalted)
      await this.#parts.delivery?.settle(accepted, { wasFoundOnResume: batch.state === 'delivering' });
  }

  async #openBatch(stage: Stage): Promise<FriendsBatch | null> {
    const { ledger, broadcast } = this.#parts;
    const [batch] = await ledger.openBatches(broadcast.settings.id, stage.index, 0, 1);
    return batch === undefined ? null : toFriends(batch);
  }

  /** The request with its bytes on disk. */
  async #freeze(batch: FriendsBatch, stage: Stage): Promise<FriendsRequest> {
    const { ledger, broadcast } = this.#parts;
    const { settings, stages, recipients } = broadcast;
    const earlier = await ledger.deliveriesBefore(settings.id, stage.index);
    const max = mostPeople({
      expected: batch.expected,
      isLast: stage.index === stages.length - 1,
      audienceId: audienceIdIn(settings.toWord),
      missed: earlier.reduce((sum, { expected, accepted }) => sum + Math.max(0, expected - accepted), 0),
    });
    const reserved = max ?? recipients.unique;
    if (batch.body !== null) return { ...batch, body: batch.body, reserved };
    const excludedRequestIds = earlier.flatMap(({ acceptedRequestId }) => acceptedRequestId ?? []);
    const target = { audienceId: audienceIdIn(settings.toWord), excludedRequestIds, max };
    const body = narrowcastBody(target, settings.bodyTail);
    await ledger.freezeBody(settings.id, batch.index, body);
    return { ...batch, body, reserved };
  }

  /** With a part of the quota only: whether LINE could hold back enough for it. */
  #fitsQuota({ state, expected, reserved }: FriendsRequest): boolean {
    // LINE may have counted a request in doubt already.
    if (this.#quotaLeft === null || state === 'in-doubt') return true;
    if (this.#quotaLeft < reserved) {
      this.#parts.control.stopBecause({ type: 'quotaUsedUp', left: this.#quotaLeft });
      return false;
    }
    this.#quotaLeft -= expected;
    return true;
  }
}

/** Why the people of an earlier stage cannot be excluded any more; null when they can. */
function whyNotExcluded({ stage, state, acceptedRequestId, firstAttempt }: StageDelivery, now: Moment): string | null {
  // LINE delivered it to nobody, and it was decided to go on without it.
  if (state === 'left-out') return null;
  if (state !== 'accepted' || acceptedRequestId === null)
    return `who got stage ${stageNumber(stage)} is not known, so that they cannot be excluded`;
  const isForgotten = firstAttempt === null || NARROWCAST_KNOWN_MS <= ageMs(firstAttempt, now);
  return isForgotten
    ? `stage ${stageNumber(stage)} was sent 14 days ago, so that LINE cannot exclude its people any more`
    : null;
}

function toFriends(batch: Batch): FriendsBatch {
  if (batch.to === 'friends') return batch;
  throw new Error(`batch ${batch.index} has recipients of its own`);
}
