import type { BatchState } from '../../../../domain/broadcast/batch.js';
import { countUserIds, packUserId } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import { type BroadcastId, parseUserId } from '../../../../domain/line/ids.js';
import type { PeopleTogether } from '../../../../ports/broadcast/broadcast-totals.js';
import { stateDamaged } from '../../sql/damage.js';
import type { Look } from '../../sql/engine.js';
import { oneOf, type RowReader } from '../../sql/rows.js';
import { isIntact } from '../checksum.js';
import { BATCH_STATES } from './batch-rows.js';
import { marks, pagesOf } from './pages.js';

/** Batches read at once: 8 KB each. */
const BATCHES_AT_ONCE = 32;
const PEOPLE_AT_ONCE = 1_000;

/** Everybody in one of these states, in bounded memory. */
export async function* peopleIn(
  look: Look,
  id: BroadcastId,
  states: readonly BatchState[],
): AsyncGenerator<readonly PeopleTogether[]> {
  yield* peopleOfBatches(look, id, states);
  if (states.includes('refused')) yield* peopleRefusedByName(look, id);
}

async function* peopleOfBatches(
  look: Look,
  id: BroadcastId,
  states: readonly BatchState[],
): AsyncGenerator<readonly PeopleTogether[]> {
  const pages = pagesOf(look, {
    sql: `SELECT b.idx, b.stage, b.state, b.recipients, b.reason, b.settled_at, b.first_attempt_at,
       coalesce(b.accepted_request_id, b.request_id) AS request_id, r.user_ids, r.checksum
     FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
     WHERE b.broadcast_id = ? AND b.recipients > 0 AND b.state IN (${marks(states)}) AND b.idx > ?
     ORDER BY b.idx LIMIT ?`,
    values: [id, ...states],
    behind: { idx: -1 },
    atOnce: BATCHES_AT_ONCE,
  });
  for await (const page of pages)
    yield page.map((row) => ({
      batch: row.number('idx'),
      stage: row.number('stage'),
      state: oneOf<BatchState>(BATCH_STATES, row.text('state')),
      userIds: userIdsOf(row, id),
      at: row.numberOrNull('settled_at') ?? row.numberOrNull('first_attempt_at'),
      requestId: row.textOrNull('request_id'),
      reason: row.textOrNull('reason'),
    }));
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

async function* peopleRefusedByName(look: Look, id: BroadcastId): AsyncGenerator<readonly PeopleTogether[]> {
  const pages = pagesOf(look, {
    sql: `SELECT user_id, batch, stage, reason, request_id FROM refused_recipient
     WHERE broadcast_id = ? AND user_id > ? ORDER BY user_id LIMIT ?`,
    values: [id],
    behind: { user_id: '' },
    atOnce: PEOPLE_AT_ONCE,
  });
  for await (const page of pages)
    yield page.map((row) => ({
      batch: row.number('batch'),
      stage: row.number('stage'),
      state: 'refused',
      userIds: packUserId(row.parsed('user_id', parseUserId)),
      at: null,
      requestId: row.textOrNull('request_id'),
      reason: row.text('reason'),
    }));
}
