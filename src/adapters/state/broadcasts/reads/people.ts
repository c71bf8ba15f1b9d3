import type { BatchState } from '../../../../domain/broadcast/batch.js';
import { countUserIds, packUserId } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import { type BroadcastId, parseUserId } from '../../../../domain/line/ids.js';
import type { PeopleTogether } from '../../../../ports/broadcast/broadcast-totals.js';
import { stateDamaged } from '../../sql/damage.js';
import { oneOf, type RowReader, readRow } from '../../sql/rows.js';
import type { SqlDatabase } from '../../sqlite/sqlite.js';
import { isIntact } from '../checksum.js';
import { BATCH_STATES } from './batch-rows.js';

/** Batches read at once: 8 KB each. */
const BATCHES_AT_ONCE = 32;
const PEOPLE_AT_ONCE = 1_000;

/** Everybody in one of these states, in bounded memory: whoever reads slowly keeps no statement open. */
export function* peopleIn(
  database: SqlDatabase,
  id: BroadcastId,
  states: readonly BatchState[],
): Generator<PeopleTogether> {
  yield* peopleOfBatches(database, id, states);
  if (states.includes('refused')) yield* peopleRefusedByName(database, id);
}

function* peopleOfBatches(
  database: SqlDatabase,
  id: BroadcastId,
  states: readonly BatchState[],
): Generator<PeopleTogether> {
  const select = database.prepare(
    `SELECT b.idx, b.stage, b.state, b.recipients, b.reason, b.settled_at, b.first_attempt_at,
       coalesce(b.accepted_request_id, b.request_id) AS request_id, r.user_ids, r.checksum
     FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
     WHERE b.broadcast_id = ? AND b.idx > ? AND b.recipients > 0 AND b.state IN (${states.map(() => '?').join(', ')})
     ORDER BY b.idx LIMIT ${BATCHES_AT_ONCE}`,
  );
  let last = -1;
  for (let rows = select.all(id, last, ...states); rows.length > 0; rows = select.all(id, last, ...states)) {
    for (const value of rows) {
      const row = readRow(value);
      last = row.number('idx');
      yield {
        batch: last,
        stage: row.number('stage'),
        state: oneOf<BatchState>(BATCH_STATES, row.text('state')),
        userIds: userIdsOf(row, id),
        at: row.numberOrNull('settled_at') ?? row.numberOrNull('first_attempt_at'),
        requestId: row.textOrNull('request_id'),
        reason: row.textOrNull('reason'),
      };
    }
  }
}

/** @throws {LineOpsError} `failure` STATE_DAMAGED where they are not what was stored. */
export function userIdsOf(row: RowReader, id: BroadcastId): Uint8Array {
  const userIds = row.bytesOrNull('user_ids');
  if (
    userIds !== null &&
    countUserIds(userIds) === row.number('recipients') &&
    isIntact(userIds, row.bytes('checksum'))
  )
    return userIds;
  throw stateDamaged({ which: 'batch', batch: row.number('idx'), id });
}

function* peopleRefusedByName(database: SqlDatabase, id: BroadcastId): Generator<PeopleTogether> {
  const select = database.prepare(
    `SELECT user_id, batch, stage, reason, request_id FROM refused_recipient
     WHERE broadcast_id = ? AND user_id > ? ORDER BY user_id LIMIT ${PEOPLE_AT_ONCE}`,
  );
  let last = '';
  for (let rows = select.all(id, last); rows.length > 0; rows = select.all(id, last)) {
    for (const value of rows) {
      const row = readRow(value);
      last = row.text('user_id');
      yield {
        batch: row.number('batch'),
        stage: row.number('stage'),
        state: 'refused',
        userIds: packUserId(row.parsed('user_id', parseUserId)),
        at: null,
        requestId: row.textOrNull('request_id'),
        reason: row.text('reason'),
      };
    }
  }
}
