import type { Batch } from '../../../../domain/broadcast/batch.js';
import type { BatchStanding } from '../../../../domain/broadcast/sending/batch/history.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { StageDelivery } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { StateEngine } from '../../sql/engine.js';
import { readRow } from '../../sql/rows.js';
import { firstRow, rows, type Steps } from '../../sql/steps.js';
import { batchOf, stageDeliveryOf, standingOf } from './batch-rows.js';

/* What a run asks of the batches of a broadcast. */

const OPEN = `SELECT b.idx, b.stage, b.state, b.retry_key, b.first_attempt_at, b.line_ahead_ms, b.attempts, b.recipients, r.user_ids, r.checksum,
    b.is_suspect, b.accepted_request_id, b.expected, b.body, b.body_checksum
  FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
  WHERE b.broadcast_id = ? AND b.idx >= ? AND b.stage = ? AND b.state IN ('pending', 'in-doubt', 'delivering')
  ORDER BY b.idx LIMIT ?`;

export function* openBatches(
  id: BroadcastId,
  stage: number,
  fromIndex: number,
  limit: number,
): Steps<readonly Batch[]> {
  return (yield* rows(OPEN, id, fromIndex, stage, limit)).map((row) => batchOf(row, id));
}

/** Batches read at once, without their recipients. */
const STANDINGS_AT_ONCE = 2_000;

const UNSETTLED = `SELECT idx, stage, state, recipients, retry_key, first_attempt_at, line_ahead_ms FROM batch
  WHERE broadcast_id = ? AND idx > ? AND (state IN ('pending', 'in-doubt', 'unknown') OR (state = 'refused' AND recipients > 0))
  ORDER BY idx LIMIT ${STANDINGS_AT_ONCE}`;

/** Page by page, so that a page that has to be read again is handed out once. */
export async function unsettledBatches(
  engine: StateEngine,
  id: BroadcastId,
  use: (batch: BatchStanding) => void,
): Promise<number> {
  let last = -1;
  for (;;) {
    const page = await engine.read(() => rows(UNSETTLED, id, last));
    for (const row of page) {
      const batch = standingOf(row);
      last = batch.index;
      use(batch);
    }
    if (page.length < STANDINGS_AT_ONCE) break;
  }
  const planned = await engine.read(() =>
    firstRow('SELECT count(*) AS n FROM batch WHERE broadcast_id = ? AND split_from IS NULL', id),
  );
  return readRow(planned).number('n');
}

export function* deliveriesBefore(id: BroadcastId, stage: number): Steps<readonly StageDelivery[]> {
  const deliveries = yield* rows(
    `SELECT stage, state, accepted_request_id, expected, recipients, first_attempt_at, line_ahead_ms FROM batch
     WHERE broadcast_id = ? AND stage < ? ORDER BY idx`,
    id,
    stage,
  );
  return deliveries.map(stageDeliveryOf);
}
