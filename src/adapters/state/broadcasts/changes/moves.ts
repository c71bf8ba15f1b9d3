import type { BatchState } from '../../../../domain/broadcast/batch.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { runForEach, type SqlValue, type Steps } from '../../sql/steps.js';
import { misplaced, oneOfThese } from './transitions.js';

/** One batch, and the values of what is set, in the order of their columns. */
export interface Move {
  readonly id: BroadcastId;
  readonly batch: number;
  readonly values: readonly SqlValue[];
}

type Columns = Readonly<Record<string, 'BIGINT' | 'TEXT'>>;

/**
 * Moves batches on from these states, in one statement for all of them where a server takes it: what is set calls its
 * values `one.` and their column. How many were moved.
 */
export function movesOf(
  from: readonly BatchState[],
  columns: Columns,
  set: string,
  where = '',
): (moves: readonly Move[]) => Steps<number> {
  const names = ['of_broadcast', 'of_batch', ...Object.keys(columns)];
  const places = ['TEXT', 'BIGINT', ...Object.values(columns)].map((type) => `CAST(? AS ${type})`);
  const sql = `UPDATE batch SET ${set}
    FROM (SELECT ${names.map((name, index) => `column${index + 1} AS ${name}`).join(', ')}
      FROM (VALUES (${places.join(', ')})) AS given) AS one
    WHERE batch.broadcast_id = one.of_broadcast AND batch.idx = one.of_batch AND batch.state IN ${oneOfThese(from)} ${where}`;
  return (moves) =>
    runForEach(
      sql,
      moves.map(({ id, batch, values }) => [id, batch, ...values]),
    );
}

/**
 * The same, all of them or none.
 *
 * @throws {LineOpsError} `failure` for all of them, where one is in none of the states: what is wrong with it, where it is alone.
 */
export function moveAll(
  from: readonly BatchState[],
  columns: Columns,
  set: string,
  wrong = (id: BroadcastId, batch: number) => misplaced(id, batch, from),
): (moves: readonly Move[]) => Steps<void> {
  const moving = movesOf(from, columns, set);
  return function* move(moves) {
    const [first] = moves;
    if ((yield* moving(moves)) !== moves.length && first !== undefined) throw yield* wrong(first.id, first.batch);
  };
}
