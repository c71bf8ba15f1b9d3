import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { BroadcastSnapshot, StoredBatch } from '../../../../ports/broadcast/broadcast-totals.js';
import { type RowReader, readRow } from '../../sql/rows.js';
import type { SqlDatabase } from '../../sqlite/sqlite.js';
import { isIntact } from '../checksum.js';
import { peopleIn } from './people.js';

type RawRows = Omit<
  BroadcastSnapshot,
  'broadcast' | 'acceptances' | 'unknownBatches' | 'refusedPeople' | 'leftOutPeople' | 'forgottenRefusals'
>;

/** Batches read at once, 8 KB each: few, so that hardly any outlive their turn. */
const READ_AHEAD = 64;
/** Files that SQLite goes through in a few tenths of a second: ten million recipients take 170 MB. */
const MAX_QUICK_BYTES = 256 * 1024 * 1024;
/** More than an operator would read. */
const MAX_FILE_PROBLEMS = 10;

const ROW = `b.idx, b.stage, b.state, b.recipients, b.retry_key, b.settled_at, b.request_id, b.accepted_request_id,
   b.expected, b.not_reached, b.split_from`;

/** The rows of a broadcast as they are. Nothing is counted here: whoever recounts must not lean on SQL that counts. */
export function rawRows(database: SqlDatabase, id: BroadcastId): RawRows {
  return {
    storedBatches: (reads) => storedBatches(database, id, reads),
    storedStages: () =>
      database
        .prepare('SELECT idx, recipients, state FROM stage WHERE broadcast_id = ? ORDER BY idx')
        .all(id)
        .map((value) => {
          const row = readRow(value);
          return { index: row.number('idx'), recipients: row.number('recipients'), state: row.text('state') };
        }),
    *setAside() {
      const rows = database
        .prepare('SELECT batch, user_id FROM refused_recipient WHERE broadcast_id = ? ORDER BY batch, user_id')
        .iterate(id);
      for (const value of rows) {
        const row = readRow(value);
        yield { batch: row.number('batch'), userId: row.text('user_id') };
      }
    },
    people: (states) => peopleIn(database, id, states),
    *userIdsIn(states) {
      const rows = database
        .prepare(
          `SELECT r.user_ids FROM batch b JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
           WHERE b.broadcast_id = ? AND b.state IN (${states.map(() => '?').join(', ')}) ORDER BY b.idx`,
        )
        .iterate(id, ...states);
      for (const value of rows) yield readRow(value).bytes('user_ids');
    },
    *heldOut() {
      const rows = database
        .prepare('SELECT user_ids, checksum FROM held_out WHERE broadcast_id = ? ORDER BY idx')
        .iterate(id);
      for (const value of rows) {
        const row = readRow(value);
        const userIds = row.bytes('user_ids');
        yield { userIds, isIntact: isIntact(userIds, row.bytes('checksum')) };
      }
    },
    strayBlobs: () =>
      database
        .prepare(
          `SELECT idx FROM batch_recipients r WHERE broadcast_id = ?
           AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.broadcast_id = r.broadcast_id AND b.idx = r.idx)`,
        )
        .all(id).length,
    fileProblems: (how) => fileProblems(database, how),
  };
}

function* storedBatches(database: SqlDatabase, id: BroadcastId, reads: 'rows' | 'everything'): Generator<StoredBatch> {
  const select = database.prepare(
    reads === 'rows'
      ? `SELECT ${ROW}, NULL AS body, NULL AS body_checksum, NULL AS user_ids, NULL AS original_user_ids, NULL AS checksum
         FROM batch b WHERE b.broadcast_id = ? AND b.idx > ? ORDER BY b.idx LIMIT ${READ_AHEAD}`
      : `SELECT ${ROW}, b.body, b.body_checksum, r.user_ids, r.original_user_ids, r.checksum
         FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
         WHERE b.broadcast_id = ? AND b.idx > ? ORDER BY b.idx LIMIT ${READ_AHEAD}`,
  );
  let last = Number.MIN_SAFE_INTEGER;
  for (let rows = select.all(id, last); rows.length > 0; rows = select.all(id, last)) {
    for (const value of rows) {
      const batch = storedBatchOf(readRow(value));
      last = batch.index;
      yield batch;
    }
  }
}

function fileProblems(database: SqlDatabase, how: 'quick' | 'thorough'): readonly string[] {
  if (how === 'quick' && MAX_QUICK_BYTES < fileBytes(database)) return [];
  const check = how === 'quick' ? 'quick_check' : 'integrity_check';
  return database
    .prepare(`PRAGMA ${check}(${MAX_FILE_PROBLEMS})`)
    .all()
    .map((value) => readRow(value).text(check))
    .filter((problem) => problem !== 'ok');
}

function fileBytes(database: SqlDatabase): number {
  const pages = readRow(database.prepare('PRAGMA page_count').get()).number('page_count');
  return pages * readRow(database.prepare('PRAGMA page_size').get()).number('page_size');
}

function storedBatchOf(row: RowReader): StoredBatch {
  const userIds = row.bytesOrNull('user_ids');
  const expected = row.numberOrNull('expected');
  return {
    index: row.number('idx'),
    stage: row.number('stage'),
    state: row.text('state'),
    recipients: row.number('recipients'),
    retryKey: row.text('retry_key'),
    settledAt: row.numberOrNull('settled_at'),
    requestId: row.textOrNull('request_id'),
    acceptedRequestId: row.textOrNull('accepted_request_id'),
    userIds,
    originalUserIds: row.bytesOrNull('original_user_ids'),
    splitFrom: row.numberOrNull('split_from'),
    expected,
    notReached: row.number('not_reached'),
    isIntact: expected === null ? isStored(userIds, row.bytesOrNull('checksum')) : isBodyIntact(row),
  };
}

function isStored(bytes: Uint8Array | null, checksum: Uint8Array | null): boolean {
  return bytes !== null && checksum !== null && isIntact(bytes, checksum);
}

/** A request whose bytes depend on earlier stages has none yet. */
function isBodyIntact(row: RowReader): boolean {
  const body = row.textOrNull('body');
  return body === null || isStored(Buffer.from(body), row.bytesOrNull('body_checksum'));
}
