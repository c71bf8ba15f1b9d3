import type {
  Batch,
  Broadcast,
  BroadcastSettings,
  BroadcastState,
  RecipientCounts,
} from '../domain/broadcast/broadcast.js';
import type { BroadcastId, RetryKey } from '../domain/ids.js';

/** A planned batch before it is stored. */
export interface PlannedBatch {
  readonly stage: number;
  readonly retryKey: RetryKey;
  /** 16 bytes a user ID. */
  readonly recipients: Uint8Array;
}

export interface PlannedBroadcast {
  readonly settings: BroadcastSettings;
  readonly recipients: RecipientCounts;
  /** Recipients per stage, in order. */
  readonly stages: readonly number[];
  /** Read once, in order. */
  readonly batches: Iterable<PlannedBatch>;
}

/** What became of one attempt; each is one row change, on disk before the promise resolves. */
export type BatchChange =
  /** Written before the request leaves: from now on LINE may have it. */
  | { readonly type: 'attempt'; readonly batch: number; readonly at: number; readonly isRetry: boolean }
  /** The attempt that was just written down did not leave: everything is as before it. */
  | {
      readonly type: 'notSent';
      readonly batch: number;
      readonly wasRetry: boolean;
      readonly wasInDoubt: boolean;
      readonly firstAttemptAt: number | null;
    }
  | {
      readonly type: 'accepted';
      readonly batch: number;
      readonly at: number;
      readonly requestId: string | null;
      readonly acceptedRequestId: string | null;
      readonly wasConflict: boolean;
    }
  /** LINE certainly did not take this attempt, and none before it is in doubt. */
  | {
      readonly type: 'notTaken';
      readonly batch: number;
      readonly status: number;
      readonly requestId: string | null;
      readonly reason: string;
    }
  | {
      readonly type: 'refused';
      readonly batch: number;
      readonly status: number;
      readonly requestId: string | null;
      readonly reason: string;
    }
  | { readonly type: 'unknown'; readonly batch: number; readonly reason: string }
  /** Some recipients are set aside with LINE's reason; the rest goes on under a new retry key. Not while anything is in doubt. */
  | {
      readonly type: 'setAside';
      readonly batch: number;
      readonly refused: readonly { readonly userId: string; readonly reason: string }[];
      readonly requestId: string | null;
      readonly remaining: Uint8Array;
      readonly newRetryKey: RetryKey;
    };

export interface RefusedRecipient {
  readonly userId: string;
  readonly reason: string;
  readonly requestId: string | null;
}

/** The book of every broadcast: what was planned, what may have been sent, what LINE answered. */
export interface BroadcastLedger {
  /** Stores all of it or none of it. */
  create(planned: PlannedBroadcast): Promise<void>;
  find(id: BroadcastId): Promise<Broadcast | null>;
  /** Newest first. */
  list(): Promise<readonly Broadcast[]>;
  /** Batches of a stage that are pending or in doubt, by index, from `fromIndex` on. @throws `failure` STATE_DAMAGED when a batch is not what was planned. */
  openBatches(id: BroadcastId, stage: number, fromIndex: number, limit: number): Promise<readonly Batch[]>;
  /** Changes made in one turn of the event loop become durable together. */
  record(id: BroadcastId, change: BatchChange): Promise<void>;
  /** A refused batch becomes pending again, for a run that the operator asked for. Recipients set aside stay aside. */
  reopenRefused(id: BroadcastId): Promise<void>;
  startStage(id: BroadcastId, stage: number, at: number): Promise<void>;
  finishStage(id: BroadcastId, stage: number, at: number): Promise<void>;
  setState(
    id: BroadcastId,
    state: BroadcastState,
    change: { readonly at: number; readonly reason: string | null; readonly workedMs: number },
  ): Promise<void>;
  /** Asks the process that runs it, if any, to stop; null takes that back. */
  requestStop(id: BroadcastId, stop: 'pause' | 'cancel' | null): Promise<void>;
  requestedStop(id: BroadcastId): Promise<'pause' | 'cancel' | null>;
  /** Decides every unknown batch: pending again under a new key, or never sent again. */
  resolveUnknown(id: BroadcastId, decision: 'resend' | 'skip', newRetryKey: () => RetryKey): Promise<void>;
  refusedRecipients(id: BroadcastId, limit: number): Promise<readonly RefusedRecipient[]>;
}

/** Gives out the moments at which requests may leave, over all processes of a state folder. */
export interface PaceLimiter {
  /** Resolves when one more request may leave without passing the limit in any one second, or at once when the signal fires. */
  take(key: string, limitPerSecond: number, signal: AbortSignal): Promise<void>;
}
