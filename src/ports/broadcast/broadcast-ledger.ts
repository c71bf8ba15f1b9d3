import type { Act, RunsBy } from '../../domain/broadcast/act.js';
import type { Batch, BatchState } from '../../domain/broadcast/batch.js';
import type { Amount, Broadcast, BroadcastState, RecipientCounts } from '../../domain/broadcast/broadcast.js';
import type { Scheduled } from '../../domain/broadcast/schedule/due.js';
import type { BatchChange } from '../../domain/broadcast/sending/batch/batch-change.js';
import type { BatchStanding } from '../../domain/broadcast/sending/batch/history.js';
import type { Allowance } from '../../domain/broadcast/sending/pace/pace.js';
import type { BroadcastSettings } from '../../domain/broadcast/settings.js';
import type { LineOpsError } from '../../domain/failure/failure.js';
import type { BroadcastId, RetryKey } from '../../domain/line/ids.js';
import type { AttemptTime } from '../../domain/line/line-time.js';
import type { NoticeEvent } from '../../domain/notifying/notice.js';

/** A planned batch to user IDs before it is stored. */
export interface PlannedBatch {
  readonly stage: number;
  readonly retryKey: RetryKey;
  /** 16 bytes a user ID. */
  readonly recipients: Uint8Array;
  /** Since when LINE may have it from an earlier request under this key; left out where it certainly has not. */
  readonly inDoubtSince?: number;
}

export interface PlannedBroadcast {
  readonly settings: BroadcastSettings;
  readonly recipients: RecipientCounts;
  /** Who made it, and agreed to it; left out where that is not kept. */
  readonly acts?: readonly Act[];
  /** Left out for nobody. */
  readonly runsBy?: RunsBy;
  /** Recipients per stage, in order. */
  readonly stages: readonly number[];
  /** Read once, in order. */
  readonly batches: Iterable<PlannedBatch>;
  /** Packed IDs of people who are never sent to. Read once, in order. */
  readonly heldOut: Iterable<Uint8Array>;
}

/** The one request of a stage to friends whom LINE chooses. */
interface PlannedRequest {
  readonly stage: number;
  readonly retryKey: RetryKey;
  readonly expected: number;
  /** Null while it depends on earlier stages. */
  readonly body: string | null;
}

/** A broadcast without user IDs: one request a stage. */
export interface PlannedForFriends extends Omit<PlannedBroadcast, 'stages' | 'batches' | 'heldOut'> {
  /** One a stage, in order. */
  readonly requests: readonly PlannedRequest[];
}

/** What the request of an earlier stage has come to. */
export interface StageDelivery {
  readonly stage: number;
  readonly state: BatchState;
  readonly acceptedRequestId: string | null;
  /** How many people it was planned for, and how many of them LINE has reached, as far as it has said. */
  readonly expected: number;
  readonly accepted: number;
  readonly firstAttempt: AttemptTime | null;
}

/** The batch that a retry key was made for. */
export interface KeyUse {
  readonly broadcast: Broadcast;
  readonly state: BatchState;
  /** Null where LINE chooses them. */
  readonly recipients: Uint8Array | null;
  /** Requests made for it. */
  readonly requests: number;
  /** LINE's last answer that was neither a yes nor lost; null where there was none. */
  readonly status: number | null;
  readonly requestId: string | null;
  readonly acceptedRequestId: string | null;
  /** Whether LINE said yes by answering 409. */
  readonly wasConflict: boolean;
  readonly settledAt: number | null;
}

export interface RefusedRecipient {
  readonly userId: string;
  readonly reason: string;
  readonly requestId: string | null;
}

/** One that is there, and that nobody can read. */
export interface UnreadableBroadcast {
  readonly id: string;
  /** STATE_DAMAGED. */
  readonly why: LineOpsError;
}

