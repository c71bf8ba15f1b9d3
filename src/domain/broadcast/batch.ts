import type { RetryKey } from '../line/ids.js';
import type { AttemptTime } from '../line/line-time.js';

/**
 * - `pending`: LINE has certainly not accepted it.
 * - `in-doubt`: an attempt was begun and its answer is not known; the same retry key may be sent again while it lives.
 * - `delivering`: LINE accepted a narrowcast and has yet to say how many got it; it is asked, never sent again.
 * - `accepted`: LINE answered 200, or 409 for its retry key; for a narrowcast, LINE said that it was delivered.
 * - `refused`: LINE answered no, and no earlier attempt was in doubt.
 * - `unknown`: nobody can tell, and sending again could deliver twice; only the operator decides.
 * - `skipped`: was unknown, and the operator decided not to send it again: LINE may have it.
 * - `left-out`: LINE refused it, or a part of it, and the operator decided to go on without it: nobody has it.
 */
export type BatchState =
  | 'pending'
  | 'in-doubt'
  | 'delivering'
  | 'accepted'
  | 'refused'
  | 'unknown'
  | 'skipped'
  | 'left-out';

/** One API request to be, with the key it keeps. */
interface AnyBatch {
  /** From 0, over the whole broadcast. */
  readonly index: number;
  readonly stage: number;
  readonly state: BatchState;
  readonly retryKey: RetryKey;
  /** When this retry key may first have reached LINE; null when it certainly has not. */
  readonly firstAttempt: AttemptTime | null;
  /** Requests made under this retry key. */
  readonly attempts: number;
}

/** A batch to user IDs. */
export interface ListBatch extends AnyBatch {
  readonly to: 'list';
  /** 16 bytes a user ID. */
  readonly recipients: Uint8Array;
  /** LINE refused it, or the batch that it was a part of, without naming anybody: somebody in it is at fault. */
  readonly isSuspect: boolean;
}

/** A stage's one request to friends whom LINE chooses. */
export interface FriendsBatch extends AnyBatch {
  readonly to: 'friends';
  /** How many it will reach, by what LINE said of the target reach. */
  readonly expected: number;
  /** The exact bytes, never changed once written; null while they depend on stages that are not delivered. */
  readonly body: string | null;
  /** The request that LINE accepted; null before that. */
  readonly acceptedRequestId: string | null;
}

export type Batch = ListBatch | FriendsBatch;
