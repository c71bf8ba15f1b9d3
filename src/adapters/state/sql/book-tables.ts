import type { Area } from '../../../ports/team/whole-state.js';
import type { Look } from './engine.js';
import type { SqlValue } from './steps.js';

/** A table of the books, the same in every engine. */
export interface BookTable {
  readonly name: string;
  readonly area: Area;
  /** What names a row, in the order in which rows are read. */
  readonly key: readonly string[];
  /** Whether rows may be the same in all of `key`. */
  readonly hasTwins?: true;
  /** Whose rows these are: a column, and the table whose first key column it names. */
  readonly of?: { readonly column: string; readonly table: string };
}

const ofBroadcast = { column: 'broadcast_id', table: 'broadcast' } as const;

/** All of them, each behind those that its rows refer to. */
export const BOOKS: readonly BookTable[] = [
  { name: 'token', area: 'tokens', key: ['id'] },
  { name: 'rotation', area: 'rotations', key: ['id'] },
  { name: 'broadcast', area: 'broadcasts', key: ['id'] },
  { name: 'stage', area: 'broadcasts', key: ['broadcast_id', 'idx'], of: ofBroadcast },
  { name: 'batch', area: 'broadcasts', key: ['broadcast_id', 'idx'], of: ofBroadcast },
  { name: 'act', area: 'broadcasts', key: ['broadcast_id', 'idx'], of: ofBroadcast },
  { name: 'batch_recipients', area: 'recipients', key: ['broadcast_id', 'idx'], of: ofBroadcast },
  { name: 'held_out', area: 'recipients', key: ['broadcast_id', 'idx'], of: ofBroadcast },
  { name: 'refused_recipient', area: 'recipients', key: ['broadcast_id', 'user_id'], of: ofBroadcast },
  {
    name: 'forgotten_refusal',
    area: 'recipients',
    key: ['broadcast_id', 'batch', 'stage', 'reason', 'people'],
    hasTwins: true,
    of: ofBroadcast,
  },
  { name: 'notice', area: 'notices', key: ['number'], of: ofBroadcast },
  { name: 'told', area: 'notices', key: ['what'] },
  { name: 'insight', area: 'insight', key: ['broadcast_id', 'question'], of: ofBroadcast },
  { name: 'audience_upload', area: 'audiences', key: ['id'] },
  {
    name: 'audience_part',
    area: 'audiences',
    key: ['upload_id', 'idx'],
    of: { column: 'upload_id', table: 'audience_upload' },
  },
];

export type BookRow = Readonly<Record<string, SqlValue>>;

/** About 4 MB of the largest rows, which hold the recipients of a batch, as planned and as left. */
const ROWS_AT_ONCE = 250;

/** Every row of a table, a page at a time, so that memory stays as it is however many there are. */
export async function* pagesOf(look: Look, table: BookTable): AsyncGenerator<readonly BookRow[]> {
  const order = table.key.join(', ');
  const behind = `(${order}) > (${table.key.map(() => '?').join(', ')})`;
  let last: BookRow | null = null;
  for (let read = 0; ; ) {
    const sql = `SELECT * FROM ${table.name}`;
    const page: readonly BookRow[] = (
      table.hasTwins
        ? await look.rows(`${sql} ORDER BY ${order} LIMIT ${ROWS_AT_ONCE} OFFSET ${read}`)
        : last === null
          ? await look.rows(`${sql} ORDER BY ${order} LIMIT ${ROWS_AT_ONCE}`)
          : await look.rows(
              `${sql} WHERE ${behind} ORDER BY ${order} LIMIT ${ROWS_AT_ONCE}`,
              ...table.key.map((column) => last?.[column] ?? null),
            )
    ).map(bookRow);
    if (0 < page.length) yield page;
    if (page.length < ROWS_AT_ONCE) return;
    read += page.length;
    last = page.at(-1) ?? null;
  }
}

/** @throws where the engine answers what no column of ours holds. */
function bookRow(row: unknown): BookRow {
  if (typeof row !== 'object' || row === null) throw new Error('the engine answered no row');
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, sqlValue(value)]));
}

function sqlValue(value: unknown): SqlValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return value;
  throw new Error(`the engine answered a ${typeof value}`);
}
