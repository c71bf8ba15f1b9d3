import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { PlannedForFriends } from '../../../ports/broadcast/broadcast-ledger.js';
import { changeOne, run, runForEach, type Steps } from '../sql/steps.js';
import { storeActs } from './changes/acts.js';
import { checksumOf } from './checksum.js';
import { writeSettings } from './settings-text.js';

/** Stores a broadcast without user IDs: one request a stage. */
export function* storeForFriends({
  settings,
  recipients,
  acts = [],
  runsBy = null,
  requests,
}: PlannedForFriends): Steps<void> {
  const { id } = settings;
  yield* run(
    `INSERT INTO broadcast (id, is_draft, settings, total, uniq, duplicates, malformed, excluded, held_out, state, created_at, worked_ms, runs_by)
     VALUES (?, 0, ?, ?, ?, 0, 0, 0, 0, 'planned', ?, 0, ?)`,
    id,
    writeSettings(settings),
    recipients.total,
    recipients.unique,
    settings.createdAt,
    runsBy,
  );
  yield* storeActs(id, acts);
  yield* runForEach(
    `INSERT INTO stage (broadcast_id, idx, recipients, state) VALUES (?, ?, ?, 'planned')`,
    requests.map(({ stage, expected }) => [id, stage, expected]),
  );
  yield* runForEach(
    `INSERT INTO batch (broadcast_id, idx, stage, recipients, state, retry_key, expected, body, body_checksum)
     VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?)`,
    requests.map(({ stage, retryKey, expected, body }, index) => {
      const checksum = body === null ? null : checksumOfText(body);
      return [id, index, stage, expected, retryKey, expected, body, checksum];
    }),
  );
}

/**
 * Writes the exact bytes of a request once; in doubt without bytes is one that only the journal knows of.
 *
 * @throws {LineOpsError} `failure` when there are some, or it was settled.
 */
export function freezeBody(id: BroadcastId, batch: number, body: string): Steps<void> {
  return changeOne(
    `UPDATE batch SET body = ?, body_checksum = ? WHERE broadcast_id = ? AND idx = ? AND expected IS NOT NULL AND body IS NULL AND state IN ('pending', 'in-doubt')`,
    [body, checksumOfText(body), id, batch],
    () => failure('BODY_FROZEN', { batch, id }),
  );
}

function checksumOfText(text: string): Uint8Array {
  return checksumOf(Buffer.from(text));
}
