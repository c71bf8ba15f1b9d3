import type { FriendsBatch } from '../../../../domain/broadcast/batch.js';
import {
  decideDelivery,
  type NarrowcastProgress,
  UNHEARD_OF_MS,
  waitBeforeLookMs,
} from '../../../../domain/broadcast/sending/narrowcast.js';
import type { Trouble } from '../../../../domain/broadcast/sending/patience.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { ageMs } from '../../../../domain/line/line-time.js';
import type { BroadcastLedger } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { Clock } from '../../../../ports/host.js';
import type { LineApi } from '../../../../ports/line-api.js';
import type { AccessTokens } from '../../../channels/channel-at-line.js';
import { nextKey } from '../batches/next-key.js';
import { unlessHalted } from '../halt.js';
import type { LineClock } from '../line-clock.js';
import { type Endurance, type Outage, tokenOr } from '../outage.js';
import type { RunJournal } from '../run-journal.js';
import type { StageControl } from './stage-sender.js';

interface NarrowcastDeliveryParts {
  readonly id: BroadcastId;
  readonly api: LineApi;
  readonly tokens: AccessTokens;
  readonly ledger: BroadcastLedger;
  readonly journal: RunJournal;
  readonly clock: Clock;
  readonly lineClock: LineClock;
  readonly outage: Outage;
  readonly control: StageControl;
}

/** What one question to LINE brought. */
type DeliveryStatus =
  | { readonly type: 'progress'; readonly progress: NarrowcastProgress }
  | { readonly type: 'notKnown' }
  /** The network, a limit, a token: nothing that says anything of the delivery. */
  | { readonly type: 'inVain'; readonly trouble: Trouble; readonly error: LineOpsError };

/** Waits for the end of a narrowcast that LINE accepted, and writes down what came of it. */
export class NarrowcastDelivery {
  constructor(private readonly parts: NarrowcastDeliveryParts) {}

  /** Returns when the end is in the ledger, or the run is halted: then the next run goes on asking. */
  async settle(batch: FriendsBatch, { wasFoundOnResume }: { readonly wasFoundOnResume: boolean }): Promise<void> {
    const { control, clock, outage } = this.parts;
    const { acceptedRequestId } = batch;
    if (acceptedRequestId === null) return this.#giveUp(batch, 'LINE accepted it without naming the request');
    control.note({ type: 'delivering', began: true });
    const endurance = outage.endure();
    try {
      // What was found on resume may have been delivered long ago.
      for (let looks = wasFoundOnResume ? -1 : 0; !control.isHalted; looks += 1) {
        if (looks >= 0) await clock.sleep(waitBeforeLookMs(looks), control.halted);
        if (control.isHalted) return;
        const status = await unlessHalted(control.halted, this.#ask(acceptedRequestId));
        if (status === null) return;
        if (status.type !== 'inVain') endurance.answered();
        if (await this.#follow(status, batch, endurance)) return;
      }
    } finally {
      endurance.end();
      control.note({ type: 'delivering', began: false });
    }
  }

  async #ask(requestId: string): Promise<DeliveryStatus> {
    const { api, tokens } = this.parts;
    const token = await tokenOr(tokens);
    if (token instanceof LineOpsError) return { type: 'inVain', trouble: 'noToken', error: token };
    try {
      const progress = await api.narrowcastProgress(token, requestId);
      return progress === null ? { type: 'notKnown' } : { type: 'progress', progress };
    } catch (error) {
      if (!(error instanceof LineOpsError)) throw error;
      // LINE answered, and not with a progress: it does not know such a request.
      if (error.kind === 'refused') return { type: 'notKnown' };
      if (error.kind === 'auth') await tokens.replace(token);
      return { type: 'inVain', trouble: error.kind === 'limit' ? 'rateLimit' : 'noAnswer', error };
    }
  }

  /** Does what follows an answer; true when there is nothing to wait for any more. */
  async #follow(status: DeliveryStatus, batch: FriendsBatch, endurance: Endurance): Promise<boolean> {
    const { id, ledger, clock, lineClock, control } = this.parts;
    switch (status.type) {
      case 'inVain': {
        const { trouble, error } = status;
        if (endurance.failed(trouble)) return false;
        control.stopBecause(
          error.kind === 'unavailable' ? { type: 'noAnswer', why: error, inDoubt: false } : { type: 'failed', error },
        );
        return true;
      }
      case 'notKnown': {
        // LINE has just answered, so that its time is known.
        if (batch.firstAttempt !== null && ageMs(batch.firstAttempt, lineClock.now()) < UNHEARD_OF_MS) return false;
        await this.#giveUp(batch, 'LINE does not tell what became of it');
        return true;
      }
      case 'progress': {
        const step = decideDelivery(status.progress);
        switch (step.do) {
          case 'wait':
            return false;
          case 'settle': {
            const { accepted, refused } = step;
            await ledger.record(id, { type: 'delivered', batch: batch.index, at: clock.now(), accepted, refused });
            control.note({ type: 'delivered', expected: batch.expected, accepted, refused });
            return true;
          }
          case 'callOff':
            await this.#callOff(batch, step.why);
            return true;
          case 'giveUpAsUnknown':
            await this.#giveUp(batch, step.why);
            return true;
        }
      }
    }
  }

  async #callOff(batch: FriendsBatch, why: string): Promise<void> {
    const { id, ledger, journal, control } = this.parts;
    const newRetryKey = nextKey(batch.retryKey, { type: 'calledOff' });
    await journal.settle(batch.retryKey, { change: { type: 'calledOff', reason: why }, successors: [newRetryKey] });
    await ledger.record(id, { type: 'calledOff', batch: batch.index, reason: why, newRetryKey });
    control.stopBecause({ type: 'stageFailed', stage: batch.stage, why, reachedNobody: true });
    control.note({ type: 'refused', recipients: batch.expected });
  }

  async #giveUp(batch: FriendsBatch, why: string): Promise<void> {
    const { id, ledger, control } = this.parts;
    await ledger.record(id, { type: 'unknown', batch: batch.index, reason: why });
    control.stopBecause({ type: 'stageFailed', stage: batch.stage, why, reachedNobody: false });
    control.note({ type: 'unknown', recipients: batch.expected });
  }
}
