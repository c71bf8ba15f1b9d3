import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import { failure } from '../../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { SqlDatabase } from '../../sqlite/sqlite.js';
import { prepareDelivered } from './delivered.js';
import { prepareNewKeys } from './new-keys.js';
import { CHANGES_FROM, changeOne, oneOfThese, prepareMove } from './transitions.js';

type ChangeOf<Type extends BatchChange['type']> = Extract<BatchChange, { type: Type }>;

/** One row change for each kind of change. @throws {LineOpsError} where the batch stands in no state that it may come from. */
export function prepareChanges(database: SqlDatabase): (id: BroadcastId, change: BatchChange) => void {
  const attempts = prepareAttempts(database);
  const answers = prepareAnswers(database);
  const newKeys = prepareNewKeys(database);
  const delivered = prepareDelivered(database);
  return (id, change) => {
    switch (change.type) {
      case 'attempt':
        return attempts.attempt(id, change);
      case 'notSent':
        return attempts.notSent(id, change);
      case 'foundAttempted':
        return attempts.foundAttempted(id, change.batch, change.time.at, change.time.lineAheadMs);
      case 'accepted':
      case 'delivering':
        return answers.yes(id, change);
      case 'delivered':
        return delivered(id, change);
      case 'notTaken':
      case 'suspect':
      case 'refused':
        return answers[change.type](id, change.batch, change.status, change.requestId, change.reason);
      case 'unknown':
        return answers.unknown(id, change.batch, change.reason);
      case 'calledOff':
        return newKeys.calledOff(id, change.batch, change.newRetryKey, change.reason);
      case 'split':
        return newKeys.split(id, change);
      case 'setAside':
        return newKeys.setAside(id, change);
    }
  };
}

/** What is known before an answer: that it may have left, or did not. */
function prepareAttempts(database: SqlDatabase) {
  const attempt = database.prepare(
    `UPDATE batch SET state = 'in-doubt', first_attempt_at = coalesce(first_attempt_at, ?),
       line_ahead_ms = CASE WHEN first_attempt_at IS NULL THEN ? ELSE line_ahead_ms END,
       attempts = attempts + 1, requests = requests + 1, retries = retries + ?
     WHERE broadcast_id = ? AND idx = ? AND state IN ${oneOfThese(CHANGES_FROM.attempt)}`,
  );
  const notSent = prepareMove(
    database,
    CHANGES_FROM.notSent,
    'state = ?, first_attempt_at = ?, line_ahead_ms = ?, attempts = attempts - 1, requests = requests - 1, retries = retries - ?',
  );
  return {
    attempt: (id: BroadcastId, { batch, time, isRetry }: ChangeOf<'attempt'>) =>
      // Nothing has left: another process may have settled it meanwhile.
      changeOne(attempt, [time.at, time.lineAheadMs, isRetry ? 1 : 0, id, batch], () =>
        failure('BATCH_ALREADY_SETTLED', { batch, id }),
      ),
    notSent: (id: BroadcastId, { batch, wasInDoubt, wasRetry, firstAttempt }: ChangeOf<'notSent'>) =>
      notSent(
        id,
        batch,
        wasInDoubt ? 'in-doubt' : 'pending',
        firstAttempt?.at ?? null,
        firstAttempt?.lineAheadMs ?? null,
        wasRetry ? 1 : 0,
      ),
    foundAttempted: prepareMove(
      database,
      CHANGES_FROM.foundAttempted,
      `state = 'in-doubt', first_attempt_at = ?, line_ahead_ms = ?, attempts = max(attempts, 1), settled_at = NULL`,
    ),
  };
}

/** What LINE said, or did not say. */
function prepareAnswers(database: SqlDatabase) {
  const yes = prepareMove(
    database,
    CHANGES_FROM.accepted,
    'state = ?, settled_at = ?, request_id = ?, accepted_request_id = ?, conflicts = conflicts + ?, reason = NULL',
  );
  const unused = `state = 'pending', first_attempt_at = NULL, attempts = 0`;
  const itsAnswer = 'status = ?, request_id = ?, reason = ?';
  return {
    yes: (id: BroadcastId, change: ChangeOf<'accepted' | 'delivering'>) =>
      yes(
        id,
        change.batch,
        change.type,
        change.at,
        change.requestId,
        change.acceptedRequestId,
        change.wasConflict ? 1 : 0,
      ),
    notTaken: prepareMove(database, CHANGES_FROM.notTaken, `${unused}, ${itsAnswer}`),
    suspect: prepareMove(database, CHANGES_FROM.suspect, `${unused}, is_suspect = 1, ${itsAnswer}`),
    refused: prepareMove(database, CHANGES_FROM.refused, `state = 'refused', ${itsAnswer}`),
    unknown: prepareMove(database, CHANGES_FROM.unknown, `state = 'unknown', reason = ?`),
  };
}
