import { checksumOf } from '../../src/adapters/state/broadcasts/checksum.js';
import { writeSettings } from '../../src/adapters/state/broadcasts/settings-text.js';
import type { StateEngine } from '../../src/adapters/state/sql/engine.js';
import { runForEach, type SqlValue, type Steps } from '../../src/adapters/state/sql/steps.js';
import type { BroadcastState } from '../../src/domain/broadcast/broadcast.js';
import { packUserId } from '../../src/domain/broadcast/planning/user-id-bytes.js';
import type { BroadcastSettings } from '../../src/domain/broadcast/settings.js';
import { userId } from './broadcast-bench.js';

/** People by their numbers, packed. */
export function packed(...numbers: readonly number[]): Uint8Array {
  return Buffer.concat(numbers.map((number) => packUserId(userId(number))));
}

type Row = Readonly<Record<string, SqlValue>>;

/** Rows of the same columns. */
export function* insertAll(table: string, rows: readonly Row[]): Steps<void> {
  const columns = Object.keys(rows[0] ?? {});
  const places = columns.map(() => '?').join(', ');
  yield* runForEach(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`,
    rows.map((row) => Object.values(row)),
  );
}

function* insert(table: string, row: Row): Steps<void> {
  yield* insertAll(table, [row]);
}

const NO_COUNTS = { total: 0, uniq: 0, duplicates: 0, malformed: 0, excluded: 0, held_out: 0 };

/** The row of a broadcast, and nothing of its batches. */
export function* insertBroadcast(settings: BroadcastSettings, state: BroadcastState, more: Row = {}): Steps<void> {
  const { id, createdAt } = settings;
  const common = { ...NO_COUNTS, is_draft: 0, state, worked_ms: 5 };
  yield* insert('broadcast', { id, settings: writeSettings(settings), created_at: createdAt, ...common, ...more });
}

interface BatchPeople {
  /** As they are sent, or would be. */
  readonly now: readonly number[];
  /** Where some were set aside since. */
  readonly planned?: readonly number[];
}

/** Batches as the ledger would store them, numbered from the first; each has the columns of `row`. */
export function* insertBatches(id: string, from: number, batches: readonly BatchPeople[], row: Row): Steps<void> {
  const place = (index: number) => ({ broadcast_id: id, idx: from + index });
  yield* insertAll(
    'batch',
    batches.map(({ now }, index) => {
      const retry_key = `00000000-0000-4000-8000-${(from + index).toString(16).padStart(12, '0')}`;
      return { ...place(index), stage: 0, recipients: now.length, retry_key, ...row };
    }),
  );
  yield* insertAll(
    'batch_recipients',
    batches.map(({ now, planned }, index) => {
      const user_ids = packed(...now);
      const original_user_ids = planned === undefined ? null : packed(...planned);
      return { ...place(index), user_ids, checksum: checksumOf(user_ids), original_user_ids };
    }),
  );
}

export function* insertBatch(id: string, idx: number, people: BatchPeople, row: Row): Steps<void> {
  yield* insertBatches(id, idx, [people], row);
}

/**
 * A broadcast in the middle of two stages, with a batch in each state that one with user IDs can have; what of it is wrong
 * is wrong on purpose: people without a batch, and a part of the held-out list that does not match its checksum.
 */
export async function storeEveryState(engine: StateEngine, settings: BroadcastSettings): Promise<void> {
  const { id } = settings;
  await engine.write(function* () {
    const counts = { total: 23, uniq: 20, duplicates: 1, malformed: 1, excluded: 1, held_out: 3 };
    yield* insertBroadcast(settings, 'incomplete', { ...counts, started_at: 100, reason: 'why', runs_by: 'worker' });
    yield* insert('stage', { broadcast_id: id, idx: 0, recipients: 9, state: 'completed', started_at: 100 });
    yield* insert('stage', { broadcast_id: id, idx: 1, recipients: 11, state: 'running', started_at: 300 });
    const accepted = { state: 'accepted', requests: 1, attempts: 1 };
    yield* insertBatch(id, 0, { now: [0, 1, 2] }, { ...accepted, settled_at: 2_000, request_id: 'r0' });
    const conflict = { request_id: 'r1', accepted_request_id: 'r1a', conflicts: 1, retries: 1, requests: 2 };
    yield* insertBatch(id, 1, { now: [3, 4] }, { ...accepted, settled_at: 1_000, ...conflict });
    const doubt = { first_attempt_at: 500, line_ahead_ms: 7, requests: 3, retries: 2 };
    yield* insertBatch(id, 2, { now: [5, 6] }, { state: 'in-doubt', ...doubt });
    yield* insertBatch(
      id,
      3,
      { now: [7, 8] },
      { state: 'unknown', reason: 'a day', first_attempt_at: 400, requests: 1 },
    );
    const second = { stage: 1 };
    yield* insertBatch(id, 4, { now: [9, 10] }, { ...second, state: 'refused', reason: 'no', request_id: 'r4' });
    yield* insertBatch(id, 5, { now: [12], planned: [11, 12, 13] }, { ...second, state: 'pending', is_suspect: 1 });
    yield* insertBatch(id, 6, { now: [14, 15] }, { ...second, state: 'skipped', first_attempt_at: 600 });
    yield* insertBatch(id, 7, { now: [16] }, { ...second, state: 'left-out', reason: 'not found', request_id: 'r7' });
    yield* insertBatch(id, 8, { now: [], planned: [17] }, { ...second, state: 'pending' });
    yield* insertBatch(id, 9, { now: [18, 19] }, { ...second, state: 'pending' });
    const aside = (batch: number, number: number) =>
      insert('refused_recipient', {
        broadcast_id: id,
        user_id: userId(number),
        batch,
        stage: 1,
        reason: `to[${number}]`,
        request_id: 'r5',
      });
    yield* aside(8, 17);
    yield* aside(5, 13);
    yield* aside(5, 11);
    const held = packed(20, 21);
    yield* insert('held_out', { broadcast_id: id, idx: 0, user_ids: held, checksum: checksumOf(held) });
    yield* insert('held_out', { broadcast_id: id, idx: 1, user_ids: packed(22), checksum: checksumOf(held) });
    const stray = { user_ids: packed(99), checksum: checksumOf(packed(99)) };
    yield* insert('batch_recipients', { broadcast_id: id, idx: 70, ...stray });
  });
}
