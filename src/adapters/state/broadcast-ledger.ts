import { createHash } from 'node:crypto';
import type {
  Batch,
  BatchState,
  Books,
  Broadcast,
  BroadcastSettings,
  BroadcastState,
  Stage,
  StageState,
} from '../../domain/broadcast/broadcast.js';
import { LineOpsError } from '../../domain/failure.js';
import { type BroadcastId, parseBroadcastId, parseRetryKey } from '../../domain/ids.js';
import type { BatchChange, BroadcastLedger, PlannedBatch, PlannedBroadcast } from '../../ports/broadcast-ledger.js';
import { readRow } from './rows.js';
import { type SqlDatabase, transaction, translateSqliteError } from './sqlite.js';

/** Batches stored per transaction while planning: large enough to be fast, small enough to let other processes in. */
const BATCHES_PER_TRANSACTION = 2_000;

/** A half-written plan older than this belongs to a process that died. */
const DRAFT_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Bytes of one packed user ID. */
const USER_ID_BYTES = 16;

export function createBroadcastLedger(database: SqlDatabase, path: string): BroadcastLedger {
  const guarded = async <Result>(work: () => Result): Promise<Result> => {
    try {
      return work();
    } catch (error) {
      throw translateSqliteError(error, path);
    }
  };
  const changes = createChangeQueue(database, path);
  const selectOpen = database.prepare(
    `SELECT b.idx, b.stage, b.state, b.retry_key, b.first_attempt_at, b.attempts, b.recipients, r.user_ids, r.checksum
     FROM batch b JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
     WHERE b.broadcast_id = ? AND b.idx >= ? AND b.stage = ? AND b.state IN ('pending', 'in-doubt')
     ORDER BY b.idx LIMIT ?`,
  );
  return {
    create: (planned) => guarded(() => storePlan(database, planned)),
    find: (id) =>
      guarded(() => {
        const row = database.prepare('SELECT * FROM broadcast WHERE id = ? AND is_draft = 0').get(id);
        return row === undefined ? null : broadcastOf(database, row);
      }),
    list: () =>
      guarded(() =>
        database
          .prepare('SELECT * FROM broadcast WHERE is_draft = 0 ORDER BY created_at DESC, id DESC')
          .all()
          .map((row) => broadcastOf(database, row)),
      ),
    openBatches: (id, stage, fromIndex, limit) =>
      guarded(() => selectOpen.all(id, fromIndex, stage, limit).map((row) => batchOf(row, id))),
    record: (id, change) => changes.add(id, change),
    reopenRefused: (id) =>
      guarded(() => {
        database
          .prepare(
            `UPDATE batch SET state = 'pending', settled_at = NULL, first_attempt_at = NULL, attempts = 0 WHERE broadcast_id = ? AND state = 'refused' AND recipients > 0`,
          )
          .run(id);
        database
          .prepare(
            `UPDATE stage SET state = 'planned', finished_at = NULL WHERE broadcast_id = ? AND state = 'completed'
             AND EXISTS (SELECT 1 FROM batch b WHERE b.broadcast_id = stage.broadcast_id AND b.stage = stage.idx AND b.state = 'pending')`,
          )
          .run(id);
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
            `UPDATE broadcast SET state = ?, reason = ?, worked_ms = worked_ms + ?, started_at = coalesce(started_at, ?), finished_at = ? WHERE id = ?`,
          )
          .run(state, reason, workedMs, state === 'running' ? at : null, isEnd ? at : null, id);
      }),
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

function storePlan(database: SqlDatabase, { settings, recipients, stages, batches }: PlannedBroadcast): void {
  transaction(database, () => {
    removeDrafts(database, settings.createdAt - DRAFT_LIFETIME_MS);
    database
      .prepare(
        `INSERT INTO broadcast (id, is_draft, name, channel_id, bot_user_id, via, body_tail, batch_size, interval_ms, requests_per_second, recipients_per_minute,
           allow_partial_quota, plan_hash, total, uniq, duplicates, malformed, state, created_at, worked_ms)
         VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', ?, 0)`,
      )
      .run(
        settings.id,
        settings.name,
        settings.channelId,
        settings.botUserId,
        settings.via,
        settings.bodyTail,
        settings.batchSize,
        settings.intervalMs,
        settings.requestsPerSecond,
        settings.recipientsPerMinute,
        settings.allowPartialQuota ? 1 : 0,
        settings.planHash,
        recipients.total,
        recipients.unique,
        recipients.duplicates,
        recipients.malformed,
        settings.createdAt,
      );
    const insertStage = database.prepare(
      `INSERT INTO stage (broadcast_id, idx, recipients, state) VALUES (?, ?, ?, 'planned')`,
    );
    stages.forEach((count, index) => {
      insertStage.run(settings.id, index, count);
    });
  });
  const stored = storeBatches(database, settings.id, batches);
  if (stored !== recipients.unique) {
    throw new LineOpsError(
      'failure',
      'PLAN_INCONSISTENT',
      `the plan holds ${stored} recipients, the list ${recipients.unique}`,
      { hint: 'Nothing was sent. This is a bug in line-ops: please report it.' },
    );
  }
  database.prepare('UPDATE broadcast SET is_draft = 0 WHERE id = ?').run(settings.id);
}

function storeBatches(database: SqlDatabase, id: BroadcastId, batches: Iterable<PlannedBatch>): number {
  const insertBatch = database.prepare(
    `INSERT INTO batch (broadcast_id, idx, stage, recipients, state, retry_key) VALUES (?, ?, ?, ?, 'pending', ?)`,
  );
  const insertRecipients = database.prepare(
    'INSERT INTO batch_recipients (broadcast_id, idx, user_ids, checksum) VALUES (?, ?, ?, ?)',
  );
  const iterator = batches[Symbol.iterator]();
  let index = 0;
  let recipients = 0;
  for (let next = iterator.next(); !next.done; ) {
    transaction(database, () => {
      const end = index + BATCHES_PER_TRANSACTION;
      for (; !next.done && index < end; next = iterator.next(), index += 1) {
        const { stage, retryKey, recipients: userIds } = next.value;
        const count = userIds.length / USER_ID_BYTES;
        insertBatch.run(id, index, stage, count, retryKey);
        insertRecipients.run(id, index, userIds, checksumOf(userIds));
        recipients += count;
      }
    });
  }
  return recipients;
}

function removeDrafts(database: SqlDatabase, createdBefore: number): void {
  for (const table of ['batch_recipients', 'batch', 'stage']) {
    database
      .prepare(
        `DELETE FROM ${table} WHERE broadcast_id IN (SELECT id FROM broadcast WHERE is_draft = 1 AND created_at < ?)`,
      )
      .run(createdBefore);
  }
  database.prepare('DELETE FROM broadcast WHERE is_draft = 1 AND created_at < ?').run(createdBefore);
}

/** Commits everything that was asked for in one turn of the event loop as one transaction: one sync for many batches. */
function createChangeQueue(database: SqlDatabase, path: string) {
  interface Waiting {
    readonly id: BroadcastId;
    readonly change: BatchChange;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }
  const apply = prepareChanges(database);
  let waiting: Waiting[] = [];

  const flush = () => {
    const batch = waiting;
    waiting = [];
    try {
      transaction(database, () => {
        for (const { id, change } of batch) apply(id, change);
      });
    } catch (error) {
      for (const { reject } of batch) reject(translateSqliteError(error, path));
      return;
    }
    for (const { resolve } of batch) resolve();
  };
  return {
    add: (id: BroadcastId, change: BatchChange) =>
      new Promise<void>((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ id, change, resolve, reject });
      }),
  };
}

