import type { RetryKey } from '../../../line/ids.js';
import type { AttemptTime } from '../../../line/line-time.js';
import type { BatchState } from '../../batch.js';
import type { Broadcast } from '../../broadcast.js';
import { isKeyTooOld } from './keys/key-age.js';

/** A request that sends messages and may have reached LINE. */
export interface Attempt extends AttemptTime {
  /** Counts from 0, over the whole broadcast. */
  readonly batch: number;
  readonly retryKey: RetryKey;
}

/** Why the people of a batch went on under another key, with all that another copy of the ledger needs to follow. */
export type KeyChangeOnRecord =
  /** LINE refused these, by their positions in the batch. */
  | {
      readonly type: 'setAside';
      readonly refused: readonly { readonly position: number; readonly reason: string }[];
      readonly requestId: string | null;
    }
  /** In two halves, since LINE refused somebody without saying whom. */
  | { readonly type: 'split' }
  /** LINE delivered to nobody. */
  | { readonly type: 'calledOff'; readonly reason: string }
  /** Sent again by decision, whoever has it. */
  | { readonly type: 'resend' };

/** The keys that took the place of one. */
export interface KeySuccession {
  readonly change: KeyChangeOnRecord;
  readonly successors: readonly RetryKey[];
}

/** A batch that may still be sent, as the ledger has it. */
export interface BatchStanding {
  readonly index: number;
  readonly stage: number;
  readonly state: Extract<BatchState, 'pending' | 'in-doubt' | 'refused' | 'unknown'>;
  readonly recipients: number;
  readonly retryKey: RetryKey;
  readonly firstAttempt: AttemptTime | null;
}

/** What becomes of a batch in the light of attempts that are known from elsewhere. */
export type HistoryStep =
  | { readonly do: 'nothing' }
  /** LINE may have it under this key since then: to be asked again under the same key, while it lives. */
  | { readonly do: 'doubt'; readonly since: Attempt; readonly isNews: boolean }
  /** LINE may have it, or a part of it, under another key: sent again it could reach people twice. */
  | { readonly do: 'giveUp' };

/** Why nobody can tell what became of a batch that a copy of this ledger went on with. */
export const SENT_UNDER_ANOTHER_KEY =
  'this machine has sent it under another retry key, which this copy of the ledger does not know';

/** When LINE got it, by LINE's clock where that was known. */
export function attemptTime({ at, lineAheadMs }: AttemptTime): number {
  return at + (lineAheadMs ?? 0);
}

/**
 * `attempts` are those that LINE may have taken, as far as anybody but the ledger knows: under the batch's own key, and
 * under those that came before or after it.
 */
export function stepAfterHistory(
  batch: Pick<BatchStanding, 'state' | 'retryKey' | 'firstAttempt'>,
  attempts: readonly Attempt[],
): HistoryStep {
  if (batch.state === 'unknown') return { do: 'nothing' };
  if (attempts.some(({ retryKey }) => retryKey !== batch.retryKey)) return { do: 'giveUp' };
  const since = earliest(attempts);
  if (since === null) return { do: 'nothing' };
  const isNews = batch.state !== 'in-doubt';
  const isEarlier = batch.firstAttempt === null || attemptTime(since) < attemptTime(batch.firstAttempt);
  return isNews || isEarlier ? { do: 'doubt', since, isNews } : { do: 'nothing' };
}

function earliest(attempts: readonly Attempt[]): Attempt | null {
  return attempts.reduce<Attempt | null>(
    (first, attempt) => (first === null || attemptTime(attempt) < attemptTime(first) ? attempt : first),
    null,
  );
}

/**
 * Since when a broadcast may have been sent from elsewhere without anybody here knowing, milliseconds since 1970; null
 * where this machine knows all of it. A ledger without its journal was written elsewhere, or before a disk was restored:
 * whatever came after its last word is not in it. A ledger that all machines share has everybody's last word.
 */
export function gapSince(
  { startedAt, lastAttemptAt }: Pick<Broadcast, 'startedAt' | 'lastAttemptAt'>,
  journal: { readonly isKept: boolean; readonly gapSince: number | null; readonly isLedgerShared: boolean },
): number | null {
  if (journal.isKept || journal.gapSince !== null || journal.isLedgerShared) return journal.gapSince;
  return lastAttemptAt ?? startedAt;
}

/**
 * Whether a batch that is called pending may have been sent before under a key that LINE has forgotten by now: whoever
 * sent it did so after the gap began, and LINE remembers that for 24 hours.
 */
export function isHistoryUnknown(gap: number | null, now: number): boolean {
  return gap !== null && isKeyTooOld(Math.max(0, now - gap));
}
