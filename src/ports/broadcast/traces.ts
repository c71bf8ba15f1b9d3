import type { BatchState } from '../../domain/broadcast/batch.js';
import type { BroadcastState } from '../../domain/broadcast/broadcast.js';
import type { BroadcastSettings } from '../../domain/broadcast/settings.js';
import type { UserId } from '../../domain/line/ids.js';

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
  /** User IDs that were looked through. */
  readonly searched: number;
}

/** Looks for one person in everything that is stored, all of one moment, in bounded memory. */
export interface TraceReader {
  find(userId: UserId, onProgress: (searched: number) => void): Promise<Traces>;
}
