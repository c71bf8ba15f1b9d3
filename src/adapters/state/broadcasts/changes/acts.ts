import type { Act } from '../../../../domain/broadcast/act.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { oneOf, readRow } from '../../sql/rows.js';
import type { SqlDatabase } from '../../sqlite/sqlite.js';

/** Adds them behind those that are there. */
export function storeActs(database: SqlDatabase, id: BroadcastId, acts: readonly Act[]): void {
  const insert = database.prepare(
    'INSERT INTO act (broadcast_id, what, who, how, at, plan_hash) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const { what, who, how, at, planHash } of acts) insert.run(id, what, who, how, at, planHash);
}

/** In the order in which they were done. */
export function actsOf(database: SqlDatabase, id: BroadcastId): readonly Act[] {
  return database
    .prepare('SELECT what, who, how, at, plan_hash FROM act WHERE broadcast_id = ? ORDER BY rowid')
    .all(id)
    .map((value) => {
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
