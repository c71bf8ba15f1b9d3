import { countUserIds } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { readRow } from '../../sql/rows.js';
import { firstRow, run, runForEach, type Steps } from '../../sql/steps.js';
import { checksumOf } from '../checksum.js';
import { moveAll } from './moves.js';
import { CHANGES_FROM, changeOneOf, oneOfThese, settledMeanwhile } from './transitions.js';

/* The changes after which people go on under another key. */

type ChangeOf<Type extends BatchChange['type']> = Extract<BatchChange, { type: Type }>;

const goOn = moveAll(
  CHANGES_FROM.setAside,
  { state: 'TEXT', retry_key: 'TEXT', recipients: 'BIGINT', request_id: 'TEXT' },
  `state = one.state, retry_key = one.retry_key, recipients = one.recipients, first_attempt_at = NULL, attempts = 0,
   request_id = one.request_id, reason = NULL`,
);

const SET_ASIDE = `INSERT INTO refused_recipient (broadcast_id, user_id, batch, stage, reason, request_id)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (broadcast_id, user_id) DO UPDATE SET batch = excluded.batch, stage = excluded.stage,
    reason = excluded.reason, request_id = excluded.request_id`;

export function* recordSetAside(
  id: BroadcastId,
  { batch, refused, requestId, remaining, newRetryKey }: ChangeOf<'setAside'>,
): Steps<void> {
  const count = countUserIds(remaining);
  const state = count === 0 ? 'refused' : 'pending';
  yield* goOn([{ id, batch, values: { state, retry_key: newRetryKey, recipients: count, request_id: requestId } }]);
  yield* replaceRecipients(id, batch, remaining);
  const row = yield* firstRow('SELECT stage FROM batch WHERE broadcast_id = ? AND idx = ?', id, batch);
  const stage = readRow(row).number('stage');
  yield* runForEach(
    SET_ASIDE,
    refused.map(({ userId, reason }) => [id, userId, batch, stage, reason, requestId]),
  );
}

const SHRINK = `UPDATE batch SET retry_key = ?, recipients = ?, first_attempt_at = NULL, attempts = 0
  WHERE broadcast_id = ? AND idx = ? AND state IN ${oneOfThese(CHANGES_FROM.split)} AND recipients = ?`;

const INSERT_SECOND = `INSERT INTO batch (broadcast_id, idx, stage, recipients, state, retry_key, is_suspect, split_from, status, request_id, reason)
  SELECT broadcast_id, (SELECT max(idx) + 1 FROM batch WHERE broadcast_id = ?), stage, CAST(? AS BIGINT), 'pending', CAST(? AS TEXT),
    is_suspect, idx, status, request_id, reason
  FROM batch WHERE broadcast_id = ? AND idx = ? RETURNING idx`;

/** The first part stays in the batch, the second goes into a new one behind all others: nobody is in both, or in none. */
export function* recordSplit(id: BroadcastId, { batch, first, second }: ChangeOf<'split'>): Steps<void> {
  const [ofFirst, ofSecond] = [countUserIds(first.recipients), countUserIds(second.recipients)];
  // Nothing has left under either key: another process may have settled it meanwhile.
  if ((yield* run(SHRINK, first.retryKey, ofFirst, id, batch, ofFirst + ofSecond)) !== 1)
    throw yield* settledMeanwhile(id, batch);
  yield* replaceRecipients(id, batch, first.recipients);
  const inserted = yield* firstRow(INSERT_SECOND, id, ofSecond, second.retryKey, id, batch);
  yield* run(
    'INSERT INTO batch_recipients (broadcast_id, idx, user_ids, checksum) VALUES (?, ?, ?, ?)',
    id,
    readRow(inserted).number('idx'),
    second.recipients,
    checksumOf(second.recipients),
  );
}

/** Keeps the recipients as they were planned beside those that are left. */
function replaceRecipients(id: BroadcastId, batch: number, recipients: Uint8Array): Steps<void> {
  return changeOneOf(
    id,
    `the recipients of batch ${batch} are gone`,
    'UPDATE batch_recipients SET original_user_ids = coalesce(original_user_ids, user_ids), user_ids = ?, checksum = ? WHERE broadcast_id = ? AND idx = ?',
    recipients,
    checksumOf(recipients),
    id,
    batch,
  );
}
