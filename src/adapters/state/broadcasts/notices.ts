import { parseBroadcastId } from '../../../domain/line/ids.js';
import type { NoticeEvent } from '../../../domain/notifying/notice.js';
import type { Notice, NoticeBooks } from '../../../ports/broadcast/notices.js';
import { oneOf, readRow } from '../sql/rows.js';
import { inWords, type SqlDatabase } from '../sqlite/sqlite.js';

const EVENTS: readonly NoticeEvent[] = ['ended', 'paused', 'doubt', 'late', 'failed'];
const STATES: readonly Notice['state'][] = ['due', 'delivered', 'failed'];

export function createNoticeBooks(database: SqlDatabase, path: string): NoticeBooks {
  const told = async <Result>(work: () => Result): Promise<Result> => inWords(path)(work)();
  return {
    of: (id) =>
      told(() => database.prepare('SELECT * FROM notice WHERE broadcast_id = ? ORDER BY number').all(id).map(noticeOf)),
    due: () =>
      told(() =>
        database
          .prepare(`SELECT DISTINCT broadcast_id FROM notice WHERE state = 'due' ORDER BY broadcast_id`)
          .all()
          .map((row) => readRow(row).parsed('broadcast_id', parseBroadcastId)),
      ),
    add: (id, event, at) => told(() => addNotice(database, id, event, at)),
    settle: (number, { isDelivered, attempts, why }, at) =>
      told(() => {
        database
          .prepare('UPDATE notice SET state = ?, attempts = attempts + ?, settled_at = ?, why = ? WHERE number = ?')
          .run(isDelivered ? 'delivered' : 'failed', attempts, at, why, number);
      }),
  };
}

/** As part of a transaction of whoever changes the broadcast: the change and its notice are on disk together. */
export function addNotice(database: SqlDatabase, id: string, event: NoticeEvent, at: number): void {
  database
    .prepare(`INSERT OR IGNORE INTO notice (broadcast_id, event, at, state, attempts) VALUES (?, ?, ?, 'due', 0)`)
    .run(id, event, at);
}

function noticeOf(value: unknown): Notice {
  const row = readRow(value);
  return {
    number: row.number('number'),
    broadcastId: row.parsed('broadcast_id', parseBroadcastId),
    event: oneOf(EVENTS, row.text('event')),
    at: row.number('at'),
    state: oneOf(STATES, row.text('state')),
    attempts: row.number('attempts'),
    settledAt: row.numberOrNull('settled_at'),
    why: row.textOrNull('why'),
  };
}
