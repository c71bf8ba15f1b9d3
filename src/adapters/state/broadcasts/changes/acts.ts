import type { Act } from '../../../../domain/broadcast/act.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { oneOf, readRow } from '../../sql/rows.js';
import { firstRow, rows, runForEach, type Steps } from '../../sql/steps.js';

/** Adds them behind those that are there. */
export function* storeActs(id: BroadcastId, acts: readonly Act[]): Steps<void> {
  const last = readRow(
    yield* firstRow('SELECT coalesce(max(idx), 0) AS idx FROM act WHERE broadcast_id = ?', id),
  ).number('idx');
  yield* runForEach(
    'INSERT INTO act (broadcast_id, idx, what, who, how, at, plan_hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    acts.map(({ what, who, how, at, planHash }, index) => [id, last + 1 + index, what, who, how, at, planHash]),
  );
}

/** In the order in which they were done. */
export function* actsOf(id: BroadcastId): Steps<readonly Act[]> {
  const acts = yield* rows('SELECT what, who, how, at, plan_hash FROM act WHERE broadcast_id = ? ORDER BY idx', id);
  return acts.map((value) => {
    const row = readRow(value);
    return {
      what: oneOf<Act['what']>(['created', 'agreed', 'released'], row.text('what')),
      who: row.textOrNull('who'),
      how: row.text('how'),
      at: row.number('at'),
      planHash: row.text('plan_hash'),
    };
  });
}
