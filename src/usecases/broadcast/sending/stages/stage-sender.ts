import type { Stage } from '../../../../domain/broadcast/broadcast.js';
import type { StopReason } from '../../../../domain/broadcast/sending/stop-reason.js';
import type { BatchEvent } from '../batches/batch-news.js';
import type { Outage } from '../outage.js';

/**
 * How the people of one stage are reached: the one thing in which the ways differ. Everything that has become of a
 * stage is in the ledger when the promise resolves; whatever is left over, the next run sends.
 */
export interface StageSender {
  /** Why the stage must not be begun; null where nothing stands in its way. */
  obstacleTo(stage: Stage): Promise<StopReason | null>;
  sendStage(stage: Stage): Promise<void>;
}

/** What the run offers to whoever sends its stages. */
export interface StageControl {
  /** Nothing new may be begun. */
  readonly isHalted: boolean;
  /** Fires when the run is halted. */
  readonly halted: AbortSignal;
  /** Whether LINE is there, for all that ask it something. */
  readonly outage: Outage;
  /** The first reason counts; what is on its way finishes. */
  stopBecause(reason: StopReason): void;
  /** For counters, progress and the error budget. */
  note(event: BatchEvent): void;
  /** Returns when what leaves within `leadMs` may be sent at this time of the day, or the run is halted: whether it waited. */
  waitForOpening(leadMs?: number): Promise<boolean>;
}
