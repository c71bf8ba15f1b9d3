import { setImmediate } from 'node:timers/promises';
import type { BroadcastState } from '../../../../domain/broadcast/broadcast.js';
import { indexOf, PACKED_USER_ID_BYTES, packUserId } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import { namesRecipients } from '../../../../domain/broadcast/settings.js';
import type { UserId } from '../../../../domain/line/ids.js';
import type {
  BroadcastNamed,
  ReachedUntold,
  ReachedWindow,
  Trace,
  TraceReader,
  Traces,
} from '../../../../ports/broadcast/traces.js';
import type { StateDatabase } from '../../sqlite/database.js';
import { oneOf, type RowReader, readRow } from '../../sqlite/rows.js';
import { type SqlDatabase, translateSqliteError } from '../../sqlite/sqlite.js';
import { readSettings } from '../settings-text.js';
import { BATCH_STATES } from './batch-rows.js';

/** Batches looked through in one statement, about 16 MB: then others have their turn. */
const BATCHES_AT_ONCE = 2_048;

/** Batches read at once, 8 KB each. */
const READ_AHEAD = 256;

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
    find: (userId, onProgress) => reading((database) => findTraces(database, userId, onProgress)),
    reachedSince: (window, take) => reading((database) => readReached(database, window, take)),
  };
}

/** Newest first. */
function namedIn(database: SqlDatabase): readonly BroadcastNamed[] {
  return database
    .prepare('SELECT * FROM broadcast WHERE is_draft = 0 ORDER BY created_at DESC, id DESC')
    .all()
    .map((value) => namedOf(readRow(value)));
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
  const reached = `batch b WHERE b.broadcast_id = ? AND b.state IN ('accepted', 'delivering', 'in-doubt', 'unknown', 'skipped')
     AND ${REACHED_AT} >= ?`;
  const isReached = database.prepare(`SELECT 1 FROM ${reached} LIMIT 1`);
  const select = database.prepare(
    `SELECT b.idx, (SELECT user_ids FROM batch_recipients r WHERE r.broadcast_id = b.broadcast_id AND r.idx = b.idx) AS user_ids
     FROM ${reached} AND b.idx > ? ORDER BY b.idx LIMIT ${READ_AHEAD}`,
  );
  const counted = namedIn(database).filter(
    (broadcast) => isCounted(broadcast) && isReached.get(broadcast.id, since) !== undefined,
  );
  for (const { id, forgottenAt, via } of take === null ? [] : counted) {
    if (forgottenAt !== null || !namesRecipients(via)) continue;
    let last = -1;
    for (let rows = select.all(id, since, last); 0 < rows.length; rows = select.all(id, since, last)) {
      for (const value of rows) {
        const row = readRow(value);
        last = row.number('idx');
        take?.(row.bytes('user_ids'));
      }
      await setImmediate();
    }
  }
  return {
    forgotten: counted.filter(({ forgottenAt }) => forgottenAt !== null).map(({ id }) => id),
    withoutUserIds: counted.filter(({ via }) => !namesRecipients(via)).map(({ id }) => id),
  };
}

async function findTraces(
  database: SqlDatabase,
  userId: UserId,
  onProgress: (searched: number) => void,
): Promise<Traces> {
  const broadcasts = new Map(namedIn(database).map((named) => [named.id as string, named]));
  const found = refusals(database, userId, broadcasts);
  const selectBatch = database.prepare('SELECT * FROM batch WHERE broadcast_id = ? AND idx = ?');
  const batchTrace = (broadcast: BroadcastNamed, index: number) =>
    batchTraceOf(broadcast, readRow(selectBatch.get(broadcast.id, index)));
  let searched = 0;
  for (const [table, traceOf] of [
    ['batch_recipients', batchTrace],
    ['held_out', heldOutOf],
  ] as const) {
    for await (const part of holdersIn(database, table, userId)) {
      for (const { id, index } of part.holders) {
        const broadcast = broadcasts.get(id);
        if (broadcast !== undefined && broadcast.forgottenAt === null) found.push(traceOf(broadcast, index));
      }
      searched += part.searched;
      onProgress(searched);
    }
  }
  const order = [...broadcasts.keys()];
  const all = [...broadcasts.values()];
  return {
    found: found.sort((one, other) => order.indexOf(one.broadcast.id) - order.indexOf(other.broadcast.id)),
    forgotten: all.filter(({ forgottenAt }) => forgottenAt !== null),
    withoutUserIds: all.filter(({ via, startedAt }) => !namesRecipients(via) && startedAt !== null),
    searched,
  };
}

function refusals(database: SqlDatabase, userId: UserId, broadcasts: ReadonlyMap<string, BroadcastNamed>): Trace[] {
  return database
    .prepare('SELECT * FROM refused_recipient WHERE user_id = ?')
    .all(userId)
    .flatMap((value) => {
      const row = readRow(value);
      const broadcast = broadcasts.get(row.text('broadcast_id'));
      return broadcast === undefined ? [] : [refusalOf(broadcast, row)];
    });
}

interface Holder {
  readonly id: string;
  readonly index: number;
}

/**
 * The rows that hold the 16 bytes at the place of an ID. The engine finds the bytes without handing out what has them
 * not; where they lie across two IDs, they are nobody's.
 */
async function* holdersIn(
  database: SqlDatabase,
  table: 'batch_recipients' | 'held_out',
  userId: UserId,
): AsyncGenerator<{ readonly holders: readonly Holder[]; readonly searched: number }> {
  const wanted = packUserId(userId);
  const last = readRow(database.prepare(`SELECT coalesce(max(rowid), 0) AS last FROM ${table}`).get()).number('last');
  const search = database.prepare(
    `SELECT broadcast_id, idx, user_ids FROM ${table} WHERE rowid > ? AND rowid <= ? AND instr(user_ids, ?) > 0`,
  );
  const measure = database.prepare(
    `SELECT coalesce(sum(length(user_ids)), 0) AS bytes FROM ${table} WHERE rowid > ? AND rowid <= ?`,
  );
  for (let from = 0; from < last; from += BATCHES_AT_ONCE) {
    const until = from + BATCHES_AT_ONCE;
    const holders = search
      .all(from, until, wanted)
      .map((value) => readRow(value))
      .filter((row) => indexOf(row.bytes('user_ids'), userId) !== -1)
      .map((row) => ({ id: row.text('broadcast_id'), index: row.number('idx') }));
    const searched = readRow(measure.get(from, until)).number('bytes') / PACKED_USER_ID_BYTES;
    yield { holders, searched };
    await setImmediate();
  }
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

function batchTraceOf(broadcast: BroadcastNamed, row: RowReader): Trace {
  return {
    broadcast,
    state: oneOf(BATCH_STATES, row.text('state')),
    batch: row.number('idx'),
    stage: row.number('stage'),
    at: row.numberOrNull('settled_at') ?? row.numberOrNull('first_attempt_at'),
    requestId: row.textOrNull('request_id'),
    acceptedRequestId: row.textOrNull('accepted_request_id'),
    reason: row.textOrNull('reason'),
  };
}

function refusalOf(broadcast: BroadcastNamed, row: RowReader): Trace {
  return {
    broadcast,
    state: 'refused',
    batch: row.number('batch'),
    stage: row.number('stage'),
    at: null,
    requestId: row.textOrNull('request_id'),
    acceptedRequestId: null,
    reason: row.text('reason'),
  };
}

function heldOutOf(broadcast: BroadcastNamed): Trace {
  const nothing = { batch: null, stage: null, at: null, requestId: null, acceptedRequestId: null, reason: null };
  return { broadcast, state: 'held-out', ...nothing };
}
