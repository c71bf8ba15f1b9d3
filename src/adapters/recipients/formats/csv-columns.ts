import { shownEntry, withoutBlanksAround } from '../../../domain/broadcast/planning/malformed.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
import { isUserId } from '../../../domain/line/ids.js';

/** Where the user IDs of a CSV stand; `index` counts from 0. */
export interface CsvLayout {
  readonly index: number;
  /** The name of the column; null where the first row is a recipient and names nothing. */
  readonly name: string | null;
  /** Cells of the first row. */
  readonly width: number;
  /** What to do where the column turns out to hold no user ID, in words; null where no other column holds any. */
  readonly advice: string | null;
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
      advice: holders.includes(index) || others.length === 0 ? null : adviceOn(others, names, isNamed),
    };
  };
  if (column !== null) {
    const index = findNamed(names, column.trim());
    if (typeof index === 'number') return at(index);
    throw columnError(`${source} ${index}`, names, holders, isNamed);
  }
  const filled = names.flatMap((name, index) => (name === '' ? [] : [index]));
  const [only] = filled;
  if (only !== undefined && filled.length === 1 && looksLikeUserId(names[only])) return at(only);
  const usual = names.flatMap((name, index) => (USUAL_NAMES.has(name.toLowerCase()) ? [index] : []));
  const [index] = usual;
  if (index !== undefined && usual.length === 1) return at(index);
  const problem = usual.length === 0 ? 'has no column that is known to hold' : 'has several columns that may hold';
  throw columnError(`${source} ${problem} the user IDs`, names, holders, isNamed);
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
function findNamed(names: readonly string[], column: string): number | string {
  const exact = positionsOf(names, column);
  const alike = exact.length === 0 ? positionsOf(names.map(lowerCase), lowerCase(column)) : exact;
  if (1 < alike.length) return `has ${alike.length} columns called "${shownEntry(column)}"`;
  const [index] = alike;
  if (index !== undefined) return index;
  const number = /^[0-9]{1,6}$/.test(column) ? Number(column) : 0;
  return 1 <= number && number <= names.length ? number - 1 : `has no column "${shownEntry(column)}"`;
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
  problem: string,
  names: readonly string[],
  holders: readonly number[],
  isNamed: boolean,
): LineOpsError {
  const columns = names.map((name) => shownEntry(name));
  const shown = columns.slice(0, SHOWN_COLUMNS).map((name, index) => `${index + 1} "${name}"`);
  const more = SHOWN_COLUMNS < columns.length ? `, and ${columns.length - SHOWN_COLUMNS} more` : '';
  return new LineOpsError('usage', 'RECIPIENTS_COLUMN', `${problem}; its columns are ${shown.join(', ')}${more}`, {
    hint:
      holders.length === 0
        ? 'None of them holds user IDs in its first rows. Name the one that does with --column <name or number>, or what is between the cells with --delimiter.'
        : adviceOn(holders, names, isNamed),
    details: { columns: names.slice(0, SHOWN_COLUMNS), withUserIds: holders.map((index) => index + 1) },
  });
}

function adviceOn(holders: readonly number[], names: readonly string[], isNamed: boolean): string {
  const named = holders.map((index) => {
    const name = names[index] ?? '';
    return {
      number: index + 1,
      title: isNamed && name !== '' ? ` "${shownEntry(name)}"` : '',
      value: optionValue(index, names, isNamed),
    };
  });
  const [first] = named;
  if (first !== undefined && named.length === 1)
    return `Column ${first.number}${first.title} holds user IDs: --column ${first.value}`;
  const all = named.map(({ number, title }) => `${number}${title}`).join(' and ');
  return `Columns ${all} hold user IDs; name the one that is meant: --column ${first?.value ?? ''}`;
}

/** The name as a shell takes it, or the number where the name would not lead back to the column. */
function optionValue(index: number, names: readonly string[], isNamed: boolean): string {
  const name = names[index] ?? '';
  const isPlain = isNamed && name === shownEntry(name) && !/["'`$\\!]/.test(name) && name !== '';
  return isPlain && findNamed(names, name) === index ? `"${name}"` : String(index + 1);
}
