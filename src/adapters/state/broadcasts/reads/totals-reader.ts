import type { BatchState } from '../../../../domain/broadcast/batch.js';
import { countUserIds, unpackUserId } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type {
  BroadcastSnapshot,
  BroadcastTotals,
  RefusedPerson,
} from '../../../../ports/broadcast/broadcast-totals.js';
import { oneOf, readRow } from '../../sql/rows.js';
import type { StateDatabase } from '../../sqlite/database.js';
import { runnerOn } from '../../sqlite/engine.js';
import { type SqlDatabase, translateSqliteError } from '../../sqlite/sqlite.js';
import { broadcastOf } from './broadcast-rows.js';
import { rawRows } from './recount.js';

/** Reads the totals through a connection of its own that cannot write. */
export function createBroadcastTotals({
  path,
  openReader,
}: Pick<StateDatabase, 'path' | 'openReader'>): BroadcastTotals {
  return {
    async read(id, use) {
      const database = await openReader();
      try {
        // Until the connection is closed, every statement sees the file as the first of them found it.
        database.exec('PRAGMA query_only = ON; BEGIN');
        return await use({ ...reportRows(database, id), ...rawRows(database, id) });
      } catch (error) {
        throw translateSqliteError(error, path);
      } finally {
        endReading(database);
        database.close();
      }
    },
  };
}

/**
 * Some engines keep a closed connection for as long as a statement of it is in memory, and with it a transaction that
 * would keep the log from ever beginning anew.
 */
function endReading(database: SqlDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // It had not begun, or the file is damaged: what was thrown first is told.
  }
}

type ReportRows = Pick<
  BroadcastSnapshot,
  'broadcast' | 'acceptances' | 'unknownBatches' | 'refusedPeople' | 'leftOutPeople' | 'forgottenRefusals'
>;

function reportRows(database: SqlDatabase, id: BroadcastId): ReportRows {
  return {
    broadcast: () =>
      runnerOn(database)(
        broadcastOf(database.prepare('SELECT * FROM broadcast WHERE id = ? AND is_draft = 0').get(id)),
      ),
    acceptances: () =>
      database
        .prepare(
          `SELECT idx, stage, recipients, settled_at, request_id, accepted_request_id FROM batch
           WHERE broadcast_id = ? AND state = 'accepted' ORDER BY settled_at, idx`,
        )
        .all(id)
        .map((value) => {
          const row = readRow(value);
          return {
            batch: row.number('idx'),
            stage: row.number('stage'),
            recipients: row.number('recipients'),
            at: row.number('settled_at'),
            requestId: row.textOrNull('request_id'),
            acceptedRequestId: row.textOrNull('accepted_request_id'),
          };
        }),
    unknownBatches: () =>
      database
        .prepare(
          `SELECT idx, stage, recipients, state, reason, retry_key, first_attempt_at, requests FROM batch
           WHERE broadcast_id = ? AND (state IN ('in-doubt', 'unknown')
             OR (state = 'delivering' AND (SELECT state FROM broadcast WHERE id = broadcast_id) = 'cancelled'))
           ORDER BY idx`,
        )
        .all(id)
        .map((value) => {
          const row = readRow(value);
          return {
            batch: row.number('idx'),
            stage: row.number('stage'),
            recipients: row.number('recipients'),
            state: oneOf(['in-doubt', 'unknown', 'delivering'], row.text('state')),
            reason: row.textOrNull('reason'),
            retryKey: row.text('retry_key'),
            firstAttemptAt: row.numberOrNull('first_attempt_at'),
            requests: row.number('requests'),
          };
        }),
    *refusedPeople() {
      yield* setAsidePeople(database, id);
      yield* peopleOfBatches(database, id, ['refused']);
    },
    *leftOutPeople() {
      yield* peopleOfBatches(database, id, ['skipped', 'left-out']);
    },
    forgottenRefusals: () =>
      database
        .prepare(
          `SELECT reason, people FROM forgotten_refusal WHERE broadcast_id = ?
           UNION ALL
           SELECT coalesce(b.reason, '${NO_REASON}'), b.recipients FROM batch b JOIN broadcast ON id = b.broadcast_id
           WHERE b.broadcast_id = ? AND forgotten_at IS NOT NULL AND b.state = 'refused' AND b.recipients > 0`,
        )
        .all(id, id)
        .map((value) => {
          const row = readRow(value);
          return { reason: row.text('reason'), people: row.number('people') };
        }),
  };
}

const NO_REASON = 'no reason was given';

function* setAsidePeople(database: SqlDatabase, id: BroadcastId): Generator<RefusedPerson> {
  const rows = database
    .prepare('SELECT * FROM refused_recipient WHERE broadcast_id = ? ORDER BY batch, user_id')
    .iterate(id);
  for (const value of rows) {
    const row = readRow(value);
    yield {
      userId: row.text('user_id'),
      reason: row.text('reason'),
      requestId: row.textOrNull('request_id'),
      batch: row.number('batch'),
      stage: row.number('stage'),
    };
  }
}

function* peopleOfBatches(
  database: SqlDatabase,
  id: BroadcastId,
  states: readonly BatchState[],
): Generator<RefusedPerson> {
  const rows = database
    .prepare(
      `SELECT b.idx, b.stage, b.reason, b.request_id, r.user_ids
       FROM batch b JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
       WHERE b.broadcast_id = ? AND b.state IN (${states.map(() => '?').join(', ')}) AND b.recipients > 0 ORDER BY b.idx`,
    )
    .iterate(id, ...states);
  for (const value of rows) {
    const row = readRow(value);
    const userIds = row.bytes('user_ids');
    const batch = {
      reason: row.textOrNull('reason') ?? NO_REASON,
      requestId: row.textOrNull('request_id'),
      batch: row.number('idx'),
      stage: row.number('stage'),
    };
    for (let position = 0; position < countUserIds(userIds); position += 1)
      yield { userId: unpackUserId(userIds, position), ...batch };
  }
}
