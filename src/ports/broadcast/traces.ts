import type { BatchState } from '../../domain/broadcast/batch.js';
import type { BroadcastState } from '../../domain/broadcast/broadcast.js';
import type { BroadcastSettings } from '../../domain/broadcast/settings.js';
import type { BroadcastId, UserId } from '../../domain/line/ids.js';

/** A broadcast, or a push, without its counts. */
export interface BroadcastNamed
  extends Pick<BroadcastSettings, 'id' | 'name' | 'channelId' | 'botUserId' | 'via' | 'createdAt'> {
  readonly state: BroadcastState;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly forgottenAt: number | null;
}

/** One place where a person stands. Batches and stages count from 0. */
export interface Trace {
  readonly broadcast: BroadcastNamed;
  /** The state of the batch; `held-out` where the person was kept out to compare with. */
  readonly state: BatchState | 'held-out';
  readonly batch: number | null;
  readonly stage: number | null;
  /** When LINE accepted it, else when it may first have reached LINE; milliseconds since 1970. */
  readonly at: number | null;
  readonly requestId: string | null;
  /** The request that got through; differs where LINE answered 409. */
  readonly acceptedRequestId: string | null;
  readonly reason: string | null;
}

/** What this state holds of one person. */
export interface Traces {
  /** Newest broadcast first. */
  readonly found: readonly Trace[];
  /** Whose recipients were forgotten: nobody can tell. */
  readonly forgotten: readonly BroadcastNamed[];
  /** Begun, and LINE chose the recipients: nobody can tell. */
  readonly withoutUserIds: readonly BroadcastNamed[];
  /** Damaged, in part or whole: nobody can tell of what cannot be read. */
  readonly unreadable: readonly BroadcastId[];
  /** User IDs that were looked through. */
  readonly searched: number;
}

/** The time, in milliseconds since 1970, from which on people count as reached, and by which broadcasts. */
export interface ReachedWindow {
  readonly since: number;
  isCounted(broadcast: BroadcastNamed): boolean;
}

/** Broadcasts that reached people in that time, and do not say whom. */
export interface ReachedUntold {
  readonly forgotten: readonly BroadcastId[];
  readonly withoutUserIds: readonly BroadcastId[];
}

/** Looks for one person in everything that is stored, all of one moment, in bounded memory. */
export interface TraceReader {
  /**
   * Hands out everybody whom LINE accepted since then, or may have, once for each time; null to learn only what is untold.
   *
   * @throws {LineOpsError} `failure` STATE_DAMAGED where somebody of them cannot be read.
   */
  reachedSince(window: ReachedWindow, take: ((packed: Uint8Array) => void) | null): Promise<ReachedUntold>;
  find(userId: UserId, onProgress: (searched: number) => void): Promise<Traces>;
}
