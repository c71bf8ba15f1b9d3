import { LineOpsError } from '../../../domain/failure.js';
import { isUserId } from '../../../domain/ids.js';
import { shown } from '../../../domain/shown.js';

/** Where the user IDs of a CSV stand; `index` counts from 0. */
export interface CsvLayout {
  readonly index: number;
  /** Whether the first row names the columns, and so is no recipient. */
  readonly hasHeader: boolean;
}

const USUAL_NAMES: ReadonlySet<string> = new Set(['userid', 'user_id', 'uid', 'user id']);
const SHOWN_COLUMNS = 20;

/**
 * Finds the user IDs from the first row: by `column`, a header name or a 1-based number; without it by their usual
 * names, or where the only column of the first row is itself a user ID.
 *
 * @throws {LineOpsError} `usage`, naming the columns found, when the column is missing or not clear.
 */
export function findUserIdColumn(firstRow: readonly string[], column: string | null, source: string): CsvLayout {
  const names = firstRow.map((cell) => cell.trim());
  if (column !== null) return findNamed(names, column.trim(), source);
  if (names.length === 1 && looksLikeUserId(names[0])) return { index: 0, hasHeader: false };
  const usual = names.flatMap((name, index) => (USUAL_NAMES.has(name.toLowerCase()) ? [index] : []));
  const [index] = usual;
  if (index !== undefined && usual.length === 1) return { index, hasHeader: true };
  const problem = usual.length === 0 ? 'has no column that is known to hold' : 'has several columns that may hold';
  throw columnError(`${source} ${problem} the user IDs`, names);
}

function findNamed(names: readonly string[], column: string, source: string): CsvLayout {
  const exact = positionsOf(names, column);
  const alike = exact.length === 0 ? positionsOf(names.map(lowerCase), lowerCase(column)) : exact;
  if (1 < alike.length) throw columnError(`${source} has ${alike.length} columns called "${shown(column)}"`, names);
  const [index] = alike;
  if (index !== undefined) return { index, hasHeader: true };
  const number = /^[0-9]{1,6}$/.test(column) ? Number(column) : 0;
  if (!(1 <= number && number <= names.length)) {
    throw columnError(`${source} has no column "${shown(column)}"`, names);
  }
  return { index: number - 1, hasHeader: !looksLikeUserId(names[number - 1]) };
}

/** A first row that is nearly a user ID is a broken recipient, not a header: it must be counted, not swallowed. */
function looksLikeUserId(cell: string | undefined): boolean {
  return cell !== undefined && (isUserId(cell) || /^U[0-9a-f]{20,}$/i.test(cell));
}

function positionsOf(names: readonly string[], wanted: string): number[] {
  return names.flatMap((name, index) => (name === wanted ? [index] : []));
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function columnError(problem: string, names: readonly string[]): LineOpsError {
  const columns = names.map(shown);
  const first = columns.slice(0, SHOWN_COLUMNS).map((name, index) => `${index + 1} "${name}"`);
  const more = SHOWN_COLUMNS < columns.length ? `, and ${columns.length - SHOWN_COLUMNS} more` : '';
  const separator = names.length === 1 ? /[;\t|]/.exec(names[0] ?? '')?.[0] : undefined;
  const hint =
    separator === undefined
      ? 'Give the name or the number of the column: --column 1'
      : `Columns must be separated by commas; this file seems to use ${JSON.stringify(separator)}.`;
  return new LineOpsError('usage', 'RECIPIENTS_COLUMN', `${problem}; its columns are ${first.join(', ')}${more}`, {
    hint,
    details: { columns: columns.slice(0, SHOWN_COLUMNS) },
  });
}
