import type { Batch, ListBatch } from '../../../../domain/broadcast/batch.js';
import type { Stage } from '../../../../domain/broadcast/broadcast.js';
import { countUserIds } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import { cutOf } from '../../../../domain/broadcast/sending/batch/parts.js';
import type { BroadcastLedger } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { BatchEvent } from '../batches/batch-news.js';
import { nextKey } from '../batches/next-key.js';
import { type BatchSender, sendBatch } from '../batches/send-batch.js';
import type { StageControl, StageSender } from './stage-sender.js';

/** Requests on their way at once: LINE's 200 a second, each answered within half a second. */
const MAX_IN_FLIGHT = 100;
/** Batches waiting for another attempt, beyond which no new batch is begun: trouble must not put a whole list in doubt. */
const MAX_TROUBLED = 20;
/** Batches read from the ledger at once: 8 KB each. */
const READ_AHEAD = 64;

/** Batches written down before their moment has come, so that a slow disk loses no moment. */
const AHEAD = 16;
/** Below this many requests a second one is enough, and a process that is killed leaves fewer batches in doubt. */
const FAST_PER_SECOND = 20;

interface MulticastStageParts {
  readonly ledger: BroadcastLedger;
  readonly control: StageControl;
  readonly sender: Omit<BatchSender, 'onEvent'>;
  /** Messages that may still be sent, where only a part of the quota suffices; null where all of it fits. */
  readonly quotaLeft: number | null;
}

/** Sends the batches of a stage to their user IDs, many at once. */
export class MulticastStage implements StageSender {
  readonly #parts: MulticastStageParts;
  readonly #sender: BatchSender;
  #troubled = 0;
  /** Requests that may be on their way at once. */
  #window = 1;
  #quotaLeft: number | null;

  constructor(parts: MulticastStageParts) {
    this.#parts = parts;
    this.#sender = { ...parts.sender, onEvent: (event) => this.#note(event) };
    this.#quotaLeft = parts.quotaLeft;
  }

  async obstacleTo(): Promise<null> {
    return null;
  }

  /**
   * Begins batch after batch as the pace allows, and returns when every one that was begun is settled or left. A run
   * begins with a single request on its way, and each acceptance allows one more: a wrong message or a dead token
   * costs one batch, and a LINE that has just broken down again gets few.
   */
  async sendStage(stage: Stage): Promise<void> {
    const { control, sender } = this.#parts;
    const inFlight = new Set<Promise<void>>();
    let isQuotaUsedUp = false;
    try {
      const ahead: Promise<void>[] = [];
      for await (const batch of this.#openBatches(stage, inFlight)) {
        while (this.#isFull(inFlight.size) && !control.isHalted) await Promise.race(inFlight);
        await sender.waitForOpening();
        // What is on its way may give room back.
        if (!this.#fitsQuota(batch)) await Promise.all(inFlight);
        if (control.isHalted) break;
        const fitting = this.#fitsQuota(batch) ? batch : await this.#cut(batch);
        isQuotaUsedUp = fitting === null;
        if (fitting === null) break;
        ahead.push(this.#begin(this.#taken(fitting), inFlight));
        if (this.#mostAhead() < ahead.length) await ahead.shift();
      }
    } finally {
      await Promise.all(inFlight);
    }
    await this.#judge(isQuotaUsedUp);
  }

  /** Begins a batch; the answer resolves when its first request leaves, or it ends without one. */
  #begin(batch: ListBatch, inFlight: Set<Promise<void>>): Promise<void> {
    return new Promise<void>((onLeft) => {
      const sending: Promise<void> = sendBatch(batch, this.#sender, onLeft).then((reason) => {
        inFlight.delete(sending);
        if (reason !== null) this.#parts.control.stopBecause(reason);
        onLeft();
      });
      inFlight.add(sending);
    });
  }

  /** While LINE is away one batch asks for all; there is always one. */
  #isFull(inFlight: number): boolean {
    if (this.#sender.outage.isAway && 0 < inFlight) return true;
    return this.#window <= inFlight || MAX_TROUBLED <= this.#troubled;
  }

  /** The last word on a stage of which nothing is on its way any more. */
  async #judge(isQuotaUsedUp: boolean): Promise<void> {
    const { control } = this.#parts;
    const unsettled = await this.#sender.search.judge();
    if (unsettled !== null) control.stopBecause(unsettled);
    // Only now: the batches that still fitted were to be sent.
    if (isQuotaUsedUp) control.stopBecause({ type: 'quotaUsedUp', left: this.#quotaLeft ?? 0 });
  }

  #mostAhead(): number {
    return this.#sender.pace.perSecond() < FAST_PER_SECOND ? 1 : AHEAD;
  }

  /** Those of a batch that is split on its way among them: it is waited for before the last word. */
  async *#openBatches(stage: Stage, inFlight: ReadonlySet<Promise<void>>): AsyncIterable<ListBatch> {
    const { ledger, sender } = this.#parts;
    let from = 0;
    for (;;) {
      const batches = await ledger.openBatches(sender.settings.id, stage.index, from, READ_AHEAD);
      for (const batch of batches) yield toList(batch);
      const last = batches.at(-1);
      if (last !== undefined) from = last.index + 1;
      else if (inFlight.size === 0) return;
      else await Promise.race(inFlight);
    }
  }

  /** With a part of the quota only: whether the batch still fits what was left when the run began. */
  #fitsQuota({ recipients, state }: ListBatch): boolean {
    // LINE may have counted a batch in doubt already.
    return this.#quotaLeft === null || state === 'in-doubt' || countUserIds(recipients) <= this.#quotaLeft;
  }

  #taken(batch: ListBatch): ListBatch {
    if (this.#quotaLeft !== null && batch.state !== 'in-doubt') this.#quotaLeft -= countUserIds(batch.recipients);
    return batch;
  }

  /**
   * As many of the batch as there is quota left for, null for nobody; the rest waits in a batch of its own. Both are on
   * disk, under keys of their own, before either is sent.
   */
  async #cut(batch: ListBatch): Promise<ListBatch | null> {
    const { ledger, sender } = this.#parts;
    if (this.#quotaLeft === null || this.#quotaLeft < 1) return null;
    const { first, second } = cutOf(batch.recipients, this.#quotaLeft, batch.retryKey, nextKey);
    await ledger.record(sender.settings.id, { type: 'split', batch: batch.index, first, second });
    return { ...batch, ...first };
  }

  #note(event: BatchEvent): void {
    if (event.type === 'trouble') this.#troubled += event.began ? 1 : -1;
    if (event.type === 'accepted') this.#window = Math.min(MAX_IN_FLIGHT, this.#window + 1);
    // It was counted with the batch that it comes from.
    if (event.type === 'split' && this.#quotaLeft !== null) this.#quotaLeft += event.recipients;
    // LINE counts only whom it delivers to.
    if (event.type === 'refused' && this.#quotaLeft !== null) this.#quotaLeft += event.recipients;
    this.#parts.control.note(event);
  }
}

function toList(batch: Batch): ListBatch {
  if (batch.to === 'list') return batch;
  throw new Error(`batch ${batch.index} of a multicast has no recipients`);
}
