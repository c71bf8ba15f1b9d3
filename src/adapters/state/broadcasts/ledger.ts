import { isBeingRun } from '../../../domain/broadcast/broadcast.js';
import { parseRetryKey } from '../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import { readRow } from '../sqlite/rows.js';
import { type SqlDatabase, transaction, translateSqliteError } from '../sqlite/sqlite.js';
import { batchOf, broadcastOf, keyUseOf, stageDeliveryOf, standingOf } from './broadcast-rows.js';
import { createChangeQueue, GATHERING_MS } from './change-queue.js';
import { freezeBody, leaveToLastStage, storeForFriends } from './friends-store.js';
import { storePlan } from './plan-store.js';
import { readSettings, writeSettings } from './settings-text.js';

/**
 * `gatheringMs`: how long changes may be held back to be committed together. Who makes one at a time wants none.
 *
 * @throws {LineOpsError} `failure` STATE_DAMAGED where the file has not the tables that it was made with.
 */
export function createBroadcastLedger(
  database: SqlDatabase,
  path: string,
  { gatheringMs = GATHERING_MS }: { readonly gatheringMs?: number } = {},
): BroadcastLedger {
  try {
    return ledgerOf(database, path, gatheringMs);
  } catch (error) {
    throw translateSqliteError(error, path);
  }
}

