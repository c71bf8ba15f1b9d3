import type { Look } from '../../sql/engine.js';
import { type RowReader, readRow } from '../../sql/rows.js';
import type { SqlValue } from '../../sql/steps.js';

/** A look at rows page by page: each goes on behind the last row of the one before. */
interface Paged {
  /** Its last values are the key that it goes on behind, and the most rows that it answers. */
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** The columns by which the rows are in order, and what is smaller than all that is in them. */
  readonly behind: Readonly<Record<string, number | string>>;
  readonly atOnce: number;
}

/** The rows in order, in bounded memory: whoever reads slowly keeps no statement open. */
export async function* pagesOf(
  look: Look,
  { sql, values, behind, atOnce }: Paged,
): AsyncGenerator<readonly RowReader[]> {
  for (let key = Object.entries(behind); ; ) {
    const page = (await look.rows(sql, ...values, ...key.map(([, value]) => value), atOnce)).map(readRow);
    const end = page.at(-1);
    if (end === undefined) return;
    yield page;
    if (page.length < atOnce) return;
    key = key.map(([column, value]) => [column, typeof value === 'string' ? end.text(column) : end.number(column)]);
  }
}

/** `?, ?, ?`, one for each of the values; something that nothing equals for none. */
export function marks(values: readonly SqlValue[]): string {
  return values.length === 0 ? 'NULL' : values.map(() => '?').join(', ');
}
