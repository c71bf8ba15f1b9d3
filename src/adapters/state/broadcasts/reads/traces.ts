import { setImmediate } from 'node:timers/promises';
import type { BroadcastState } from '../../../../domain/broadcast/broadcast.js';
import { namesRecipients } from '../../../../domain/broadcast/settings.js';
import { type BroadcastId, parseBroadcastId } from '../../../../domain/line/ids.js';
import type { BroadcastNamed, ReachedUntold, ReachedWindow, TraceReader } from '../../../../ports/broadcast/traces.js';
import { stateDamaged } from '../../sql/damage.js';
import { oneOf, type RowReader, readRow } from '../../sql/rows.js';
import type { StateDatabase } from '../../sqlite/database.js';
import { type SqlDatabase, translateSqliteError } from '../../sqlite/sqlite.js';
import { readSettings } from '../settings-text.js';
import { userIdsOf } from './people.js';
import { findPerson, isDamage } from './person-search.js';

/** Batches read at once, 8 KB each. */
const READ_AHEAD = 64;

const STATES: readonly BroadcastState[] = [
  'planned',
  'waiting',
  'running',
  'paused',
  'completed',
  'incomplete',
  'cancelled',
];

export function createTraceReader({ path, openReader }: Pick<StateDatabase, 'path' | 'openReader'>): TraceReader {
  const reading = async <Result>(read: (database: SqlDatabase) => Promise<Result>): Promise<Result> => {
    const database = await openReader();
    try {
      // Everything is of the moment of the first statement.
      database.exec('PRAGMA query_only = ON; BEGIN');
      return await read(database);
    } catch (error) {
      throw translateSqliteError(error, path);
    } finally {
      database.close();
    }
  };
  return {
    find: (userId, onProgress) =>
      reading((database) => findPerson({ database, path }, userId, namedIn(database), onProgress)),
    reachedSince: (window, take) => reading((database) => readReached(database, window, take)),
  };
}

/** Newest first; of what is damaged, the ID. */
function namedIn(database: SqlDatabase): readonly (BroadcastNamed | BroadcastId)[] {
  return database
    .prepare('SELECT * FROM broadcast WHERE is_draft = 0 ORDER BY created_at DESC, id DESC')
    .all()
    .map((value) => {
      const row = readRow(value);
      try {
        return namedOf(row);
      } catch (error) {
        if (isDamage(error)) return row.parsed('id', parseBroadcastId);
        throw error;
      }
    });
}

/** @throws {LineOpsError} STATE_DAMAGED: who was left uncounted would be messaged too often. */
function soundlyNamedIn(database: SqlDatabase): readonly BroadcastNamed[] {
  return namedIn(database).map((broadcast) => {
    if (typeof broadcast !== 'string') return broadcast;
    throw stateDamaged({ which: 'searched', ids: [broadcast] });
  });
}

/** LINE knows a retry key for a day: so long after its first attempt a batch in doubt may have got through. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** When a batch last may have reached its people: when LINE accepted it, or as long as its key lived. */
const REACHED_AT = `coalesce(settled_at, first_attempt_at + ${DAY_MS}, ${Number.MAX_SAFE_INTEGER})`;

async function readReached(
  database: SqlDatabase,
  { since, isCounted }: ReachedWindow,
  take: ((packed: Uint8Array) => void) | null,
): Promise<ReachedUntold> {
  const reached = `b.broadcast_id = ? AND b.state IN ('accepted', 'delivering', 'in-doubt', 'unknown', 'skipped')
     AND ${REACHED_AT} >= ?`;
  const isReached = database.prepare(`SELECT 1 FROM batch b WHERE ${reached} LIMIT 1`);
  const select = database.prepare(
    `SELECT b.idx, b.recipients, r.user_ids, r.checksum
     FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
     WHERE ${reached} AND b.idx > ? AND b.recipients > 0 ORDER BY b.idx LIMIT ${READ_AHEAD}`,
  );
  const counted = soundlyNamedIn(database).filter(
    (broadcast) => isCounted(broadcast) && isReached.get(broadcast.id, since) !== undefined,
  );
  for (const { id, forgottenAt, via } of take === null ? [] : counted) {
    if (forgottenAt !== null || !namesRecipients(via)) continue;
    let last = -1;
    for (let rows = select.all(id, since, last); 0 < rows.length; rows = select.all(id, since, last)) {
      for (const value of rows) {
        const row = readRow(value);
        last = row.number('idx');
        take?.(userIdsOf(row, id));
      }
      await setImmediate();
    }
  }
  return {
    forgotten: counted.filter(({ forgottenAt }) => forgottenAt !== null).map(({ id }) => id),
    withoutUserIds: counted.filter(({ via }) => !namesRecipients(via)).map(({ id }) => id),
  };
}

function namedOf(row: RowReader): BroadcastNamed {
  const { id, name, channelId, botUserId, via, createdAt } = readSettings(row.text('settings'));
  return {
    id,
    name,
    channelId,
    botUserId,
    via,
    createdAt,
    state: oneOf(STATES, row.text('state')),
    startedAt: row.numberOrNull('started_at'),
    finishedAt: row.numberOrNull('finished_at'),
    forgottenAt: row.numberOrNull('forgotten_at'),
  };
}
