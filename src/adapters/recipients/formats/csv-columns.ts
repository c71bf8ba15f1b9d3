import { shownEntry, withoutBlanksAround } from '../../../domain/broadcast/planning/malformed.js';
import type { ColumnProblem, ColumnWithIds } from '../../../domain/failure/facts.js';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import { isUserId } from '../../../domain/line/ids.js';

/** Where the user IDs of a CSV stand; `index` counts from 0. */
export interface CsvLayout {
  readonly index: number;
  /** The name of the column; null where the first row is a recipient and names nothing. */
  readonly name: string | null;
  /** Cells of the first row. */
  readonly width: number;
  /** What to do where the column turns out to hold no user ID, in words; null where no other column holds any. */
  readonly advice: readonly ColumnWithIds[] | null;
}

/** Rows as cells; the first may name the columns. */
export type Rows = readonly (readonly string[])[];

const USUAL_NAMES: ReadonlySet<string> = new Set(['userid', 'user_id', 'uid', 'user id']);
const SHOWN_COLUMNS = 20;

/**
 * Finds the user IDs from the first rows: by `column`, a header name or a 1-based number; without it by their usual
 * names, or where the only cell of the first row is itself a user ID.
 *
 * @throws {LineOpsError} `usage`, naming the columns found and the one that holds user IDs, when the column is missing
 * or not clear.
 */
export function findUserIdColumn(rows: Rows, column: string | null, source: string): CsvLayout {
  const names = (rows[0] ?? []).map(withoutBlanksAround);
  const isNamed = !names.some(looksLikeUserId);
  const holders = columnsWithUserIds(rows);
  const at = (index: number): CsvLayout => {
    const others = holders.filter((holder) => holder !== index);
    return {
      index,
      name: looksLikeUserId(names[index]) ? null : (names[index] ?? ''),
      width: names.length,
      advice: holders.includes(index) || others.length === 0 ? null : columnsAt(others, names, isNamed),
    };
  };
  if (column !== null) {
    const index = findNamed(names, column.trim());
    if (typeof index === 'number') return at(index);
    throw columnError(source, index, names, holders, isNamed);
  }
  const filled = names.flatMap((name, index) => (name === '' ? [] : [index]));
  const [only] = filled;
  if (only !== undefined && filled.length === 1 && looksLikeUserId(names[only])) return at(only);
  const usual = names.flatMap((name, index) => (USUAL_NAMES.has(name.toLowerCase()) ? [index] : []));
  const [index] = usual;
  if (index !== undefined && usual.length === 1) return at(index);
  const type = usual.length === 0 ? 'noneKnown' : 'severalKnown';
  throw columnError(source, { type }, names, holders, isNamed);
}

/** The columns whose cells are user IDs in at least half of the rows that fill them; counted from 0. */
export function columnsWithUserIds(rows: Rows): readonly number[] {
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  return Array.from({ length: width }, (_, index) => index).filter((index) => {
    // The first row may name the columns.
    const cells = rows.map((row) => withoutBlanksAround(row[index] ?? '')).filter((cell) => cell !== '');
    const userIds = cells.filter(isUserId).length;
    return 0 < userIds && cells.length - 1 <= 2 * userIds;
  });
}

/** The position of the column, or why there is none. */
function findNamed(names: readonly string[], column: string): number | ColumnProblem {
  const exact = positionsOf(names, column);
  const alike = exact.length === 0 ? positionsOf(names.map(lowerCase), lowerCase(column)) : exact;
  if (1 < alike.length) return { type: 'several', wanted: shownEntry(column), count: alike.length };
  const [index] = alike;
  if (index !== undefined) return index;
  const number = /^[0-9]{1,6}$/.test(column) ? Number(column) : 0;
  return 1 <= number && number <= names.length ? number - 1 : { type: 'notThere', wanted: shownEntry(column) };
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

function columnError(
  source: string,
  problem: ColumnProblem,
  names: readonly string[],
  holders: readonly number[],
  isNamed: boolean,
): LineOpsError {
  return failure(
    'RECIPIENTS_COLUMN',
    {
      which: 'notFound',
      source,
      problem,
      names: names.map((name) => shownEntry(name)),
      holders: columnsAt(holders, names, isNamed),
    },
    {
      details: { columns: names.slice(0, SHOWN_COLUMNS), withUserIds: holders.map((index) => index + 1) },
    },
  );
}

function columnsAt(holders: readonly number[], names: readonly string[], isNamed: boolean): readonly ColumnWithIds[] {
  return holders.map((index) => {
    const name = names[index] ?? '';
    return {
      number: index + 1,
      title: isNamed && name !== '' ? shownEntry(name) : null,
      value: optionValue(index, names, isNamed),
    };
  });
}

/** The name as a shell takes it, or the number where the name would not lead back to the column. */
function optionValue(index: number, names: readonly string[], isNamed: boolean): string {
  const name = names[index] ?? '';
  const isPlain = isNamed && name === shownEntry(name) && !/["'`$\\!]/.test(name) && name !== '';
  return isPlain && findNamed(names, name) === index ? `"${name}"` : String(index + 1);
}