function prepareChanges(database: SqlDatabase): (id: BroadcastId, change: BatchChange) => void {
  const attempt = database.prepare(
    `UPDATE batch SET state = 'in-doubt', first_attempt_at = coalesce(first_attempt_at, ?), attempts = attempts + 1, requests = requests + 1, retries = retries + ?
     WHERE broadcast_id = ? AND idx = ? AND state IN ('pending', 'in-doubt')`,
  );
  const notSent = database.prepare(
    `UPDATE batch SET state = ?, first_attempt_at = ?, attempts = attempts - 1, requests = requests - 1, retries = retries - ? WHERE broadcast_id = ? AND idx = ?`,
  );
  const accepted = database.prepare(
    `UPDATE batch SET state = 'accepted', settled_at = ?, request_id = ?, accepted_request_id = ?, conflicts = conflicts + ?, reason = NULL WHERE broadcast_id = ? AND idx = ?`,
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
    'UPDATE batch_recipients SET user_ids = ?, checksum = ? WHERE broadcast_id = ? AND idx = ?',
  );
  const setAside = database.prepare(
    `INSERT OR REPLACE INTO refused_recipient (broadcast_id, user_id, batch, stage, reason, request_id)
     SELECT broadcast_id, ?, idx, stage, ?, ? FROM batch WHERE broadcast_id = ? AND idx = ?`,
  );
  return (id, change) => {
    switch (change.type) {
      case 'attempt':
        if (Number(attempt.run(change.at, change.isRetry ? 1 : 0, id, change.batch).changes) !== 1) {
          throw new LineOpsError(
            'failure',
            'BATCH_ALREADY_SETTLED',
            `batch ${change.batch} of ${id} was settled by another process`,
            { hint: 'Nothing more was sent for it. Look at: line-ops broadcast show' },
          );
        }
        return;
      case 'notSent':
        notSent.run(
          change.wasInDoubt ? 'in-doubt' : 'pending',
          change.firstAttemptAt,
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
        const count = change.remaining.length / USER_ID_BYTES;
        newKey.run(count === 0 ? 'refused' : 'pending', change.newRetryKey, count, change.requestId, id, change.batch);
        newRecipients.run(change.remaining, checksumOf(change.remaining), id, change.batch);
        return;
      }
    }
  };
}

