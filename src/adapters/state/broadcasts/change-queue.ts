import { countUserIds, PACKED_USER_ID_BYTES } from '../../../domain/broadcast/planning/user-id-bytes.js';
import type { BatchChange } from '../../../domain/broadcast/sending/batch/batch-change.js';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import { readRow } from '../sqlite/rows.js';
import { type SqlDatabase, transaction, translateSqliteError } from '../sqlite/sqlite.js';
import { checksumOf } from './checksum.js';

/** How long changes are held back to be committed together, in milliseconds, unless enough have come before. */
export const GATHERING_MS = 12;
const LONGEST_GATHERING_MS = 20;
const ENOUGH_CHANGES = 8;

/** Commits what was asked for at about the same time as one transaction: one sync for many batches. */
export function createChangeQueue(database: SqlDatabase, path: string, gatheringMs: number) {
  interface Waiting {
    readonly id: BroadcastId;
    readonly change: BatchChange;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }
  const apply = prepareChanges(database);
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let gatheringSince = 0;
  let lastCommitMs = 0;

  const flush = () => {
    const batch = waiting;
    waiting = [];
    const startedAt = performance.now();
    try {
      transaction(database, () => {
        for (const { id, change } of batch) apply(id, change);
      });
    } catch (error) {
      for (const { reject } of batch) reject(translateSqliteError(error, path));
      return;
    }
    lastCommitMs = performance.now() - startedAt;
    for (const { resolve } of batch) resolve();
  };
  /** On a slow disk the next commit begins as long after the last as that one took, however many changes wait. */
  const flushAfter = (ms: number) => {
    clearTimeout(timer);
    const wait = Math.min(LONGEST_GATHERING_MS, Math.max(ms, lastCommitMs));
    timer = setTimeout(flush, gatheringSince + wait - performance.now());
  };
  return {
    add: (id: BroadcastId, change: BatchChange) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ id, change, resolve, reject });
        if (gatheringMs === 0) {
          if (waiting.length === 1) setImmediate(flush);
        } else if (waiting.length === 1) {
          gatheringSince = performance.now();
          flushAfter(gatheringMs);
        } else if (waiting.length === ENOUGH_CHANGES) flushAfter(0);
      }),
  };
}

function prepareChanges(database: SqlDatabase): (id: BroadcastId, change: BatchChange) => void {
  const attempt = database.prepare(
    `UPDATE batch SET state = 'in-doubt', first_attempt_at = coalesce(first_attempt_at, ?),
       line_ahead_ms = CASE WHEN first_attempt_at IS NULL THEN ? ELSE line_ahead_ms END,
       attempts = attempts + 1, requests = requests + 1, retries = retries + ?
     WHERE broadcast_id = ? AND idx = ? AND state IN ('pending', 'in-doubt')`,
  );
  const foundAttempted = database.prepare(
    `UPDATE batch SET state = 'in-doubt', first_attempt_at = ?, line_ahead_ms = ?, attempts = max(attempts, 1), settled_at = NULL
     WHERE broadcast_id = ? AND idx = ? AND state IN ('pending', 'in-doubt', 'refused')`,
  );
  const notSent = database.prepare(
    `UPDATE batch SET state = ?, first_attempt_at = ?, line_ahead_ms = ?, attempts = attempts - 1, requests = requests - 1, retries = retries - ? WHERE broadcast_id = ? AND idx = ?`,
  );
  const accepted = database.prepare(
    `UPDATE batch SET state = 'accepted', settled_at = ?, request_id = ?, accepted_request_id = ?, conflicts = conflicts + ?, reason = NULL WHERE broadcast_id = ? AND idx = ?`,
  );
  const delivering = database.prepare(
    `UPDATE batch SET state = 'delivering', settled_at = ?, request_id = ?, accepted_request_id = ?, conflicts = conflicts + ?, reason = NULL WHERE broadcast_id = ? AND idx = ?`,
  );
  const delivered = prepareDelivered(database);
  const calledOff = database.prepare(
    `UPDATE batch SET state = 'refused', retry_key = ?, settled_at = NULL, first_attempt_at = NULL, attempts = 0, accepted_request_id = NULL, reason = ? WHERE broadcast_id = ? AND idx = ?`,
  );
  const notTaken = database.prepare(
    `UPDATE batch SET state = 'pending', first_attempt_at = NULL, attempts = 0, status = ?, request_id = ?, reason = ? WHERE broadcast_id = ? AND idx = ?`,
  );
  const refused = database.prepare(
    `UPDATE batch SET state = 'refused', status = ?, request_id = ?, reason = ? WHERE broadcast_id = ? AND idx = ?`,
  );
  const unknown = database.prepare(`UPDATE batch SET state = 'unknown', reason = ? WHERE broadcast_id = ? AND idx = ?`);
  const newKey = database.prepare(
    `UPDATE batch SET state = ?, retry_key = ?, recipients = ?, first_attempt_at = NULL, attempts = 0, request_id = ?, reason = NULL WHERE broadcast_id = ? AND idx = ?`,
  );
  const newRecipients = database.prepare(
    'UPDATE batch_recipients SET original_user_ids = coalesce(original_user_ids, user_ids), user_ids = ?, checksum = ? WHERE broadcast_id = ? AND idx = ?',
  );
  const suspect = database.prepare(
    `UPDATE batch SET state = 'pending', first_attempt_at = NULL, attempts = 0, is_suspect = 1, status = ?, request_id = ?, reason = ? WHERE broadcast_id = ? AND idx = ?`,
  );
  const split = prepareSplit(database);
  const setAside = database.prepare(
    `INSERT OR REPLACE INTO refused_recipient (broadcast_id, user_id, batch, stage, reason, request_id)
     SELECT broadcast_id, ?, idx, stage, ?, ? FROM batch WHERE broadcast_id = ? AND idx = ?`,
  );
  return (id, change) => {
    switch (change.type) {
      case 'suspect':
        suspect.run(change.status, change.requestId, change.reason, id, change.batch);
        return;
      case 'split':
        split(id, change);
        return;
      case 'attempt': {
        const { at, lineAheadMs } = change.time;
        if (Number(attempt.run(at, lineAheadMs, change.isRetry ? 1 : 0, id, change.batch).changes) !== 1)
          throw settledElsewhere(id, change.batch);
        return;
      }
      case 'foundAttempted':
        foundAttempted.run(change.time.at, change.time.lineAheadMs, id, change.batch);
        return;
      case 'notSent':
        notSent.run(
          change.wasInDoubt ? 'in-doubt' : 'pending',
          change.firstAttempt?.at ?? null,
          change.firstAttempt?.lineAheadMs ?? null,
          change.wasRetry ? 1 : 0,
          id,
          change.batch,
        );
        return;
      case 'accepted':
        accepted.run(
          change.at,
          change.requestId,
          change.acceptedRequestId,
          change.wasConflict ? 1 : 0,
          id,
          change.batch,
        );
        return;
      case 'delivering':
        delivering.run(
          change.at,
          change.requestId,
          change.acceptedRequestId,
          change.wasConflict ? 1 : 0,
          id,
          change.batch,
        );
        return;
      case 'delivered':
        delivered(id, change);
        return;
      case 'calledOff':
        calledOff.run(change.newRetryKey, change.reason, id, change.batch);
        return;
      case 'notTaken':
        notTaken.run(change.status, change.requestId, change.reason, id, change.batch);
        return;
      case 'refused':
        refused.run(change.status, change.requestId, change.reason, id, change.batch);
        return;
      case 'unknown':
        unknown.run(change.reason, id, change.batch);
        return;
      case 'setAside': {
        for (const { userId, reason } of change.refused)
          setAside.run(userId, reason, change.requestId, id, change.batch);
        const count = change.remaining.length / PACKED_USER_ID_BYTES;
        newKey.run(count === 0 ? 'refused' : 'pending', change.newRetryKey, count, change.requestId, id, change.batch);
        newRecipients.run(change.remaining, checksumOf(change.remaining), id, change.batch);
        return;
      }
    }
  };
}

