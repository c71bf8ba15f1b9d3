import { countUserIds, unpackUserId } from '../../domain/broadcast/planning/user-id-bytes.js';
import { jsonObjectIn } from '../../domain/text/json-object.js';
import type { StateRow } from '../../ports/team/whole-state.js';
import { isoTime } from '../output/view.js';

/** Columns of packed user IDs. */
const PEOPLE: ReadonlySet<string> = new Set(['user_ids', 'original_user_ids']);

/** How many people a row names. */
export function userIdsIn(row: StateRow): number {
  const one = typeof row['user_id'] === 'string' ? 1 : 0;
  const packed = row['user_ids'];
  return one + (packed instanceof Uint8Array ? Math.floor(countUserIds(packed)) : 0);
}

/** A row of a table for programs: keys in camel case, times in ISO 8601, user IDs one by one, JSON as what it is. */
export function exportedRow(row: StateRow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      exportedValue(column, value),
    ]),
  );
}

function exportedValue(column: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return PEOPLE.has(column) ? unpacked(value) : Buffer.from(value).toString('hex');
  if (typeof value === 'number' && /(?:^|_)at$/.test(column)) return isoTime(value);
  if (typeof value !== 'string') return value;
  // Before the settings of a broadcast there is their checksum.
  return column === 'settings' || column === 'plan' ? (jsonObjectIn(value.slice(value.indexOf('{'))) ?? value) : value;
}

function unpacked(packed: Uint8Array): readonly string[] {
  return Array.from({ length: Math.floor(countUserIds(packed)) }, (_, position) => unpackUserId(packed, position));
}