function broadcastOf(database: SqlDatabase, value: unknown): Broadcast {
  const row = readRow(value);
  const settings: BroadcastSettings = {
    id: parseBroadcastId(row.text('id')),
    name: row.textOrNull('name'),
    channelId: row.textOrNull('channel_id'),
    botUserId: row.textOrNull('bot_user_id'),
    via: oneOf(['multicast'], row.text('via')),
    bodyTail: row.text('body_tail'),
    batchSize: row.number('batch_size'),
    intervalMs: row.number('interval_ms'),
    requestsPerSecond: row.numberOrNull('requests_per_second'),
    recipientsPerMinute: row.numberOrNull('recipients_per_minute'),
    allowPartialQuota: row.flag('allow_partial_quota'),
    planHash: row.text('plan_hash'),
    createdAt: row.number('created_at'),
  };
  const counts = countBatches(database, settings.id);
  return {
    settings,
    state: oneOf<BroadcastState>(
      ['planned', 'waiting', 'running', 'paused', 'completed', 'incomplete', 'cancelled'],
      row.text('state'),
    ),
    reason: row.textOrNull('reason'),
    recipients: {
      total: row.number('total'),
      unique: row.number('uniq'),
      duplicates: row.number('duplicates'),
      malformed: row.number('malformed'),
      ...counts.recipients,
    },
    batches: counts.batches,
    requests: counts.requests,
    retries: counts.retries,
    conflicts: counts.conflicts,
    stages: stagesOf(database, settings.id, counts.acceptedByStage),
    startedAt: row.numberOrNull('started_at'),
    finishedAt: row.numberOrNull('finished_at'),
    elapsedMs: row.number('worked_ms'),
  };
}

