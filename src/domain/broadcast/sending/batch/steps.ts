import type { StopReason } from '../stop-reason.js';
import type { BatchChange } from './batch-change.js';
import { successionBy } from './keys/key-succession.js';
import type { BatchUnderWay, NotedAttempt, Step, Wait, Write } from './under-way.js';

// The steps that several kinds of evidence lead to.

export function unknown(batch: BatchUnderWay, reason: string, stop: StopReason | null = null): Step {
  return end(batch, stop, recorded(batch, { type: 'unknown', batch: batch.index, reason }));
}

export function isInDoubt({ doubt }: Pick<BatchUnderWay, 'doubt'>): boolean {
  return doubt !== 'none';
}

export function end(batch: BatchUnderWay, stop: StopReason | null, writes: readonly Write[] = []): Step {
  return next(batch, { for: 'nothing', stop }, writes);
}

export function next(batch: BatchUnderWay, waitsFor: Wait, writes: readonly Write[] = []): Step {
  return { batch: { ...batch, waitsFor }, writes };
}

/** The writes of a change, the journal's first; `batch` as it was before it. */
export function recorded({ retryKey, recipients }: BatchUnderWay, change: BatchChange): readonly Write[] {
  const inLedger: Write = { to: 'ledger', change };
  if (!isTakenBackBy(change)) return [inLedger];
  return [{ to: 'journal', retryKey, succession: successionBy(change, recipients) }, inLedger];
}

/** Whether LINE has certainly taken nothing of this run, as the change says. */
function isTakenBackBy(change: BatchChange): boolean {
  if (change.type === 'notSent') return !change.wasInDoubt;
  return ['notTaken', 'refused', 'setAside', 'suspect', 'split'].includes(change.type);
}

/** Those who are left go on; where nobody is, it is done. */
export function withoutThem(batch: BatchUnderWay, change: Extract<BatchChange, { type: 'setAside' }>): Step {
  const { remaining: recipients, newRetryKey: retryKey } = change;
  const step = goingOn(batch, { recipients, retryKey }, recorded(batch, change));
  return recipients.length === 0 ? end(step.batch, null, step.writes) : step;
}

export function goingOn(
  batch: BatchUnderWay,
  part: Pick<BatchUnderWay, 'recipients' | 'retryKey'>,
  writes: readonly Write[],
): Step {
  const { recipients, retryKey } = part;
  const onward = { ...batch, recipients, retryKey, firstAttempt: null, requests: 0 };
  return next(onward, { for: 'turn', after: null }, writes);
}

/** The attempt that was noted did not leave: everything is as before it. */
export function unsent(batch: BatchUnderWay, noted: NotedAttempt): Step {
  const { firstAttempt } = noted;
  return { batch: { ...batch, firstAttempt }, writes: recorded(batch, notSent(batch, noted)) };
}

export function notSent(batch: BatchUnderWay, { isRetry, firstAttempt }: NotedAttempt): BatchChange {
  return { type: 'notSent', batch: batch.index, wasRetry: isRetry, wasInDoubt: isInDoubt(batch), firstAttempt };
}
