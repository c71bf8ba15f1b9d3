import type { Amount, Broadcast } from '../../../../domain/broadcast/broadcast.js';
import type { Scheduled } from '../../../../domain/broadcast/schedule/due.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { BroadcastId, RetryKey } from '../../../../domain/line/ids.js';
import type { KeyUse, RefusedRecipient, UnreadableBroadcast } from '../../../../ports/broadcast/broadcast-ledger.js';
import { stateDamaged } from '../../sql/damage.js';
import { readRow } from '../../sql/rows.js';
import { runnerOn } from '../../sqlite/engine.js';
import type { SqlDatabase } from '../../sqlite/sqlite.js';
import { keyUseOf } from './batch-rows.js';
import { broadcastOf, scheduledOf } from './broadcast-rows.js';

/** What is wrong with a row is said of its broadcast. @throws {LineOpsError} `failure` STATE_DAMAGED. */
function readNamed<Read>(row: unknown, read: (row: unknown) => Read): Read {
  try {
    return read(row);
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    throw stateDamaged({ which: 'ledger', id: readRow(row).text('id'), problems: [error] });
  }
}

/** Each row by itself: those that can be read, and those that cannot. */
function readEach(rows: readonly unknown[], read: (row: unknown) => Scheduled) {
  const scheduled: Scheduled[] = [];
  const unreadable: UnreadableBroadcast[] = [];
  for (const row of rows) {
    try {
      scheduled.push(readNamed(row, read));
    } catch (error) {
      if (!(error instanceof LineOpsError)) throw error;
      unreadable.push({ id: readRow(row).text('id'), why: error });
    }
  }
  return { scheduled, unreadable };
}

/** What is asked of whole broadcasts. */
export function prepareBroadcastReads(database: SqlDatabase) {
  const selectBroadcast = database.prepare('SELECT * FROM broadcast WHERE id = ? AND is_draft = 0');
  const selectByKey = database.prepare(
    `SELECT b.broadcast_id, b.state, b.requests, b.status, b.request_id, b.accepted_request_id, b.conflicts, b.settled_at, r.user_ids
     FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
     WHERE lower(b.retry_key) = lower(?) LIMIT 1`,
  );
  const selectScheduled = database.prepare(
    `SELECT id, settings, state, runs_by, started_at FROM broadcast
     WHERE runs_by = 'worker' AND state IN ('planned', 'running', 'waiting') AND is_draft = 0 ORDER BY created_at, id`,
  );
  const selectRequested = database.prepare('SELECT requested FROM broadcast WHERE id = ?');
  const now = runnerOn(database);
  const broadcast = (row: unknown): Broadcast => now(broadcastOf(row));
  return {
    find(id: BroadcastId): Broadcast | null {
      const row = selectBroadcast.get(id);
      return row === undefined ? null : readNamed(row, broadcast);
    },
    findByRetryKey(retryKey: RetryKey): KeyUse | null {
      const row = selectByKey.get(retryKey);
      if (row === undefined) return null;
      const stored = selectBroadcast.get(readRow(row).text('broadcast_id'));
      return stored === undefined ? null : keyUseOf(row, readNamed(stored, broadcast));
    },
    scheduled: () => readEach(selectScheduled.all(), (row) => now(scheduledOf(row))),
    list: (): readonly Broadcast[] =>
      database
        .prepare('SELECT * FROM broadcast WHERE is_draft = 0 ORDER BY created_at DESC, id DESC')
        .all()
        .map((row) => readNamed(row, broadcast)),
    begunSince: (at: number): readonly Broadcast[] =>
      database
        .prepare('SELECT * FROM broadcast WHERE is_draft = 0 AND started_at >= ? ORDER BY started_at DESC, id DESC')
        .all(at)
        .map((row) => readNamed(row, broadcast)),
    acceptedWithin(id: BroadcastId, { from, to }: { readonly from: number; readonly to: number }): Amount {
      const select = database.prepare(
        `SELECT count(*) AS batches, coalesce(sum(recipients), 0) AS recipients FROM batch
         WHERE broadcast_id = ? AND settled_at > ? AND settled_at <= ?`,
      );
      const row = readRow(select.get(id, from, to));
      return { batches: row.number('batches'), recipients: row.number('recipients') };
    },
    requestedStop(id: BroadcastId): 'pause' | 'cancel' | null {
      const requested = readRow(selectRequested.get(id)).textOrNull('requested');
      return requested === 'pause' || requested === 'cancel' ? requested : null;
    },
    refusedRecipients: (id: BroadcastId, limit: number): readonly RefusedRecipient[] =>
      database
        .prepare(
          'SELECT user_id, reason, request_id FROM refused_recipient WHERE broadcast_id = ? ORDER BY batch, user_id LIMIT ?',
        )
        .all(id, limit)
        .map((value) => {
          const row = readRow(value);
          return { userId: row.text('user_id'), reason: row.text('reason'), requestId: row.textOrNull('request_id') };
        }),
  };
}
