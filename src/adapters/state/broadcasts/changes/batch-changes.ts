import type { Yes } from '../../../../domain/broadcast/sending/batch/acceptance.js';
import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { AttemptTime } from '../../../../domain/line/line-time.js';
import type { Steps } from '../../sql/steps.js';
import { recordAcceptances } from './acceptances.js';
import { recordDelivered } from './delivered.js';
import { type Move, moveAll } from './moves.js';
import { recordSetAside, recordSplit } from './new-keys.js';
import { CHANGES_FROM, settledMeanwhile } from './transitions.js';

/** A change of a batch, and of which broadcast. */
export interface OneChange {
  readonly id: BroadcastId;
  readonly change: BatchChange;
}

type ChangeOf<Type extends BatchChange['type']> = Extract<BatchChange, { type: Type }>;

/** Whether it says that LINE took the messages: a fact about a retry key, whoever learns it. */
export function isYes(change: BatchChange): change is ChangeOf<Yes> {
  return change.type === 'accepted' || change.type === 'delivering';
}

/**
 * Makes all of these changes: those that are alike together.
 *
 * @throws {LineOpsError} for all of them, where a batch stands in no state that its change may come from.
 */
export function* applyChanges(changes: readonly OneChange[]): Steps<void> {
  for (const lot of lotsOf(changes)) {
    yield* recordAcceptances(lot.flatMap(({ id, change }) => (isYes(change) ? [{ id, change }] : [])));
    for (const [type, moves] of movesByType(lot)) yield* MOVING[type](moves);
    for (const { id, change } of lot) yield* applyRare(id, change);
  }
}

function movesByType(lot: readonly OneChange[]): ReadonlyMap<Simple['type'], readonly Move[]> {
  const byType = new Map<Simple['type'], Move[]>();
  for (const { id, change } of lot) {
    if (!isSimple(change)) continue;
    const moves = byType.get(change.type) ?? [];
    byType.set(change.type, moves);
    moves.push({ id, batch: change.batch, values: valuesOf(change) });
  }
  return byType;
}

/** What changes more than the row of its batch. */
function* applyRare(id: BroadcastId, change: BatchChange): Steps<void> {
  if (change.type === 'delivered') yield* recordDelivered(id, change);
  if (change.type === 'split') yield* recordSplit(id, change);
  if (change.type === 'setAside') yield* recordSetAside(id, change);
}

/** Of one batch the changes stay in their order: no lot has two of them. */
function lotsOf(changes: readonly OneChange[]): readonly (readonly OneChange[])[] {
  const lots: OneChange[][] = [[]];
  const batches = new Set<string>();
  for (const one of changes) {
    const batch = `${one.id} ${one.change.batch}`;
    if (batches.has(batch)) {
      lots.push([]);
      batches.clear();
    }
    lots.at(-1)?.push(one);
    batches.add(batch);
  }
  return lots;
}

/** What changes nothing but the row of its batch. */
type Simple = Exclude<BatchChange, { type: Yes | 'delivered' | 'split' | 'setAside' }>;

function isSimple(change: BatchChange): change is Simple {
  return change.type in MOVING;
}

const TIME = { at: 'BIGINT', ahead: 'BIGINT' } as const;
const ANSWER = { status: 'BIGINT', request_id: 'TEXT', reason: 'TEXT' } as const;
const ITS_ANSWER = 'status = one.status, request_id = one.request_id, reason = one.reason';
const UNUSED = `state = 'pending', first_attempt_at = NULL, attempts = 0`;

const MOVING: Readonly<Record<Simple['type'], (moves: readonly Move[]) => Steps<void>>> = {
  attempt: moveAll(
    CHANGES_FROM.attempt,
    { ...TIME, retry: 'BIGINT' },
    `state = 'in-doubt', first_attempt_at = coalesce(first_attempt_at, one.at),
     line_ahead_ms = CASE WHEN first_attempt_at IS NULL THEN one.ahead ELSE line_ahead_ms END,
     attempts = attempts + 1, requests = requests + 1, retries = retries + one.retry`,
    // Nothing has left: another process may have settled it meanwhile.
    settledMeanwhile,
  ),
  notSent: moveAll(
    CHANGES_FROM.notSent,
    { ...TIME, state: 'TEXT', retry: 'BIGINT' },
    `state = one.state, first_attempt_at = one.at, line_ahead_ms = one.ahead, attempts = attempts - 1,
     requests = requests - 1, retries = retries - one.retry`,
  ),
  foundAttempted: moveAll(
    CHANGES_FROM.foundAttempted,
    TIME,
    `state = 'in-doubt', first_attempt_at = one.at, line_ahead_ms = one.ahead,
     attempts = CASE WHEN attempts < 1 THEN 1 ELSE attempts END, settled_at = NULL`,
  ),
  notTaken: moveAll(CHANGES_FROM.notTaken, ANSWER, `${UNUSED}, ${ITS_ANSWER}`),
  suspect: moveAll(CHANGES_FROM.suspect, ANSWER, `${UNUSED}, is_suspect = 1, ${ITS_ANSWER}`),
  refused: moveAll(CHANGES_FROM.refused, ANSWER, `state = 'refused', ${ITS_ANSWER}`),
  unknown: moveAll(CHANGES_FROM.unknown, { reason: 'TEXT' }, `state = 'unknown', reason = one.reason`),
  calledOff: moveAll(
    CHANGES_FROM.calledOff,
    { retry_key: 'TEXT', reason: 'TEXT' },
    `state = 'refused', retry_key = one.retry_key, settled_at = NULL, first_attempt_at = NULL, attempts = 0,
     accepted_request_id = NULL, reason = one.reason`,
  ),
};

/** By the names above. */
function valuesOf(change: Simple): Move['values'] {
  switch (change.type) {
    case 'attempt':
      return { ...timeOf(change.time), retry: change.isRetry ? 1 : 0 };
    case 'notSent': {
      const state = change.wasInDoubt ? 'in-doubt' : 'pending';
      return { ...timeOf(change.firstAttempt), state, retry: change.wasRetry ? 1 : 0 };
    }
    case 'foundAttempted':
      return timeOf(change.time);
    case 'notTaken':
    case 'suspect':
    case 'refused':
      return { status: change.status, request_id: change.requestId, reason: change.reason };
    case 'unknown':
      return { reason: change.reason };
    case 'calledOff':
      return { retry_key: change.newRetryKey, reason: change.reason };
  }
}

function timeOf(time: AttemptTime | null) {
  return { at: time?.at ?? null, ahead: time?.lineAheadMs ?? null };
}
