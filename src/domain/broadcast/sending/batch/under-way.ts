import type { LineOpsError } from '../../../failure/failure.js';
import type { RetryKey } from '../../../line/ids.js';
import type { AttemptTime, Moment } from '../../../line/line-time.js';
import type { SendReply } from '../../../line/send-reply.js';
import type { FriendsBatch, ListBatch } from '../../batch.js';
import { countUserIds } from '../../planning/user-id-bytes.js';
import type { SendWay } from '../../settings.js';
import type { StopReason } from '../stop-reason.js';
import type { Refusal } from './answers.js';
import type { BatchChange } from './batch-change.js';
import type { Attempt, KeySuccession } from './history.js';
import type { NextKey } from './keys/derived-key.js';

/** A request to friends whose bytes are on disk. */
export interface FriendsRequest extends FriendsBatch {
  readonly body: string;
  /** Messages that LINE holds back from the month's quota for it. */
  readonly reserved: number;
}

/** A batch in the hands of a run: all that is known of it, and what it waits for. */
export interface BatchUnderWay {
  readonly index: number;
  /** Empty where LINE chooses them: then none of them can be set aside. */
  readonly recipients: Uint8Array;
  /** Of a request to friends; null where it names its recipients. */
  readonly friends: { readonly expected: number; readonly reserved: number } | null;
  readonly retryKey: RetryKey;
  /** Whether LINE may have taken an earlier attempt under this key; `others`: only one of a process with a copy of this ledger. */
  readonly doubt: 'none' | 'ours' | 'others';
  /** When this key may first have reached LINE. */
  readonly firstAttempt: AttemptTime | null;
  /** Requests under the key that it had when this run took it up, before that. */
  readonly attemptsBefore: number;
  /** Requests of this run under the key as it is now. */
  readonly requests: number;
  /** Tokens that LINE answered with 401. */
  readonly tokensTried: number;
  /** Whether somebody in it is at fault: then each of its keys costs a request that was not planned, which may be paid for. */
  readonly suspicion: 'none' | 'unpaid' | 'paid';
  readonly waitsFor: Wait;
}

/** One turn: everything from the look at the clock to an answer. */
export interface Turn {
  readonly moment: Moment;
  readonly keyAgeMs: number;
}

/** An attempt that the ledger knows of. */
export interface NotedAttempt {
  readonly isRetry: boolean;
  /** As it was before the attempt. */
  readonly firstAttempt: AttemptTime | null;
}

/** What must be done, or heard, before anything else becomes of a batch. */
export type Wait =
  /** Its turn while LINE is away, and LINE's time; `after`: a rest that grows with the trouble, or another token. */
  | { readonly for: 'turn'; readonly after: 'rest' | 'newToken' | null }
  /** A token. `needsHistory`: only where this machine knows all that was sent, as of that time by LINE's clock. */
  | { readonly for: 'token'; readonly turn: Turn; readonly needsHistory: boolean }
  /** Leave for a request that was not planned. */
  | { readonly for: 'searchRequest'; readonly turn: Turn }
  /** The attempt in the journal, and what others have noted there. */
  | { readonly for: 'journal'; readonly turn: Turn; readonly noted: NotedAttempt; readonly attempt: Attempt }
  /** What others make of what they sent. `mayFollow`: what they did to it can be done here too. */
  | { readonly for: 'others'; readonly mayFollow: boolean }
  /** The moment at which the request may leave. */
  | { readonly for: 'moment'; readonly turn: Turn; readonly noted: NotedAttempt }
  /** The answer: the request leaves now. */
  | { readonly for: 'answer'; readonly turn: Turn; readonly isRetry: boolean }
  /** Whether LINE has said no to others as well. */
  | { readonly for: 'othersAnswer'; readonly turn: Turn; readonly refusal: Refusal }
  /** LINE's word on the messages, which tells whether somebody is at fault or they are. */
  | { readonly for: 'verdict'; readonly refusal: Refusal }
  /** Which limit a 429 was. `needed`: messages that must be left for the batch. */
  | { readonly for: 'limit'; readonly problem: string; readonly needed: number }
  /** Nothing: this run is done with it. `stop`: why the whole run must stop. */
  | { readonly for: 'nothing'; readonly stop: StopReason | null };