function ledgerOf(database: SqlDatabase, path: string, gatheringMs: number): BroadcastLedger {
  const guarded = async <Result>(work: () => Result): Promise<Result> => {
    try {
      return work();
    } catch (error) {
      throw translateSqliteError(error, path);
    }
  };
  const changes = createChangeQueue(database, path, gatheringMs);
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
    'SELECT stage, state, accepted_request_id, first_attempt_at, line_ahead_ms FROM batch WHERE broadcast_id = ? AND stage < ? ORDER BY idx',
  );
  const selectBroadcast = database.prepare('SELECT * FROM broadcast WHERE id = ? AND is_draft = 0');
  const selectByKey = database.prepare(
    `SELECT b.broadcast_id, b.state, b.requests, b.status, b.request_id, b.accepted_request_id, b.conflicts, b.settled_at, r.user_ids
     FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
     WHERE b.retry_key = ? COLLATE NOCASE LIMIT 1`,
  );
  const selectRequested = database.prepare('SELECT requested FROM broadcast WHERE id = ?');
  /** A completed stage with something left to send is open again. */
  const reopenStages = database.prepare(
    `UPDATE stage SET state = 'planned', finished_at = NULL WHERE broadcast_id = ? AND state = 'completed'
     AND EXISTS (SELECT 1 FROM batch b WHERE b.broadcast_id = stage.broadcast_id AND b.stage = stage.idx AND b.state = 'pending')`,
  );
  return {
    create: (planned) => guarded(() => storePlan(database, planned)),
    createForFriends: (planned) => guarded(() => storeForFriends(database, planned)),
    find: (id) =>
      guarded(() => {
        const row = selectBroadcast.get(id);
        return row === undefined ? null : broadcastOf(database, row);
      }),
    findByRetryKey: (retryKey) =>
      guarded(() => {
        const row = selectByKey.get(retryKey);
        if (row === undefined) return null;
        const broadcast = selectBroadcast.get(readRow(row).text('broadcast_id'));
        return broadcast === undefined ? null : keyUseOf(row, broadcastOf(database, broadcast));
      }),
    list: () =>
      guarded(() =>
        database
          .prepare('SELECT * FROM broadcast WHERE is_draft = 0 ORDER BY created_at DESC, id DESC')
          .all()
          .map((row) => broadcastOf(database, row)),
      ),
    begunSince: (at) =>
      guarded(() =>
        database
          .prepare('SELECT * FROM broadcast WHERE is_draft = 0 AND started_at >= ? ORDER BY started_at DESC, id DESC')
          .all(at)
          .map((row) => broadcastOf(database, row)),
      ),
    acceptedWithin: (id, { from, to }) =>
      guarded(() => {
        const row = readRow(
          database
            .prepare(
              `SELECT count(*) AS batches, coalesce(sum(recipients), 0) AS recipients FROM batch
               WHERE broadcast_id = ? AND settled_at > ? AND settled_at <= ?`,
            )
            .get(id, from, to),
        );
        return { batches: row.number('batches'), recipients: row.number('recipients') };
      }),
    openBatches: (id, stage, fromIndex, limit) =>
      guarded(() => selectOpen.all(id, fromIndex, stage, limit).map((row) => batchOf(row, id))),
    unsettledBatches: (id, use) =>
      guarded(() => {
        for (const row of selectUnsettled.iterate(id)) use(standingOf(row));
        return readRow(countPlanned.get(id)).number('n');
      }),
    freezeBody: (id, batch, body) => guarded(() => freezeBody(database, id, batch, body)),
    deliveriesBefore: (id, stage) => guarded(() => selectDeliveries.all(id, stage).map((row) => stageDeliveryOf(row))),
    record: (id, change) => changes.add(id, change),
    reopenRefused: (id) =>
      guarded(() => {
        database
          .prepare(
            `UPDATE batch SET state = 'pending', settled_at = NULL, first_attempt_at = NULL, attempts = 0 WHERE broadcast_id = ? AND state = 'refused' AND recipients > 0`,
          )
          .run(id);
        reopenStages.run(id);
      }),
    startStage: (id, stage, at) =>
      guarded(() => {
        database
          .prepare(
            `UPDATE stage SET state = 'running', started_at = coalesce(started_at, ?) WHERE broadcast_id = ? AND idx = ?`,
          )
          .run(at, id, stage);
      }),
    finishStage: (id, stage, at) =>
      guarded(() => {
        database
          .prepare(`UPDATE stage SET state = 'completed', finished_at = ? WHERE broadcast_id = ? AND idx = ?`)
          .run(at, id, stage);
      }),
    setState: (id, state, { at, reason, workedMs }) =>
      guarded(() => {
        const isEnd = state === 'completed' || state === 'cancelled';
        database
          .prepare(
            `UPDATE broadcast SET state = ?, reason = ?, worked_ms = worked_ms + ?, started_at = coalesce(started_at, ?), finished_at = ?,
               run_started_at = CASE WHEN ? THEN coalesce(run_started_at, ?) END WHERE id = ?`,
          )
          .run(
            state,
            reason,
            workedMs,
            state === 'running' ? at : null,
            isEnd ? at : null,
            isBeingRun(state) ? 1 : 0,
            at,
            id,
          );
      }),
    setKeepTrying: (id, keepTryingMs) =>
      guarded(() => {
        transaction(database, () => {
          const row = readRow(database.prepare('SELECT settings FROM broadcast WHERE id = ?').get(id));
          const settings = writeSettings({ ...readSettings(row.text('settings')), keepTryingMs });
          database.prepare('UPDATE broadcast SET settings = ? WHERE id = ?').run(settings, id);
        });
      }),
    requestStop: (id, stop) =>
      guarded(() => {
        database.prepare('UPDATE broadcast SET requested = ? WHERE id = ?').run(stop, id);
      }),
    requestedStop: (id) =>
      guarded(() => {
        const requested = readRow(selectRequested.get(id)).textOrNull('requested');
        return requested === 'pause' || requested === 'cancel' ? requested : null;
      }),
    resolveUnknown: (id, decision, nextKey) =>
      guarded(() =>
        transaction(database, () => {
          const unknown = database
            .prepare(`SELECT idx, retry_key FROM batch WHERE broadcast_id = ? AND state = 'unknown'`)
            .all(id);
          const skip = database.prepare(`UPDATE batch SET state = 'skipped' WHERE broadcast_id = ? AND idx = ?`);
          const resend = database.prepare(
            `UPDATE batch SET state = 'pending', retry_key = ?, first_attempt_at = NULL, attempts = 0, settled_at = NULL, accepted_request_id = NULL WHERE broadcast_id = ? AND idx = ?`,
          );
          for (const value of unknown) {
            const row = readRow(value);
            const index = row.number('idx');
            if (decision === 'skip') skip.run(id, index);
            else resend.run(nextKey(parseRetryKey(row.text('retry_key'))), id, index);
          }
          if (decision === 'resend') reopenStages.run(id);
        }),
      ),
    leaveOutRefused: (id) =>
      guarded(() =>
        transaction(database, () => {
          leaveToLastStage(database, id);
          database
            .prepare(
              `UPDATE batch SET state = 'left-out' WHERE broadcast_id = ? AND recipients > 0
               AND (state = 'refused' OR (state = 'pending' AND is_suspect = 1))`,
            )
            .run(id);
        }),
      ),
    refusedRecipients: (id, limit) =>
      guarded(() =>
        database
          .prepare(
            'SELECT user_id, reason, request_id FROM refused_recipient WHERE broadcast_id = ? ORDER BY batch, user_id LIMIT ?',
          )
          .all(id, limit)
          .map((value) => {
            const row = readRow(value);
            return { userId: row.text('user_id'), reason: row.text('reason'), requestId: row.textOrNull('request_id') };
          }),
      ),
  };
}
