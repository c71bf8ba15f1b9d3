import { countUserIds } from '../../../domain/broadcast/planning/user-id-bytes.js';
import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { PlannedBatch, PlannedBroadcast } from '../../../ports/broadcast/broadcast-ledger.js';
import { runnerOn } from '../sqlite/engine.js';
import { type SqlDatabase, transaction } from '../sqlite/sqlite.js';
import { storeActs } from './changes/acts.js';
import { changeOne, outOfPlace } from './changes/transitions.js';
import { checksumOf } from './checksum.js';
import { writeSettings } from './settings-text.js';

/** Batches of recipients stored per transaction while planning: large enough to be fast, small enough to let other processes in. */
const PARTS_PER_TRANSACTION = 2_000;

/** A half-written plan older than this belongs to a process that died. */
const DRAFT_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Stores the whole plan: in parts that let other processes in, and visible only when all of it is there. */
export function storePlan(
  database: SqlDatabase,
  { settings, recipients, acts = [], runsBy = null, stages, batches, heldOut }: PlannedBroadcast,
): void {
  transaction(database, () => {
    removeDrafts(database, 'created_at < ?', settings.createdAt - DRAFT_LIFETIME_MS);
    database
      .prepare(
        `INSERT INTO broadcast (id, is_draft, settings, total, uniq, duplicates, malformed, excluded, held_out, state, created_at, worked_ms, runs_by)
         VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, 'planned', ?, 0, ?)`,
      )
      .run(
        settings.id,
        writeSettings(settings),
        recipients.total,
        recipients.unique,
        recipients.duplicates,
        recipients.malformed,
        recipients.excluded,
        recipients.heldOut,
        settings.createdAt,
        runsBy,
      );
    runnerOn(database)(storeActs(settings.id, acts));
    const insertStage = database.prepare(
      `INSERT INTO stage (broadcast_id, idx, recipients, state) VALUES (?, ?, ?, 'planned')`,
    );
    stages.forEach((count, index) => {
      insertStage.run(settings.id, index, count);
    });
  });
  try {
    requireSame(storeBatches(database, settings.id, batches), recipients.unique, 'recipients');
    requireSame(storeHeldOut(database, settings.id, heldOut), recipients.heldOut, 'held-out recipients');
  } catch (error) {
    giveUpDraft(database, settings.id);
    throw error;
  }
  changeOne(database.prepare('UPDATE broadcast SET is_draft = 0 WHERE id = ? AND is_draft = 1'), [settings.id], () =>
    outOfPlace(settings.id, 'its plan is gone'),
  );
}

function requireSame(stored: number, counted: number, what: string): void {
  if (stored === counted) return;
  throw failure('PLAN_INCONSISTENT', { stored, what, counted });
}

function storeBatches(database: SqlDatabase, id: BroadcastId, batches: Iterable<PlannedBatch>): number {
  const insertBatch = database.prepare(
    'INSERT INTO batch (broadcast_id, idx, stage, recipients, state, retry_key, first_attempt_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const insertRecipients = database.prepare(
    'INSERT INTO batch_recipients (broadcast_id, idx, user_ids, checksum) VALUES (?, ?, ?, ?)',
  );
  let recipients = 0;
  storeInParts(database, batches, ({ stage, retryKey, recipients: userIds, inDoubtSince = null }, index) => {
    const count = countUserIds(userIds);
    insertBatch.run(id, index, stage, count, inDoubtSince === null ? 'pending' : 'in-doubt', retryKey, inDoubtSince);
    insertRecipients.run(id, index, userIds, checksumOf(userIds));
    recipients += count;
  });
  return recipients;
}

function storeHeldOut(database: SqlDatabase, id: BroadcastId, heldOut: Iterable<Uint8Array>): number {
  const insert = database.prepare('INSERT INTO held_out (broadcast_id, idx, user_ids, checksum) VALUES (?, ?, ?, ?)');
  let recipients = 0;
  storeInParts(database, heldOut, (userIds, index) => {
    insert.run(id, index, userIds, checksumOf(userIds));
    recipients += countUserIds(userIds);
  });
  return recipients;
}

/** Many in one transaction, and between two of them room for other processes. */
function storeInParts<Part>(
  database: SqlDatabase,
  parts: Iterable<Part>,
  store: (part: Part, index: number) => void,
): void {
  const iterator = parts[Symbol.iterator]();
  let index = 0;
  for (let next = iterator.next(); !next.done; ) {
    transaction(database, () => {
      const end = index + PARTS_PER_TRANSACTION;
      for (; !next.done && index < end; next = iterator.next(), index += 1) store(next.value, index);
    });
  }
}

/** Gives its room back. On a full disk even that may fail: then the draft goes with the old ones. */
function giveUpDraft(database: SqlDatabase, id: BroadcastId): void {
  try {
    transaction(database, () => removeDrafts(database, 'id = ?', id));
  } catch {
    // What stopped the plan is told, not this.
  }
}

function removeDrafts(database: SqlDatabase, which: 'created_at < ?' | 'id = ?', value: number | string): void {
  for (const table of ['act', 'held_out', 'batch_recipients', 'batch', 'stage']) {
    database
      .prepare(`DELETE FROM ${table} WHERE broadcast_id IN (SELECT id FROM broadcast WHERE is_draft = 1 AND ${which})`)
      .run(value);
  }
  database.prepare(`DELETE FROM broadcast WHERE is_draft = 1 AND ${which}`).run(value);
}
