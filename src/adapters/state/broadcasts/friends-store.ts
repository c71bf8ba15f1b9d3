import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { PlannedForFriends } from '../../../ports/broadcast/broadcast-ledger.js';
import { runnerOn } from '../sqlite/engine.js';
import { type SqlDatabase, transaction } from '../sqlite/sqlite.js';
import { storeActs } from './changes/acts.js';
import { checksumOf } from './checksum.js';
import { writeSettings } from './settings-text.js';

/** Stores a broadcast without user IDs: one request a stage, all of it or none of it. */
export function storeForFriends(
  database: SqlDatabase,
  { settings, recipients, acts = [], runsBy = null, requests }: PlannedForFriends,
): void {
  transaction(database, () => {
    database
      .prepare(
        `INSERT INTO broadcast (id, is_draft, settings, total, uniq, duplicates, malformed, excluded, held_out, state, created_at, worked_ms, runs_by)
         VALUES (?, 0, ?, ?, ?, 0, 0, 0, 0, 'planned', ?, 0, ?)`,
      )
      .run(settings.id, writeSettings(settings), recipients.total, recipients.unique, settings.createdAt, runsBy);
    runnerOn(database)(storeActs(settings.id, acts));
    const insertStage = database.prepare(
      `INSERT INTO stage (broadcast_id, idx, recipients, state) VALUES (?, ?, ?, 'planned')`,
    );
    const insertRequest = database.prepare(
      `INSERT INTO batch (broadcast_id, idx, stage, recipients, state, retry_key, expected, body, body_checksum)
       VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?)`,
    );
    for (const [index, { stage, retryKey, expected, body }] of requests.entries()) {
      insertStage.run(settings.id, stage, expected);
      insertRequest.run(
        settings.id,
        index,
        stage,
        expected,
        retryKey,
        expected,
        body,
        body === null ? null : checksumOfText(body),
      );
    }
  });
}

/**
 * Writes the exact bytes of a request once; in doubt without bytes is one that only the journal knows of.
 *
 * @throws {LineOpsError} `failure` when there are some, or it was settled.
 */
export function freezeBody(database: SqlDatabase, id: BroadcastId, batch: number, body: string): void {
  const { changes } = database
    .prepare(
      `UPDATE batch SET body = ?, body_checksum = ? WHERE broadcast_id = ? AND idx = ? AND expected IS NOT NULL AND body IS NULL AND state IN ('pending', 'in-doubt')`,
    )
    .run(body, checksumOfText(body), id, batch);
  if (Number(changes) === 1) return;
  throw failure('BODY_FROZEN', { batch, id });
}

function checksumOfText(text: string): Uint8Array {
  return checksumOf(Buffer.from(text));
}
