import type { Batch, BatchState, FriendsBatch, ListBatch } from '../../../../domain/broadcast/batch.js';
import type { Broadcast } from '../../../../domain/broadcast/broadcast.js';
import { PACKED_USER_ID_BYTES } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import type { BatchStanding } from '../../../../domain/broadcast/sending/batch/history.js';
import { type BroadcastId, parseRetryKey } from '../../../../domain/line/ids.js';
import type { AttemptTime } from '../../../../domain/line/line-time.js';
import type { KeyUse, StageDelivery } from '../../../../ports/broadcast/broadcast-ledger.js';
import { stateDamaged } from '../../sql/damage.js';
import { oneOf, type RowReader, readRow } from '../../sql/rows.js';
import { isIntact } from '../checksum.js';

export const BATCH_STATES: readonly BatchState[] = [
  'pending',
  'in-doubt',
  'delivering',
  'accepted',
  'refused',
  'unknown',
  'skipped',
  'left-out',
];

/** @throws {LineOpsError} `failure` STATE_DAMAGED when the recipients or the bytes are not those that were stored. */
export function batchOf(value: unknown, id: BroadcastId): Batch {
  const row = readRow(value);
  const common = {
    index: row.number('idx'),
    stage: row.number('stage'),
    state: oneOf<BatchState>(['pending', 'in-doubt', 'delivering'], row.text('state')),
    retryKey: row.parsed('retry_key', parseRetryKey),
    firstAttempt: firstAttemptOf(row),
    attempts: row.number('attempts'),
  };
  const expected = row.numberOrNull('expected');
  const content = expected === null ? listContent(row) : friendsContent(row, expected);
  if (content !== null) return { ...common, ...content };
  throw stateDamaged({ which: 'batch', batch: common.index, id });
}

function listContent(row: RowReader): Pick<ListBatch, 'to' | 'recipients' | 'isSuspect'> | null {
  const recipients = row.bytesOrNull('user_ids');
  if (recipients === null || recipients.length !== row.number('recipients') * PACKED_USER_ID_BYTES) return null;
  return isIntact(recipients, row.bytes('checksum'))
    ? { to: 'list', recipients, isSuspect: row.flag('is_suspect') }
    : null;
}

function friendsContent(
  row: RowReader,
  expected: number,
): Pick<FriendsBatch, 'to' | 'expected' | 'body' | 'acceptedRequestId'> | null {
  const body = row.textOrNull('body');
  if (body !== null && !isIntact(Buffer.from(body), row.bytes('body_checksum'))) return null;
  return {
    to: 'friends',
    expected,
    body,
    acceptedRequestId: row.textOrNull('accepted_request_id'),
  };
}

export function standingOf(value: unknown): BatchStanding {
  const row = readRow(value);
  return {
    index: row.number('idx'),
    stage: row.number('stage'),
    state: oneOf(['pending', 'in-doubt', 'refused', 'unknown'], row.text('state')),
    recipients: row.number('recipients'),
    retryKey: row.parsed('retry_key', parseRetryKey),
    firstAttempt: firstAttemptOf(row),
  };
}

export function stageDeliveryOf(value: unknown): StageDelivery {
  const row = readRow(value);
  const state = oneOf<BatchState>(BATCH_STATES, row.text('state'));
  return {
    stage: row.number('stage'),
    state,
    expected: row.numberOrNull('expected') ?? 0,
    // Once it is delivered, they are those who got it.
    accepted: state === 'accepted' ? row.number('recipients') : 0,
    acceptedRequestId: row.textOrNull('accepted_request_id'),
    firstAttempt: firstAttemptOf(row),
  };
}

export function keyUseOf(value: unknown, broadcast: Broadcast): KeyUse {
  const row = readRow(value);
  return {
    broadcast,
    state: oneOf<BatchState>(BATCH_STATES, row.text('state')),
    recipients: row.bytesOrNull('user_ids'),
    requests: row.number('requests'),
    status: row.numberOrNull('status'),
    requestId: row.textOrNull('request_id'),
    acceptedRequestId: row.textOrNull('accepted_request_id'),
    wasConflict: row.number('conflicts') > 0,
    settledAt: row.numberOrNull('settled_at'),
  };
}

function firstAttemptOf(row: RowReader): AttemptTime | null {
  const at = row.numberOrNull('first_attempt_at');
  return at === null ? null : { at, lineAheadMs: row.numberOrNull('line_ahead_ms') };
}