/** What came of waiting. */
export type Evidence =
  /** The run stops: nobody waits any more. Never while an attempt is noted and not answered. */
  | { readonly type: 'halted' }
  | { readonly type: 'turn'; readonly moment: Moment }
  /** LINE does not tell its time, or gives no token. `isPatient`: there is another attempt. */
  | { readonly type: 'trouble'; readonly error: LineOpsError; readonly isPatient: boolean }
  | { readonly type: 'token' }
  | { readonly type: 'searchRequest'; readonly usedUp: StopReason | null }
  /** `others`: their attempts under its key, or one before or after it, that LINE may have taken. */
  | { readonly type: 'noted'; readonly others: readonly Attempt[] }
  | { readonly type: 'notNoted'; readonly error: unknown }
  /** `followed`: what they did to it, as a change that leads to the same keys. */
  | {
      readonly type: 'others';
      readonly followed: Extract<BatchChange, { type: 'setAside' | 'split' }> | null;
      readonly areSettled: boolean;
    }
  /** `mayLeave`: LINE is not away. `now`: for a batch in doubt; null where LINE does not tell its time. */
  | { readonly type: 'moment'; readonly mayLeave: boolean; readonly now: Moment | null }
  /** The run stopped before the moment came. */
  | { readonly type: 'noMoment' }
  | {
      readonly type: 'answer';
      readonly reply: SendReply;
      readonly at: number;
      /** Whether there is another attempt where the reply is no answer. */
      readonly isPatient: boolean;
      /** Why the run must stop where too many answers were not LINE's. */
      readonly notLine: StopReason | null;
    }
  | { readonly type: 'othersAnswer'; readonly isDoubted: boolean }
  | { readonly type: 'verdict'; readonly obstacle: Obstacle | null; readonly isPatient: boolean }
  | { readonly type: 'limit'; readonly limit: LimitTold; readonly isPatient: boolean };

/** Why nobody can be searched for; `passes` where LINE is only away from the question. */
export interface Obstacle {
  readonly stop: StopReason;
  readonly passes: boolean;
}

/** The rate, which passes; or the month, for which the run must stop. */
export type LimitTold =
  | {
      readonly type: 'rate';
      /** Why the quota could not be read, so that it may be the month all the same; null where it was. */
      readonly quotaUnread: LineOpsError | null;
    }
  | { readonly type: 'month'; readonly reason: StopReason };

/** One durable write, done before the next and before anything is waited for. */
export type Write =
  /** LINE has certainly taken no attempt of this run under the key. */
  | { readonly to: 'journal'; readonly retryKey: RetryKey; readonly succession: KeySuccession | null }
  | { readonly to: 'ledger'; readonly change: BatchChange }
  /** As soon as it is proven that others get these messages. */
  | { readonly to: 'suspects'; readonly refusal: Refusal; readonly writes: readonly Write[] };

/** What follows from evidence: first the writes, in their order, then what is waited for. */
export interface Step {
  readonly batch: BatchUnderWay;
  readonly writes: readonly Write[];
}

/** What is the same for all batches of a broadcast. */
export interface SendRules {
  readonly via: SendWay;
  /** The retry key came from the operator: see `BroadcastSettings`. */
  readonly isKeyGiven: boolean;
  /** Whether LINE's yes is the end of it, or only the beginning of a delivery. */
  readonly acceptedMeans: 'accepted' | 'delivering';
  readonly nextKey: NextKey;
}

const NOBODY = new Uint8Array(0);

/** A batch as the ledger has it, in the hands of a run. */
export function takenUp(batch: ListBatch | FriendsRequest): BatchUnderWay {
  const isList = batch.to === 'list';
  return {
    index: batch.index,
    recipients: isList ? batch.recipients : NOBODY,
    friends: isList ? null : { expected: batch.expected, reserved: batch.reserved },
    retryKey: batch.retryKey,
    doubt: batch.state === 'in-doubt' ? 'ours' : 'none',
    firstAttempt: batch.firstAttempt,
    attemptsBefore: batch.attempts,
    requests: 0,
    tokensTried: 0,
    suspicion: isList && batch.isSuspect ? 'unpaid' : 'none',
    waitsFor: { for: 'turn', after: null },
  };
}

/** How many it reaches, as far as anybody knows. */
export function sizeOf({ recipients, friends }: Pick<BatchUnderWay, 'recipients' | 'friends'>): number {
  return friends?.expected ?? countUserIds(recipients);
}
