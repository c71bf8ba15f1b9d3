import { setImmediate } from 'node:timers/promises';
import { type BroadcastId, parseBroadcastId } from '../../../domain/line/ids.js';
import type { Forgettable, Forgetting, RoomTaken } from '../../../ports/broadcast/forgetting.js';
import type { StateEngine } from '../sql/engine.js';
import { oneOf, readRow } from '../sql/rows.js';
import { changeOne, rows, run, type Steps } from '../sql/steps.js';
import { outOfPlace } from './changes/transitions.js';
import { readSettings } from './settings-text.js';

/** Batches removed in one transaction, 8 KB each: others wait for some hundredths of a second. */
const BATCHES_AT_ONCE = 500;

/** Forgets bit by bit, between which others may write; `room` is about the place where the state lies. */
export function createForgetting(engine: Pick<StateEngine, 'read' | 'write'>, room: RoomTaken): Forgetting {
  return {
    ...room,
    endedBefore: (at) => engine.read(() => endedBefore(at)),
    halfForgotten: () => engine.read(halfForgotten),
    async forget(id, at) {
      await engine.write(() => markForgotten(id, at));
      for (const table of ['batch_recipients', 'held_out'] as const) {
        for (let removed = 1; removed > 0; ) {
          removed = await engine.write(() => removeSome(table, id));
          await setImmediate();
        }
      }
    },
    tellsFirst: (at) =>
      engine.write(function* () {
        return (yield* run(`INSERT INTO told (what, at) VALUES ('kept-for-ever', ?) ON CONFLICT DO NOTHING`, at)) === 1;
      }),
  };
}

const HAS_PEOPLE = `(EXISTS (SELECT 1 FROM batch_recipients WHERE broadcast_id = broadcast.id)
  OR EXISTS (SELECT 1 FROM held_out WHERE broadcast_id = broadcast.id))`;

function* endedBefore(at: number): Steps<readonly Forgettable[]> {
  const ended = yield* rows(
    `SELECT id, settings, state, finished_at, uniq, held_out FROM broadcast
     WHERE is_draft = 0 AND forgotten_at IS NULL AND state IN ('completed', 'cancelled') AND finished_at < ?
       AND ${HAS_PEOPLE}
     ORDER BY finished_at, id`,
    at,
  );
  return ended.map((value) => {
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

function* halfForgotten(): Steps<readonly BroadcastId[]> {
  const begun = yield* rows(`SELECT id FROM broadcast WHERE forgotten_at IS NOT NULL AND ${HAS_PEOPLE}`);
  return begun.map((row) => readRow(row).parsed('id', parseBroadcastId));
}

/** Whom LINE refused becomes a number of the batch, beside the reason and the request: the counts stay as they are. */
function* markForgotten(id: BroadcastId, at: number): Steps<void> {
  yield* changeOne(
    `UPDATE broadcast SET forgotten_at = coalesce(forgotten_at, ?) WHERE id = ? AND state IN ('completed', 'cancelled')`,
    [at, id],
    () => outOfPlace(id, 'it has not ended'),
  );
  const refused = 'FROM refused_recipient r WHERE r.broadcast_id = ?';
  yield* run(
    `INSERT INTO forgotten_refusal (broadcast_id, batch, stage, reason, request_id, people)
     SELECT r.broadcast_id, r.batch, r.stage, r.reason, r.request_id, count(*) ${refused}
     GROUP BY r.broadcast_id, r.batch, r.stage, r.reason, r.request_id`,
    id,
  );
  yield* run(
    `UPDATE batch SET not_reached = not_reached + (SELECT count(*) ${refused} AND r.batch = batch.idx)
     WHERE broadcast_id = ? AND idx IN (SELECT r.batch ${refused})`,
    id,
    id,
    id,
  );
  yield* run('DELETE FROM refused_recipient WHERE broadcast_id = ?', id);
}

function* removeSome(table: 'batch_recipients' | 'held_out', id: BroadcastId): Steps<number> {
  return yield* run(
    `DELETE FROM ${table} WHERE broadcast_id = ?
       AND idx IN (SELECT idx FROM ${table} WHERE broadcast_id = ? ORDER BY idx LIMIT ${BATCHES_AT_ONCE})`,
    id,
    id,
  );
}
