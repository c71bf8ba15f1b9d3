import type { BatchState } from '../../../../domain/broadcast/batch.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { runForEach, type SqlValue, type Steps } from '../../sql/steps.js';
import { misplaced } from './transitions.js';

/** One batch, and the values of what is set, by their names. */
export interface Move {
  readonly id: BroadcastId;
  readonly batch: number;
  readonly values: Readonly<Record<string, SqlValue>>;
}

type Types = Readonly<Record<string, 'BIGINT' | 'TEXT'>>;

/**
 * Moves batches on from these states: one by one where that costs nothing but the change, else all of them in one
 * statement. What is set calls its values `one.` and their name. How many were moved.
 */
export function movesOf(
  from: readonly BatchState[],
  types: Types,
  set: string,
  where = '',
): (moves: readonly Move[]) => Steps<number> {
  const change = `UPDATE batch SET ${set}`;
  // For a list of three SQLite builds a table, every time.
  const stands = from.map((state) => `batch.state = '${state}'`).join(' OR ');
  const those = `WHERE batch.broadcast_id = one.of_broadcast AND batch.idx = one.of_batch AND (${stands}) ${where}`;
  const names = [...`${set} ${those}`.matchAll(/\bone\.(\w+)/g)].map(([, name = '']) => name);
  const all: Types = { of_broadcast: 'TEXT', of_batch: 'BIGINT', ...types };
  const alone = `${change} ${those}`.replaceAll(/\bone\.\w+/g, '?');
  const together = `${change}
    FROM (SELECT ${names.map((name, index) => `column${index + 1} AS ${name}`).join(', ')}
      FROM (VALUES (${names.map((name) => `CAST(? AS ${all[name]})`).join(', ')})) AS given) AS one ${those}`;
  return (moves) =>
    runForEach(
      alone,
      moves.map(({ id, batch, values }) => {
        const named = { ...values, of_broadcast: id, of_batch: batch };
        return names.map((name) => valueCalled(named, name));
      }),
      together,
    );
}

function valueCalled(values: Readonly<Record<string, SqlValue>>, name: string): SqlValue {
  const value = values[name];
  if (value === undefined) throw new Error(`a batch is moved without ${name}`);
  return value;
}

/**
 * The same, all of them or none.
 *
 * @throws {LineOpsError} `failure` for all of them, where one is in none of the states: what is wrong with it, where it is alone.
 */
export function moveAll(
  from: readonly BatchState[],
  types: Types,
  set: string,
  wrong = (id: BroadcastId, batch: number) => misplaced(id, batch, from),
): (moves: readonly Move[]) => Steps<void> {
  const moving = movesOf(from, types, set);
  return function* move(moves) {
    const [first] = moves;
    if ((yield* moving(moves)) !== moves.length && first !== undefined) throw yield* wrong(first.id, first.batch);
  };
}
