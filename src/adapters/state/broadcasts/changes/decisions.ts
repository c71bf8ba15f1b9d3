import { type BroadcastId, parseRetryKey, type RetryKey } from '../../../../domain/line/ids.js';
import { readRow } from '../../sql/rows.js';
import { rows, run, type Steps } from '../../sql/steps.js';
import { moveAll } from './moves.js';
import { reopenStages } from './stages.js';
import { changeOneOf } from './transitions.js';

/* What the operator decides of batches that are at an end: to send them again, or never. Each is all of it or none. */

export function* reopenRefused(id: BroadcastId): Steps<void> {
  yield* run(
    `UPDATE batch SET state = 'pending', settled_at = NULL, first_attempt_at = NULL, attempts = 0
     WHERE broadcast_id = ? AND state = 'refused' AND recipients > 0`,
    id,
  );
  yield* reopenStages(id, 'pending');
}

export function resolveUnknown(
  id: BroadcastId,
  decision: 'resend' | 'skip',
  nextKey: (key: RetryKey) => RetryKey,
): Steps<void> {
  return decision === 'skip' ? skipUnknown(id) : resendUnknown(id, nextKey);
}

function* skipUnknown(id: BroadcastId): Steps<void> {
  yield* run(`UPDATE batch SET state = 'skipped' WHERE broadcast_id = ? AND state = 'unknown'`, id);
}

const resend = moveAll(
  ['unknown'],
  { retry_key: 'TEXT' },
  `state = 'pending', retry_key = one.retry_key, first_attempt_at = NULL, attempts = 0, settled_at = NULL,
   accepted_request_id = NULL`,
);

function* resendUnknown(id: BroadcastId, nextKey: (key: RetryKey) => RetryKey): Steps<void> {
  const unknown = yield* rows(
    `SELECT idx, retry_key FROM batch WHERE broadcast_id = ? AND state = 'unknown' ORDER BY idx`,
    id,
  );
  yield* resend(
    unknown.map((value) => {
      const row = readRow(value);
      return { id, batch: row.number('idx'), values: { retry_key: nextKey(row.parsed('retry_key', parseRetryKey)) } };
    }),
  );
  yield* reopenStages(id, 'pending');
}

export function* leaveOutRefused(id: BroadcastId): Steps<void> {
  yield* leaveToLastStage(id);
  yield* run(
    `UPDATE batch SET state = 'left-out' WHERE broadcast_id = ? AND recipients > 0
     AND (state = 'refused' OR (state = 'pending' AND is_suspect = 1))`,
    id,
  );
}

const REFUSED_BEFORE_LAST = `SELECT b.idx, b.stage, b.recipients FROM batch b WHERE b.broadcast_id = ? AND b.expected IS NOT NULL
  AND b.state = 'refused' AND EXISTS (SELECT 1 FROM stage s WHERE s.broadcast_id = b.broadcast_id AND s.idx > b.stage)
  ORDER BY b.idx`;

const leaveOut = moveAll(['refused'], {}, `state = 'left-out', recipients = 0`);

/**
 * Leaves out stages that LINE refused and that have a stage behind them. Nobody is left out by that: the last stage
 * reaches whoever no other one did, so that the stage, and the whole, count for nobody in the meantime.
 */
function* leaveToLastStage(id: BroadcastId): Steps<void> {
  for (const value of yield* rows(REFUSED_BEFORE_LAST, id)) {
    const row = readRow(value);
    const [batch, stage, recipients] = [row.number('idx'), row.number('stage'), row.number('recipients')];
    const wrong = `what batch ${batch} leaves out has no place in the books`;
    yield* changeOneOf(
      id,
      wrong,
      'UPDATE broadcast SET uniq = uniq - ?, total = total - ? WHERE id = ?',
      recipients,
      recipients,
      id,
    );
    yield* changeOneOf(
      id,
      wrong,
      'UPDATE stage SET recipients = recipients - ? WHERE broadcast_id = ? AND idx = ?',
      recipients,
      id,
      stage,
    );
    yield* leaveOut([{ id, batch, values: {} }]);
  }
}
