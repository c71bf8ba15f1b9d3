import { countUserIds } from '../../../domain/broadcast/planning/user-id-bytes.js';
import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { PlannedBatch, PlannedBroadcast } from '../../../ports/broadcast/broadcast-ledger.js';
import type { StateEngine } from '../sql/engine.js';
import { run, runForEach, type SqlValue, type Steps } from '../sql/steps.js';
import { storeActs } from './changes/acts.js';
import { changeOneOf } from './changes/transitions.js';
import { checksumOf } from './checksum.js';
import { writeSettings } from './settings-text.js';

/** Batches of recipients stored per transaction while planning: large enough to be fast, small enough to let other processes in. */
const PARTS_PER_TRANSACTION = 1_000;

/** A half-written plan older than this belongs to a process that died. */
const DRAFT_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Stores the whole plan: in parts that let other processes in, and visible only when all of it is there. */
export async function storePlan(engine: StateEngine, planned: PlannedBroadcast): Promise<void> {
  const { id } = planned.settings;
  const { unique, heldOut } = planned.recipients;
  await engine.write(() => storeDraft(planned));
  try {
    requireSame(await storeBatches(engine, id, planned.batches), unique, 'recipients');
    requireSame(await storeHeldOut(engine, id, planned.heldOut), heldOut, 'held-out recipients');
  } catch (error) {
    await giveUpDraft(engine, id);
    throw error;
  }
  await engine.write(() =>
    changeOneOf(id, 'its plan is gone', 'UPDATE broadcast SET is_draft = 0 WHERE id = ? AND is_draft = 1', id),
  );
}

function* storeDraft({ settings, recipients, acts = [], runsBy = null, stages }: PlannedBroadcast): Steps<void> {
  yield* removeDrafts('created_at < ?', settings.createdAt - DRAFT_LIFETIME_MS);
  yield* run(
    `INSERT INTO broadcast (id, is_draft, settings, total, uniq, duplicates, malformed, excluded, held_out, state, created_at, worked_ms, runs_by)
     VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, 'planned', ?, 0, ?)`,
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
  yield* storeActs(settings.id, acts);
  yield* runForEach(
    `INSERT INTO stage (broadcast_id, idx, recipients, state) VALUES (?, ?, ?, 'planned')`,
    stages.map((count, index) => [settings.id, index, count]),
  );
}

function requireSame(stored: number, counted: number, what: string): void {
  if (stored === counted) return;
  throw failure('PLAN_INCONSISTENT', { stored, what, counted });
}

async function storeBatches(engine: StateEngine, id: BroadcastId, batches: Iterable<PlannedBatch>): Promise<number> {
  let recipients = 0;
  for (const part of partsOf(batches)) {
    const rows = part.map(({ recipients: userIds, ...batch }) => ({ ...batch, userIds, count: countUserIds(userIds) }));
    await engine.write(function* () {
      yield* runForEach(
        'INSERT INTO batch (broadcast_id, idx, stage, recipients, state, retry_key, first_attempt_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        rows.map(({ index, stage, count, retryKey, inDoubtSince = null }) => {
          const state = inDoubtSince === null ? 'pending' : 'in-doubt';
          return [id, index, stage, count, state, retryKey, inDoubtSince];
        }),
      );
      yield* runForEach(
        'INSERT INTO batch_recipients (broadcast_id, idx, user_ids, checksum) VALUES (?, ?, ?, ?)',
        rows.map(({ index, userIds }) => packed(id, index, userIds)),
      );
    });
    recipients += rows.reduce((sum, { count }) => sum + count, 0);
  }
  return recipients;
}

async function storeHeldOut(engine: StateEngine, id: BroadcastId, heldOut: Iterable<Uint8Array>): Promise<number> {
  let recipients = 0;
  for (const part of partsOf(mapped(heldOut, (userIds) => ({ userIds })))) {
    await engine.write(function* () {
      yield* runForEach(
        'INSERT INTO held_out (broadcast_id, idx, user_ids, checksum) VALUES (?, ?, ?, ?)',
        part.map(({ index, userIds }) => packed(id, index, userIds)),
      );
    });
    recipients += part.reduce((sum, { userIds }) => sum + countUserIds(userIds), 0);
  }
  return recipients;
}

function packed(id: BroadcastId, index: number, userIds: Uint8Array): readonly SqlValue[] {
  return [id, index, userIds, checksumOf(userIds)];
}

/** As many as go into one transaction, numbered from 0: between two of them there is room for other processes. */
function* partsOf<Part extends object>(all: Iterable<Part>): Generator<readonly (Part & { readonly index: number })[]> {
  let part: (Part & { readonly index: number })[] = [];
  let index = 0;
  for (const one of all) {
    part.push({ ...one, index });
    index += 1;
    if (part.length < PARTS_PER_TRANSACTION) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

function* mapped<From, To>(all: Iterable<From>, to: (one: From) => To): Generator<To> {
  for (const one of all) yield to(one);
}

/** Gives its room back. On a full disk even that may fail: then the draft goes with the old ones. */
async function giveUpDraft(engine: StateEngine, id: BroadcastId): Promise<void> {
  try {
    await engine.write(() => removeDrafts('id = ?', id));
  } catch {
    // What stopped the plan is told, not this.
  }
}

function* removeDrafts(which: 'created_at < ?' | 'id = ?', value: number | string): Steps<void> {
  for (const table of ['act', 'held_out', 'batch_recipients', 'batch', 'stage'])
    yield* run(
      `DELETE FROM ${table} WHERE broadcast_id IN (SELECT id FROM broadcast WHERE is_draft = 1 AND ${which})`,
      value,
    );
  yield* run(`DELETE FROM broadcast WHERE is_draft = 1 AND ${which}`, value);
}