/** The first part stays in the batch, the second goes into a new one behind all others: nobody is in both, or in none. */
function prepareSplit(
  database: SqlDatabase,
): (id: BroadcastId, change: Extract<BatchChange, { type: 'split' }>) => void {
  const shrink = database.prepare(
    `UPDATE batch SET retry_key = ?, recipients = ?, first_attempt_at = NULL, attempts = 0
     WHERE broadcast_id = ? AND idx = ? AND state = 'pending' AND recipients = ?`,
  );
  const insert = database.prepare(
    `INSERT INTO batch (broadcast_id, idx, stage, recipients, state, retry_key, is_suspect, split_from, status, request_id, reason)
     SELECT broadcast_id, (SELECT max(idx) + 1 FROM batch WHERE broadcast_id = ?), stage, ?, 'pending', ?, is_suspect, idx, status, request_id, reason
     FROM batch WHERE broadcast_id = ? AND idx = ? RETURNING idx`,
  );
  const shrinkRecipients = database.prepare(
    'UPDATE batch_recipients SET original_user_ids = coalesce(original_user_ids, user_ids), user_ids = ?, checksum = ? WHERE broadcast_id = ? AND idx = ?',
  );
  const insertRecipients = database.prepare(
    'INSERT INTO batch_recipients (broadcast_id, idx, user_ids, checksum) VALUES (?, ?, ?, ?)',
  );
  return (id, { batch, first, second }) => {
    const [ofFirst, ofSecond] = [countUserIds(first.recipients), countUserIds(second.recipients)];
    if (Number(shrink.run(first.retryKey, ofFirst, id, batch, ofFirst + ofSecond).changes) !== 1)
      throw settledElsewhere(id, batch);
    shrinkRecipients.run(first.recipients, checksumOf(first.recipients), id, batch);
    const index = readRow(insert.get(id, ofSecond, second.retryKey, id, batch)).number('idx');
    insertRecipients.run(id, index, second.recipients, checksumOf(second.recipients));
  };
}

function settledElsewhere(id: BroadcastId, batch: number): LineOpsError {
  return failure('BATCH_ALREADY_SETTLED', { batch, id });
}

/** What LINE delivered takes the place of what was expected, in the batch, its stage and the whole: the books stay balanced. */
function prepareDelivered(
  database: SqlDatabase,
): (id: BroadcastId, change: Extract<BatchChange, { type: 'delivered' }>) => void {
  const recount = database.prepare(
    `UPDATE broadcast SET uniq = uniq + ? - b.recipients, total = total + ? - b.recipients
     FROM batch b WHERE broadcast.id = ? AND b.broadcast_id = broadcast.id AND b.idx = ? AND b.state = 'delivering'`,
  );
  const stage = database.prepare(
    `UPDATE stage SET recipients = ? FROM batch b
     WHERE b.broadcast_id = ? AND b.idx = ? AND b.state = 'delivering'
       AND stage.broadcast_id = b.broadcast_id AND stage.idx = b.stage`,
  );
  const settle = database.prepare(
    `UPDATE batch SET state = 'accepted', recipients = ?, not_reached = ?, settled_at = ?
     WHERE broadcast_id = ? AND idx = ? AND state = 'delivering'`,
  );
  return (id, { batch, at, accepted, refused }) => {
    const all = accepted + refused;
    recount.run(all, all, id, batch);
    stage.run(all, id, batch);
    settle.run(accepted, refused, at, id, batch);
  };
}
