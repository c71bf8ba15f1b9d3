import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { BroadcastSnapshot, StoredBatch } from '../../../../ports/broadcast/broadcast-totals.js';
import type { Look } from '../../sql/engine.js';
import { type RowReader, readRow } from '../../sql/rows.js';
import { isIntact } from '../checksum.js';
import { marks, pagesOf } from './pages.js';
import { peopleIn } from './people.js';
import { setAsideIn } from './set-aside.js';

type RawRows = Pick<
  BroadcastSnapshot,
  'storedBatches' | 'storedStages' | 'setAside' | 'people' | 'userIdsIn' | 'heldOut' | 'strayBlobs'
>;

/** Batches read at once, 8 KB each: few, so that hardly any outlive their turn. */
const READ_AHEAD = 64;
/** Without whom they are for, some hundred bytes each. */
const ROWS_AHEAD = 512;

const ROW = `b.idx, b.stage, b.state, b.recipients, b.retry_key, b.settled_at, b.request_id, b.accepted_request_id,
   b.expected, b.not_reached, b.split_from`;

/** The rows of a broadcast as they are. Nothing is counted here: whoever recounts must not lean on SQL that counts. */
export function rawRows(look: Look, id: BroadcastId): RawRows {
  return {
    storedBatches: (reads) => storedBatches(look, id, reads),
    async storedStages() {
      const rows = await look.rows('SELECT idx, recipients, state FROM stage WHERE broadcast_id = ? ORDER BY idx', id);
      return rows.map((value) => {
        const row = readRow(value);
        return { index: row.number('idx'), recipients: row.number('recipients'), state: row.text('state') };
      });
    },
    setAside: () => setAsideIn(look, id),
    people: (states) => peopleIn(look, id, states),
    async *userIdsIn(states) {
      const pages = pagesOf(look, {
        sql: `SELECT b.idx, r.user_ids FROM batch b JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
           WHERE b.broadcast_id = ? AND b.state IN (${marks(states)}) AND b.idx > ? ORDER BY b.idx LIMIT ?`,
        values: [id, ...states],
        behind: { idx: -1 },
        atOnce: READ_AHEAD,
      });
      for await (const page of pages) for (const row of page) yield row.bytes('user_ids');
    },
    async *heldOut() {
      const pages = pagesOf(look, {
        sql: 'SELECT idx, user_ids, checksum FROM held_out WHERE broadcast_id = ? AND idx > ? ORDER BY idx LIMIT ?',
        values: [id],
        behind: { idx: -1 },
        atOnce: READ_AHEAD,
      });
      for await (const page of pages) {
        for (const row of page) {
          const userIds = row.bytes('user_ids');
          yield { userIds, isIntact: isIntact(userIds, row.bytes('checksum')) };
        }
      }
    },
    async strayBlobs() {
      const [row] = await look.rows(
        `SELECT count(*) AS n FROM batch_recipients r WHERE broadcast_id = ?
         AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.broadcast_id = r.broadcast_id AND b.idx = r.idx)`,
        id,
      );
      return readRow(row).number('n');
    },
  };
}

async function* storedBatches(
  look: Look,
  id: BroadcastId,
  reads: 'rows' | 'everything',
): AsyncGenerator<readonly StoredBatch[]> {
  const pages = pagesOf(look, {
    sql:
      reads === 'rows'
        ? `SELECT ${ROW}, NULL AS body, NULL AS body_checksum, NULL AS user_ids, NULL AS original_user_ids, NULL AS checksum
         FROM batch b WHERE b.broadcast_id = ? AND b.idx > ? ORDER BY b.idx LIMIT ?`
        : `SELECT ${ROW}, b.body, b.body_checksum, r.user_ids, r.original_user_ids, r.checksum
         FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
         WHERE b.broadcast_id = ? AND b.idx > ? ORDER BY b.idx LIMIT ?`,
    values: [id],
    behind: { idx: Number.MIN_SAFE_INTEGER },
    atOnce: reads === 'rows' ? ROWS_AHEAD : READ_AHEAD,
  });
  for await (const page of pages) yield page.map(storedBatchOf);
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