/** The record of every broadcast: what was planned, what may have been sent, what LINE answered. */
export interface BroadcastLedger {
  /** Stores all of it or none of it. */
  create(planned: PlannedBroadcast): Promise<void>;
  /** The same for a broadcast without user IDs. */
  createForFriends(planned: PlannedForFriends): Promise<void>;
  find(id: BroadcastId): Promise<Broadcast | null>;
  /** Whose retry key it is, in small or capital digits; null where no batch has it. */
  findByRetryKey(retryKey: RetryKey): Promise<KeyUse | null>;
  /** Those that a worker may run and that are not over. What is wrong with one keeps nobody from the others. */
  scheduled(): Promise<{
    /** Oldest first; without a count of their batches. */
    readonly scheduled: readonly Scheduled[];
    readonly unreadable: readonly UnreadableBroadcast[];
  }>;
  /** Newest first. */
  list(): Promise<readonly Broadcast[]>;
  /** Those that were begun then or later, milliseconds since 1970; newest first. */
  begunSince(at: number): Promise<readonly Broadcast[]>;
  /** What LINE accepted after `from` and until `to`, milliseconds since 1970. */
  acceptedWithin(id: BroadcastId, window: { readonly from: number; readonly to: number }): Promise<Amount>;
  /** Batches of a stage that are pending, in doubt or being delivered, by index, from `fromIndex` on. @throws `failure` STATE_DAMAGED when a batch is not what was planned. */
  openBatches(id: BroadcastId, stage: number, fromIndex: number, limit: number): Promise<readonly Batch[]>;
  /**
   * Hands out every batch that is pending, in doubt, unknown or refused as a whole, by index; in bounded memory. Answers
   * how many batches were planned: the parts of those that were split come behind them.
   */
  unsettledBatches(id: BroadcastId, use: (batch: BatchStanding) => void): Promise<number>;
  /** Writes the exact bytes of a request that has none yet. @throws `failure` when it has: bytes never change. */
  freezeBody(id: BroadcastId, batch: number, body: string): Promise<void>;
  /** The requests of the stages before this one, in order; for broadcasts without user IDs. */
  deliveriesBefore(id: BroadcastId, stage: number): Promise<readonly StageDelivery[]>;
  /** Changes made in one turn of the event loop become durable together. */
  record(id: BroadcastId, change: BatchChange): Promise<void>;
  /** A refused batch becomes pending again, for a run that the operator asked for. Recipients set aside stay aside. */
  reopenRefused(id: BroadcastId): Promise<void>;
  startStage(id: BroadcastId, stage: number, at: number): Promise<void>;
  finishStage(id: BroadcastId, stage: number, at: number): Promise<void>;
  /** Keeps who has it run, and who may run it from now on. */
  release(id: BroadcastId, act: Act, runsBy: RunsBy): Promise<void>;
  setRunsBy(id: BroadcastId, runsBy: RunsBy): Promise<void>;
  /**
   * Adds the time worked. While a process runs it, or waits with it, the ledger keeps when that began. `notice` is due from
   * then on, on disk together with the state.
   */
  setState(
    id: BroadcastId,
    state: BroadcastState,
    change: {
      readonly at: number;
      readonly reason: string | null;
      readonly workedMs: number;
      readonly notice?: NoticeEvent | null;
      /** The process leaves it, though it goes on later. */
      readonly isLeft?: boolean;
    },
  ): Promise<void>;
  /** Changes how long a run keeps trying, for this run and the next ones. */
  setKeepTrying(id: BroadcastId, keepTryingMs: number): Promise<void>;
  /** Asks the process that runs it, if any, to stop; null takes that back. */
  requestStop(id: BroadcastId, stop: 'pause' | 'cancel' | null): Promise<void>;
  requestedStop(id: BroadcastId): Promise<'pause' | 'cancel' | null>;
  /** Decides every unknown batch: pending again under the key that follows from its own, or never sent again. */
  resolveUnknown(id: BroadcastId, decision: 'resend' | 'skip', nextKey: (key: RetryKey) => RetryKey): Promise<void>;
  /** Never sends what LINE refused as a whole, or in part without naming whom. */
  leaveOutRefused(id: BroadcastId): Promise<void>;
  refusedRecipients(id: BroadcastId, limit: number): Promise<readonly RefusedRecipient[]>;
}

/** A rate limit that whoever uses the same key shares, giving it the same numbers. */
export interface PaceLimit extends Allowance {
  readonly key: string;
}

/** Gives out the moments at which requests may leave, over all processes of a state: a folder, or a server of a team. */
export interface PaceLimiter {
  /** Resolves when one more request may leave without passing any of the limits, or at once when the signal fires. */
  take(limits: readonly PaceLimit[], signal: AbortSignal): Promise<void>;
}