const BOOK_OF: Readonly<Record<BatchState, keyof Books>> = {
  pending: 'pending',
  'in-doubt': 'unknown',
  accepted: 'accepted',
  refused: 'refused',
  unknown: 'unknown',
};

function countBatches(database: SqlDatabase, id: BroadcastId) {
  const recipients = { accepted: 0, refused: 0, unknown: 0, pending: 0 };
  const batches = { total: 0, accepted: 0, refused: 0, unknown: 0, pending: 0 };
  const acceptedByStage = new Map<number, number>();
  let requests = 0;
  let retries = 0;
  let conflicts = 0;
  const groups = database
    .prepare(
      `SELECT stage, state, count(*) AS batches, sum(recipients) AS recipients, sum(requests) AS requests, sum(retries) AS retries, sum(conflicts) AS conflicts
       FROM batch WHERE broadcast_id = ? GROUP BY stage, state`,
    )
    .all(id);
  for (const value of groups) {
    const group = readRow(value);
    const book =
      BOOK_OF[oneOf<BatchState>(['pending', 'in-doubt', 'accepted', 'refused', 'unknown'], group.text('state'))];
    recipients[book] += group.number('recipients');
    batches[book] += group.number('batches');
    batches.total += group.number('batches');
    requests += group.number('requests');
    retries += group.number('retries');
    conflicts += group.number('conflicts');
    if (book === 'accepted') acceptedByStage.set(group.number('stage'), group.number('recipients'));
  }
  recipients.refused += readRow(
    database.prepare('SELECT count(*) AS n FROM refused_recipient WHERE broadcast_id = ?').get(id),
  ).number('n');
  return { recipients, batches, requests, retries, conflicts, acceptedByStage };
}

function stagesOf(
  database: SqlDatabase,
  id: BroadcastId,
  acceptedByStage: ReadonlyMap<number, number>,
): readonly Stage[] {
  return database
    .prepare('SELECT * FROM stage WHERE broadcast_id = ? ORDER BY idx')
    .all(id)
    .map((value) => {
      const row = readRow(value);
      const index = row.number('idx');
      return {
        index,
        recipients: row.number('recipients'),
        accepted: acceptedByStage.get(index) ?? 0,
        state: oneOf<StageState>(['planned', 'waiting', 'running', 'completed'], row.text('state')),
        startedAt: row.numberOrNull('started_at'),
        finishedAt: row.numberOrNull('finished_at'),
      };
    });
}

function batchOf(value: unknown, id: BroadcastId): Batch {
  const row = readRow(value);
  const index = row.number('idx');
  const recipients = row.bytes('user_ids');
  if (
    recipients.length !== row.number('recipients') * USER_ID_BYTES ||
    !sameBytes(checksumOf(recipients), row.bytes('checksum'))
  ) {
    throw new LineOpsError(
      'failure',
      'STATE_DAMAGED',
      `batch ${index} of ${id} is not what was planned: the state file is damaged`,
      {
        hint: 'Nothing was sent for it. Restore a copy of the state folder before you resume.',
      },
    );
  }
  return {
    index,
    stage: row.number('stage'),
    state: oneOf<BatchState>(['pending', 'in-doubt'], row.text('state')),
    retryKey: parseRetryKey(row.text('retry_key')),
    recipients,
    firstAttemptAt: row.numberOrNull('first_attempt_at'),
    attempts: row.number('attempts'),
  };
}

/** The first half of SHA-256: enough to notice damage. */
function checksumOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest().subarray(0, 16);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function oneOf<Value extends string>(values: readonly Value[], text: string): Value {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw new LineOpsError('failure', 'STATE_DAMAGED', `the state file holds an unknown value "${text}"`, {
    hint: 'It may have been written by a newer line-ops: update, or restore a copy of the state folder.',
  });
}
