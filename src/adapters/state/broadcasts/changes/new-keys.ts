import { countUserIds } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import { failure } from '../../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { readRow } from '../../sql/rows.js';
import type { SqlDatabase } from '../../sqlite/sqlite.js';
import { checksumOf } from '../checksum.js';
import { CHANGES_FROM, changeOne, oneOfThese, outOfPlace, prepareMove } from './transitions.js';

/** The changes after which people go on under another key. */
export function prepareNewKeys(database: SqlDatabase) {
  return {
    calledOff: prepareMove(
      database,
      CHANGES_FROM.calledOff,
      `state = 'refused', retry_key = ?, settled_at = NULL, first_attempt_at = NULL, attempts = 0, accepted_request_id = NULL, reason = ?`,
    ),
    split: prepareSplit(database),
    setAside: prepareSetAside(database),
  };
}

type ChangeTo<Change extends { readonly type: string }> = (id: BroadcastId, change: Change) => void;

function prepareSetAside(database: SqlDatabase): ChangeTo<Extract<BatchChange, { type: 'setAside' }>> {
  const insert = database.prepare(
    `INSERT OR REPLACE INTO refused_recipient (broadcast_id, user_id, batch, stage, reason, request_id)
     SELECT broadcast_id, ?, idx, stage, ?, ? FROM batch WHERE broadcast_id = ? AND idx = ?`,
  );
  const newKey = prepareMove(
    database,
    CHANGES_FROM.setAside,
    'state = ?, retry_key = ?, recipients = ?, first_attempt_at = NULL, attempts = 0, request_id = ?, reason = NULL',
  );
  const replaceRecipients = prepareRecipients(database);
  return (id, { batch, refused, requestId, remaining, newRetryKey }) => {
    const count = countUserIds(remaining);
    newKey(id, batch, count === 0 ? 'refused' : 'pending', newRetryKey, count, requestId);
    replaceRecipients(id, batch, remaining);
    for (const { userId, reason } of refused) insert.run(userId, reason, requestId, id, batch);
  };
}

/** The first part stays in the batch, the second goes into a new one behind all others: nobody is in both, or in none. */
function prepareSplit(database: SqlDatabase): ChangeTo<Extract<BatchChange, { type: 'split' }>> {
  const shrink = database.prepare(
    `UPDATE batch SET retry_key = ?, recipients = ?, first_attempt_at = NULL, attempts = 0
     WHERE broadcast_id = ? AND idx = ? AND state IN ${oneOfThese(CHANGES_FROM.split)} AND recipients = ?`,
  );
  const insert = database.prepare(
    `INSERT INTO batch (broadcast_id, idx, stage, recipients, state, retry_key, is_suspect, split_from, status, request_id, reason)
     SELECT broadcast_id, (SELECT max(idx) + 1 FROM batch WHERE broadcast_id = ?), stage, ?, 'pending', ?, is_suspect, idx, status, request_id, reason
     FROM batch WHERE broadcast_id = ? AND idx = ? RETURNING idx`,
  );
  const insertRecipients = database.prepare(
    'INSERT INTO batch_recipients (broadcast_id, idx, user_ids, checksum) VALUES (?, ?, ?, ?)',
  );
  const replaceRecipients = prepareRecipients(database);
  return (id, { batch, first, second }) => {
    const [ofFirst, ofSecond] = [countUserIds(first.recipients), countUserIds(second.recipients)];
    // Nothing has left under either key: another process may have settled it meanwhile.
    changeOne(shrink, [first.retryKey, ofFirst, id, batch, ofFirst + ofSecond], () =>
      failure('BATCH_ALREADY_SETTLED', { batch, id }),
    );
    replaceRecipients(id, batch, first.recipients);
    const index = readRow(insert.get(id, ofSecond, second.retryKey, id, batch)).number('idx');
    insertRecipients.run(id, index, second.recipients, checksumOf(second.recipients));
  };
}

/** Keeps the recipients as they were planned beside those that are left. */
function prepareRecipients(database: SqlDatabase) {
  const replace = database.prepare(
    'UPDATE batch_recipients SET original_user_ids = coalesce(original_user_ids, user_ids), user_ids = ?, checksum = ? WHERE broadcast_id = ? AND idx = ?',
  );
  return (id: BroadcastId, batch: number, recipients: Uint8Array): void =>
    changeOne(replace, [recipients, checksumOf(recipients), id, batch], () =>
      outOfPlace(id, `the recipients of batch ${batch} are gone`),
    );
}
