import type { RetryKey } from '../../../line/ids.js';
import type { AttemptTime } from '../../../line/line-time.js';

/** What became of one attempt; each is one row change, on disk before the promise resolves. */
export type BatchChange =
  /** Written before the request leaves: from now on LINE may have it. */
  | {
      readonly type: 'attempt';
      readonly batch: number;
      /** The first under its retry key stays the one that is kept. */
      readonly time: AttemptTime;
      readonly isRetry: boolean;
    }
  /** The attempt that was just written down did not leave: everything is as before it. */
  | {
      readonly type: 'notSent';
      readonly batch: number;
      readonly wasRetry: boolean;
      readonly wasInDoubt: boolean;
      readonly firstAttempt: AttemptTime | null;
    }
  /** Somebody else sent it under its own key, as the journal of this machine tells: LINE may have it. */
  | { readonly type: 'foundAttempted'; readonly batch: number; readonly time: AttemptTime }
  | {
      readonly type: 'accepted';
      readonly batch: number;
      /** The key that LINE took: what it says is true of it alone. */
      readonly retryKey: RetryKey;
      readonly at: number;
      readonly requestId: string | null;
      readonly acceptedRequestId: string | null;
      readonly wasConflict: boolean;
    }
  /** LINE accepted a narrowcast; what comes of it is still to be asked. */
  | {
      readonly type: 'delivering';
      readonly batch: number;
      readonly retryKey: RetryKey;
      readonly at: number;
      readonly requestId: string | null;
      readonly acceptedRequestId: string | null;
      readonly wasConflict: boolean;
    }
  /** LINE delivered a narrowcast to so many: they take the place of those that were expected. */
  | {
      readonly type: 'delivered';
      readonly batch: number;
      readonly at: number;
      readonly accepted: number;
      readonly refused: number;
    }
  /** LINE accepted a narrowcast and delivered it to nobody; another attempt takes a new key. */
  | {
      readonly type: 'calledOff';
      readonly batch: number;
      readonly reason: string;
      readonly newRetryKey: RetryKey;
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
  /** LINE refused it without naming anybody, and took nothing: somebody in it is at fault, and is looked for. */
  | {
      readonly type: 'suspect';
      readonly batch: number;
      readonly status: number;
      readonly requestId: string;
      readonly reason: string;
    }
  /** Two parts, each under a key of its own, take the place of a pending batch: the second in a batch that is new. */
  | {
      readonly type: 'split';
      readonly batch: number;
      readonly first: { readonly recipients: Uint8Array; readonly retryKey: RetryKey };
      readonly second: { readonly recipients: Uint8Array; readonly retryKey: RetryKey };
    }
  /** Some recipients are set aside with LINE's reason; the rest goes on under a new retry key. Not while anything is in doubt. */
  | {
      readonly type: 'setAside';
      readonly batch: number;
      readonly refused: readonly { readonly userId: string; readonly reason: string }[];
      readonly requestId: string | null;
      readonly remaining: Uint8Array;
      readonly newRetryKey: RetryKey;
    };
