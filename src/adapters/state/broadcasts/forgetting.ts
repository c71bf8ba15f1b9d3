import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type BroadcastId, parseBroadcastId } from '../../../domain/line/ids.js';
import type { Forgettable, Forgetting } from '../../../ports/broadcast/forgetting.js';
import { oneOf, readRow } from '../sql/rows.js';
import { inWords, type SqlDatabase, transaction } from '../sqlite/sqlite.js';
import { changeOne, outOfPlace } from './changes/transitions.js';
import { readSettings } from './settings-text.js';

/** Batches removed in one transaction, 8 KB each: others wait for some hundredths of a second. */
const BATCHES_AT_ONCE = 500;

/** Pages of 4 KB moved in one transaction. */
const PAGES_AT_ONCE = 1_000;

/** `PRAGMA auto_vacuum`: free pages are given back when asked for. @see https://www.sqlite.org/pragma.html#pragma_auto_vacuum */
const INCREMENTAL = 2;

/** How long a checkpoint may keep a run from writing before it leaves the rest to a later one. */
const CHECKPOINT_WAIT_MS = 100;
const USUAL_WAIT_MS = 10_000;

/** Forgets on a connection of its own, which `close` ends. */
export function createForgetting(database: SqlDatabase, path: string): Forgetting {
  // What is removed is written over where that costs no reading.
  database.exec('PRAGMA secure_delete = FAST');
  const told = inWords(path);
  const step = told((work: () => void) => work());
  const pragma = (name: string) => readRow(database.prepare(`PRAGMA ${name}`).get()).number(name);
  const truncate = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  const freePages = told(() => pragma('freelist_count'));
  return {
    endedBefore: told((at: number) => endedBefore(database, at)),
    halfForgotten: told(() => halfForgotten(database)),
    async forget(id, at) {
      step(() => transaction(database, () => markForgotten(database, id, at)));
      for (const table of ['batch_recipients', 'held_out'] as const) {
        const remove = database.prepare(
          `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE broadcast_id = ? LIMIT ${BATCHES_AT_ONCE})`,
        );
        for (let removed = 1; removed > 0; ) {
          step(() => {
            removed = Number(remove.run(id).changes);
          });
          await setImmediate();
        }
      }
    },
    hasFreeSpace: () => freePages() > 0,
    async giveSpaceBack(isSending) {
      if (told(() => pragma('auto_vacuum'))() !== INCREMENTAL) {
        if (freePages() === 0) return true;
        if (await isSending()) return false;
        // Takes effect with the next VACUUM, which takes all of it or none.
        step(() => database.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM'));
      }
      for (let [before, left] = [Number.POSITIVE_INFINITY, freePages()]; 0 < left && left < before; ) {
        step(() => database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`));
        await setImmediate();
        [before, left] = [left, freePages()];
      }
      step(() => database.exec(`PRAGMA busy_timeout = ${CHECKPOINT_WAIT_MS}`));
      // Whoever reads an earlier moment keeps all of it in the log.
      const { busy } = told(() => ({ busy: readRow(truncate.get()).number('busy') }))();
      step(() => database.exec(`PRAGMA busy_timeout = ${USUAL_WAIT_MS}`));
      return busy === 0;
    },
    tellsFirst: told(
      (at: number) =>
        Number(
          database.prepare(`INSERT INTO told (what, at) VALUES ('kept-for-ever', ?) ON CONFLICT DO NOTHING`).run(at)
            .changes,
        ) === 1,
    ),
    storedBytes: told(() => pragma('page_count') * pragma('page_size')),
    bytes: () => [path, `${path}-wal`].reduce((sum, file) => sum + sizeOf(file), 0),
  };
}

function endedBefore(database: SqlDatabase, at: number): readonly Forgettable[] {
  return database
    .prepare(
      `SELECT id, settings, state, finished_at, uniq, held_out FROM broadcast
       WHERE is_draft = 0 AND forgotten_at IS NULL AND state IN ('completed', 'cancelled') AND finished_at < ?
         AND (EXISTS (SELECT 1 FROM batch_recipients WHERE broadcast_id = broadcast.id)
           OR EXISTS (SELECT 1 FROM held_out WHERE broadcast_id = broadcast.id))
       ORDER BY finished_at, id`,
    )
    .all(at)
    .map((value) => {
      const row = readRow(value);
      const { id, name, channelId, via } = readSettings(row.text('settings'));
      return {
        id,
        name,
        channelId,
        via,
        state: oneOf(['completed', 'cancelled'] as const, row.text('state')),
        finishedAt: row.number('finished_at'),
        recipients: row.number('uniq'),
        heldOut: row.number('held_out'),
      };
    });
}

function halfForgotten(database: SqlDatabase): readonly BroadcastId[] {
  return database
    .prepare(
      `SELECT id FROM broadcast WHERE forgotten_at IS NOT NULL
         AND (EXISTS (SELECT 1 FROM batch_recipients WHERE broadcast_id = broadcast.id)
           OR EXISTS (SELECT 1 FROM held_out WHERE broadcast_id = broadcast.id))`,
    )
    .all()
    .map((row) => readRow(row).parsed('id', parseBroadcastId));
}

/** Whom LINE refused becomes a number of the batch, beside the reason and the request: the counts stay as they are. */
function markForgotten(database: SqlDatabase, id: BroadcastId, at: number): void {
  changeOne(
    database.prepare(
      `UPDATE broadcast SET forgotten_at = coalesce(forgotten_at, ?) WHERE id = ? AND state IN ('completed', 'cancelled')`,
    ),
    [at, id],
    () => outOfPlace(id, 'it has not ended'),
  );
  const refused = 'FROM refused_recipient r WHERE r.broadcast_id = ?';
  database
    .prepare(
      `INSERT INTO forgotten_refusal (broadcast_id, batch, stage, reason, request_id, people)
       SELECT r.broadcast_id, r.batch, r.stage, r.reason, r.request_id, count(*) ${refused}
       GROUP BY r.batch, r.stage, r.reason, r.request_id`,
    )
    .run(id);
  database
    .prepare(
      `UPDATE batch SET not_reached = not_reached + (SELECT count(*) ${refused} AND r.batch = batch.idx)
       WHERE broadcast_id = ? AND idx IN (SELECT r.batch ${refused})`,
    )
    .run(id, id, id);
  database.prepare('DELETE FROM refused_recipient WHERE broadcast_id = ?').run(id);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
