import type { Amount, Broadcast } from '../../../../domain/broadcast/broadcast.js';
import type { Scheduled } from '../../../../domain/broadcast/schedule/due.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { BroadcastId, RetryKey } from '../../../../domain/line/ids.js';
import type {
  BroadcastLedger,
  KeyUse,
  RefusedRecipient,
  UnreadableBroadcast,
} from '../../../../ports/broadcast/broadcast-ledger.js';
import { stateDamaged } from '../../sql/damage.js';
import { readRow } from '../../sql/rows.js';
import { firstRow, rows, type SqlValue, type Steps } from '../../sql/steps.js';
import { keyUseOf } from './batch-rows.js';
import { broadcastOf, scheduledOf, stagesById } from './broadcast-rows.js';

/* What is asked of whole broadcasts. */

/** What is wrong with a row is said of its broadcast. @throws {LineOpsError} `failure` STATE_DAMAGED. */
function* readNamed(row: unknown): Steps<Broadcast> {
  try {
    return yield* broadcastOf(row);
  } catch (error) {
    throw named(row, error);
  }
}

function named(row: unknown, error: unknown): unknown {
  if (!(error instanceof LineOpsError) || error.code !== 'STATE_DAMAGED') return error;
  return stateDamaged({ which: 'ledger', id: readRow(row).text('id'), problems: [error] });
}

const BY_ID = 'SELECT * FROM broadcast WHERE id = ? AND is_draft = 0';

export function* find(id: BroadcastId): Steps<Broadcast | null> {
  const row = yield* firstRow(BY_ID, id);
  return row === undefined ? null : yield* readNamed(row);
}

const BY_KEY = `SELECT b.broadcast_id, b.state, b.requests, b.status, b.request_id, b.accepted_request_id, b.conflicts, b.settled_at, r.user_ids
  FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
  WHERE lower(b.retry_key) = lower(?) ORDER BY b.broadcast_id, b.idx LIMIT 1`;

export function* findByRetryKey(retryKey: RetryKey): Steps<KeyUse | null> {
  const row = yield* firstRow(BY_KEY, retryKey);
  if (row === undefined) return null;
  const stored = yield* firstRow(BY_ID, readRow(row).text('broadcast_id'));
  return stored === undefined ? null : keyUseOf(row, yield* readNamed(stored));
}

const SCHEDULED = `runs_by = 'worker' AND state IN ('planned', 'running', 'waiting') AND is_draft = 0`;

/** Each row by itself: those that can be read, and those that cannot. */
export function* scheduled(): Steps<Awaited<ReturnType<BroadcastLedger['scheduled']>>> {
  const found = yield* rows(
    `SELECT id, settings, state, runs_by, started_at FROM broadcast WHERE ${SCHEDULED} ORDER BY created_at, id`,
  );
  const stages = stagesById(
    yield* rows(
      `SELECT * FROM stage WHERE broadcast_id IN (SELECT id FROM broadcast WHERE ${SCHEDULED}) ORDER BY broadcast_id, idx`,
    ),
  );
  const readable: Scheduled[] = [];
  const unreadable: UnreadableBroadcast[] = [];
  for (const row of found) {
    const id = readRow(row).text('id');
    try {
      readable.push(scheduledOf(row, stages.get(id) ?? []));
    } catch (error) {
      if (!(error instanceof LineOpsError)) throw error;
      unreadable.push({ id, why: stateDamaged({ which: 'ledger', id, problems: [error] }) });
    }
  }
  return { scheduled: readable, unreadable };
}

export function list(): Steps<readonly Broadcast[]> {
  return all('SELECT * FROM broadcast WHERE is_draft = 0 ORDER BY created_at DESC, id DESC');
}

export function begunSince(at: number): Steps<readonly Broadcast[]> {
  return all('SELECT * FROM broadcast WHERE is_draft = 0 AND started_at >= ? ORDER BY started_at DESC, id DESC', at);
}

function* all(sql: string, ...values: readonly SqlValue[]): Steps<readonly Broadcast[]> {
  const broadcasts: Broadcast[] = [];
  for (const row of yield* rows(sql, ...values)) broadcasts.push(yield* readNamed(row));
  return broadcasts;
}

export function* acceptedWithin(
  id: BroadcastId,
  { from, to }: { readonly from: number; readonly to: number },
): Steps<Amount> {
  const row = readRow(
    yield* firstRow(
      `SELECT count(*) AS batches, CAST(coalesce(sum(recipients), 0) AS BIGINT) AS recipients FROM batch
       WHERE broadcast_id = ? AND settled_at > ? AND settled_at <= ?`,
      id,
      from,
      to,
    ),
  );
  return { batches: row.number('batches'), recipients: row.number('recipients') };
}

export function* refusedRecipients(id: BroadcastId, limit: number): Steps<readonly RefusedRecipient[]> {
  const refused = yield* rows(
    'SELECT user_id, reason, request_id FROM refused_recipient WHERE broadcast_id = ? ORDER BY batch, user_id LIMIT ?',
    id,
    limit,
  );
  return refused.map((value) => {
    const row = readRow(value);
    return { userId: row.text('user_id'), reason: row.text('reason'), requestId: row.textOrNull('request_id') };
  });
}
