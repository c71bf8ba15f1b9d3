import { parseBroadcastId } from '../../../domain/line/ids.js';
import type { NoticeEvent } from '../../../domain/notifying/notice.js';
import type { Notice, NoticeBooks } from '../../../ports/broadcast/notices.js';
import type { StateEngine } from '../sql/engine.js';
import { oneOf, readRow } from '../sql/rows.js';
import { rows, run, type Steps } from '../sql/steps.js';

const EVENTS: readonly NoticeEvent[] = ['ended', 'paused', 'doubt', 'late', 'failed'];
const STATES: readonly Notice['state'][] = ['due', 'delivered', 'failed'];

export function createNoticeBooks(engine: StateEngine): NoticeBooks {
  return {
    of: (id) =>
      engine.read(function* () {
        return (yield* rows('SELECT * FROM notice WHERE broadcast_id = ? ORDER BY number', id)).map(noticeOf);
      }),
    due: () =>
      engine.read(function* () {
        const due = yield* rows(`SELECT DISTINCT broadcast_id FROM notice WHERE state = 'due' ORDER BY broadcast_id`);
        return due.map((row) => readRow(row).parsed('broadcast_id', parseBroadcastId));
      }),
    add: (id, event, at) => engine.write(() => addNotice(id, event, at)),
    settle: (number, { isDelivered, attempts, why }, at) =>
      engine.write(function* () {
        yield* run(
          'UPDATE notice SET state = ?, attempts = attempts + ?, settled_at = ?, why = ? WHERE number = ?',
          isDelivered ? 'delivered' : 'failed',
          attempts,
          at,
          why,
          number,
        );
      }),
  };
}

/** As part of a transaction of whoever changes the broadcast: the change and its notice are on disk together. */
export function* addNotice(id: string, event: NoticeEvent, at: number): Steps<void> {
  yield* run(
    `INSERT INTO notice (broadcast_id, event, at, state, attempts) VALUES (?, ?, ?, 'due', 0) ON CONFLICT DO NOTHING`,
    id,
    event,
    at,
  );
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
