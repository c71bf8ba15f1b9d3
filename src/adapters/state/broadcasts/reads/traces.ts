import { setImmediate } from 'node:timers/promises';
import type { BroadcastState } from '../../../../domain/broadcast/broadcast.js';
import { namesRecipients } from '../../../../domain/broadcast/settings.js';
import { type BroadcastId, parseBroadcastId } from '../../../../domain/line/ids.js';
import type { BroadcastNamed, ReachedUntold, ReachedWindow, TraceReader } from '../../../../ports/broadcast/traces.js';
import { stateDamaged } from '../../sql/damage.js';
import type { Look, StateEngine } from '../../sql/engine.js';
import { oneOf, type RowReader, readRow } from '../../sql/rows.js';
import { readSettings } from '../settings-text.js';
import { pagesOf } from './pages.js';
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

export function createTraceReader(engine: Pick<StateEngine, 'snapshot'>): TraceReader {
  return {
    find: (userId, onProgress) =>
      engine.snapshot(async (look) => findPerson(look, userId, await namedIn(look), onProgress)),
    reachedSince: (window, take) => engine.snapshot((look) => readReached(look, window, take)),
  };
}

/** Newest first; of what is damaged, the ID. */
async function namedIn(look: Look): Promise<readonly (BroadcastNamed | BroadcastId)[]> {
  const rows = await look.rows('SELECT * FROM broadcast WHERE is_draft = 0 ORDER BY created_at DESC, id DESC');
  return rows.map((value) => {
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
async function soundlyNamedIn(look: Look): Promise<readonly BroadcastNamed[]> {
  return (await namedIn(look)).map((broadcast) => {
    if (typeof broadcast !== 'string') return broadcast;
    throw stateDamaged({ which: 'searched', ids: [broadcast] });
  });
}

/** LINE knows a retry key for a day: so long after its first attempt a batch in doubt may have got through. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** When a batch last may have reached its people: when LINE accepted it, or as long as its key lived. */
const REACHED_AT = `coalesce(settled_at, first_attempt_at + ${DAY_MS}, ${Number.MAX_SAFE_INTEGER})`;

const REACHED = `b.broadcast_id = ? AND b.state IN ('accepted', 'delivering', 'in-doubt', 'unknown', 'skipped')
  AND ${REACHED_AT} >= ?`;

async function readReached(
  look: Look,
  { since, isCounted }: ReachedWindow,
  take: ((packed: Uint8Array) => void) | null,
): Promise<ReachedUntold> {
  const counted: BroadcastNamed[] = [];
  for (const broadcast of (await soundlyNamedIn(look)).filter(isCounted)) {
    const found = await look.rows(`SELECT 1 AS found FROM batch b WHERE ${REACHED} LIMIT 1`, broadcast.id, since);
    if (0 < found.length) counted.push(broadcast);
  }
  if (take !== null) {
    for (const { id, forgottenAt, via } of counted)
      if (forgottenAt === null && namesRecipients(via)) await takeReached(look, { id, since }, take);
  }
  return {
    forgotten: counted.filter(({ forgottenAt }) => forgottenAt !== null).map(({ id }) => id),
    withoutUserIds: counted.filter(({ via }) => !namesRecipients(via)).map(({ id }) => id),
  };
}

async function takeReached(
  look: Look,
  { id, since }: { readonly id: BroadcastId; readonly since: number },
  take: (packed: Uint8Array) => void,
): Promise<void> {
  const pages = pagesOf(look, {
    sql: `SELECT b.idx, b.recipients, r.user_ids, r.checksum
      FROM batch b LEFT JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
      WHERE ${REACHED} AND b.recipients > 0 AND b.idx > ? ORDER BY b.idx LIMIT ?`,
    values: [id, since],
    behind: { idx: -1 },
    atOnce: READ_AHEAD,
  });
  for await (const page of pages) {
    for (const row of page) take(userIdsOf(row, id));
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
