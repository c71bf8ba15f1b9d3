import { type BroadcastId, parseRetryKey, type RetryKey } from '../../../../domain/line/ids.js';
import { readRow } from '../../sql/rows.js';
import { type SqlDatabase, transaction } from '../../sqlite/sqlite.js';
import { changeOne, outOfPlace, prepareMove } from './transitions.js';

/** What the operator decides of batches that are at an end: to send them again, or never. Each is all of it or none. */
export function decisionsOn(database: SqlDatabase) {
  return {
    reopenRefused: (id: BroadcastId): void =>
      transaction(database, () => {
        database
          .prepare(
            `UPDATE batch SET state = 'pending', settled_at = NULL, first_attempt_at = NULL, attempts = 0 WHERE broadcast_id = ? AND state = 'refused' AND recipients > 0`,
          )
          .run(id);
        reopenStages(database, id);
      }),
    resolveUnknown: (id: BroadcastId, decision: 'resend' | 'skip', nextKey: (key: RetryKey) => RetryKey): void =>
      transaction(database, () => {
        if (decision === 'skip') skipUnknown(database, id);
        else resendUnknown(database, id, nextKey);
      }),
    leaveOutRefused: (id: BroadcastId): void =>
      transaction(database, () => {
        leaveToLastStage(database, id);
        database
          .prepare(
            `UPDATE batch SET state = 'left-out' WHERE broadcast_id = ? AND recipients > 0
             AND (state = 'refused' OR (state = 'pending' AND is_suspect = 1))`,
          )
          .run(id);
      }),
  };
}

function skipUnknown(database: SqlDatabase, id: BroadcastId): void {
  database.prepare(`UPDATE batch SET state = 'skipped' WHERE broadcast_id = ? AND state = 'unknown'`).run(id);
}

function resendUnknown(database: SqlDatabase, id: BroadcastId, nextKey: (key: RetryKey) => RetryKey): void {
  const unknown = database
    .prepare(`SELECT idx, retry_key FROM batch WHERE broadcast_id = ? AND state = 'unknown'`)
    .all(id);
  const resend = prepareMove(
    database,
    ['unknown'],
    `state = 'pending', retry_key = ?, first_attempt_at = NULL, attempts = 0, settled_at = NULL, accepted_request_id = NULL`,
  );
  for (const value of unknown) {
    const row = readRow(value);
    resend(id, row.number('idx'), nextKey(parseRetryKey(row.text('retry_key'))));
  }
  reopenStages(database, id);
}

/** A completed stage with something left to send is open again. */
function reopenStages(database: SqlDatabase, id: BroadcastId): void {
  database
    .prepare(
      `UPDATE stage SET state = 'planned', finished_at = NULL WHERE broadcast_id = ? AND state = 'completed'
       AND EXISTS (SELECT 1 FROM batch b WHERE b.broadcast_id = stage.broadcast_id AND b.stage = stage.idx AND b.state = 'pending')`,
    )
    .run(id);
}

/**
 * Leaves out stages that LINE refused and that have a stage behind them. Nobody is left out by that: the last stage
 * reaches whoever no other one did, so that the stage, and the whole, count for nobody in the meantime.
 */
function leaveToLastStage(database: SqlDatabase, id: BroadcastId): void {
  const refused = `SELECT b.idx, b.stage, b.recipients FROM batch b WHERE b.broadcast_id = ? AND b.expected IS NOT NULL
    AND b.state = 'refused' AND EXISTS (SELECT 1 FROM stage s WHERE s.broadcast_id = b.broadcast_id AND s.idx > b.stage)`;
  const ofWhole = database.prepare('UPDATE broadcast SET uniq = uniq - ?, total = total - ? WHERE id = ?');
  const ofStage = database.prepare('UPDATE stage SET recipients = recipients - ? WHERE broadcast_id = ? AND idx = ?');
  const leaveOut = prepareMove(database, ['refused'], `state = 'left-out', recipients = 0`);
  for (const value of database.prepare(refused).all(id)) {
    const row = readRow(value);
    const [batch, recipients] = [row.number('idx'), row.number('recipients')];
    const wrong = () => outOfPlace(id, `what batch ${batch} leaves out has no place in the books`);
    changeOne(ofWhole, [recipients, recipients, id], wrong);
    changeOne(ofStage, [recipients, id, row.number('stage')], wrong);
    leaveOut(id, batch);
  }
}
