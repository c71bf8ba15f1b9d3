import type { Batch } from '../../../../domain/broadcast/batch.js';
import type { BatchStanding } from '../../../../domain/broadcast/sending/batch/history.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { StageDelivery } from '../../../../ports/broadcast/broadcast-ledger.js';
import { readRow } from '../../sql/rows.js';
import type { SqlDatabase } from '../../sqlite/sqlite.js';
import { batchOf, stageDeliveryOf, standingOf } from './batch-rows.js';

/** What a run asks of the batches of a broadcast. */
export function prepareBatchReads(database: SqlDatabase) {
  const selectOpen = database.prepare(
    `SELECT b.idx, b.stage, b.state, b.retry_key, b.first_attempt_at, b.line_ahead_ms, b.attempts, b.recipients, r.user_ids, r.checksum,
       b.is_suspect, b.accepted_request_id, b.expected, b.body, b.body_checksum
     FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
     WHERE b.broadcast_id = ? AND b.idx >= ? AND b.stage = ? AND b.state IN ('pending', 'in-doubt', 'delivering')
     ORDER BY b.idx LIMIT ?`,
  );
  const selectUnsettled = database.prepare(
    `SELECT idx, stage, state, recipients, retry_key, first_attempt_at, line_ahead_ms FROM batch
     WHERE broadcast_id = ? AND (state IN ('pending', 'in-doubt', 'unknown') OR (state = 'refused' AND recipients > 0)) ORDER BY idx`,
  );
  const countPlanned = database.prepare(
    'SELECT count(*) AS n FROM batch WHERE broadcast_id = ? AND split_from IS NULL',
  );
  const selectDeliveries = database.prepare(
    `SELECT stage, state, accepted_request_id, expected, recipients, first_attempt_at, line_ahead_ms FROM batch
     WHERE broadcast_id = ? AND stage < ? ORDER BY idx`,
  );
  return {
    openBatches: (id: BroadcastId, stage: number, fromIndex: number, limit: number): readonly Batch[] =>
      selectOpen.all(id, fromIndex, stage, limit).map((row) => batchOf(row, id)),
    unsettledBatches(id: BroadcastId, use: (batch: BatchStanding) => void): number {
      for (const row of selectUnsettled.iterate(id)) use(standingOf(row));
      return readRow(countPlanned.get(id)).number('n');
    },
    deliveriesBefore: (id: BroadcastId, stage: number): readonly StageDelivery[] =>
      selectDeliveries.all(id, stage).map((row) => stageDeliveryOf(row)),
  };
}
