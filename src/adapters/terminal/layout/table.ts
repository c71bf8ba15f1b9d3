import { type ColumnNeed, columnWidths, GAP } from '../../../domain/text/layout/columns.js';
import { lineParts, widestPiece } from '../../../domain/text/layout/words.js';
import { fitted, textWidth } from '../../../domain/text/text-width.js';
import { visible } from '../../../domain/text/visible.js';
import type { Cell, Column } from '../../../ports/terminal.js';
import type { Styles } from '../styles.js';
import { foldedLine, styledLines } from './folding.js';

/** Narrower, and folded words are a column of syllables. */
const LEAST_FOLD = 16;

interface TableStyle {
  readonly Table: typeof import('cli-table3');
  readonly styles: Styles;
  /** How the head is shown. */
  readonly dim: (text: string) => string;
  readonly width: number;
  readonly isReadInOrder: boolean;
}

/** The lines of a table in so many columns. */
export function tableLines(
  head: readonly (string | Column)[],
  rows: readonly (readonly Cell[])[],
  { Table, styles, dim, width, isReadInOrder }: TableStyle,
): readonly string[] {
  const columns = columnsOf(head, rows);
  const oneLine = (text: string) => styles.between(text, visible);
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? [cell] : cell).map(oneLine)));
  const needs = columns.map((column, at) =>
    needOf(
      column,
      cells.map((row) => row[at] ?? []),
      styles,
    ),
  );
  const isTooWide = width < needs.reduce((sum, { widest }) => sum + widest + GAP, -GAP);
  if (isTooWide && isReadInOrder && columns.some(({ title }) => title !== ''))
    return records(columns, cells, width, styles);
  const widths = columnWidths(needs, width);
  const titles = columns.every(({ title }) => title === '') ? [] : [columns.map(({ title }) => [dim(title)])];
  const all = [...titles, ...cells].map((row) =>
    row.map((lines, at) => {
      const room = widths[at] ?? null;
      return room === null ? null : lines.flatMap((line) => laidOut(line, room, needs[at]?.how ?? 'whole', styles));
    }),
  );
  return aligned(all, widths, { Table, styles });
}

/** Where nothing is said of them, a name stands before what is told of it: that is folded. */
function columnsOf(head: readonly (string | Column)[], rows: readonly (readonly Cell[])[]): readonly Column[] {
  if (head.length > 0) return head.map((column) => (typeof column === 'string' ? { title: column } : column));
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, at) => ({ title: '', ...(at > 0 && { foldTo: LEAST_FOLD }) }));
}

function needOf(column: Column, cells: readonly (readonly string[])[], styles: Styles): ColumnNeed {
  const { title, goes = null, cutTo, foldTo } = column;
  const texts = cells.flat().map((text) => styles.strip(text));
  const own = textWidth(title);
  const how = cutTo !== undefined ? 'cut' : foldTo !== undefined ? 'fold' : 'whole';
  return {
    widest: texts.reduce((most, text) => Math.max(most, textWidth(text)), own),
    least: Math.max(own, cutTo ?? foldTo ?? 0),
    how,
    widestWord: how === 'fold' ? texts.reduce((most, text) => Math.max(most, widestPiece(text)), own) : 0,
    goes,
  };
}

function laidOut(line: string, room: number, how: ColumnNeed['how'], styles: Styles): readonly string[] {
  const plain = styles.strip(line);
  if (how === 'whole' || textWidth(plain) <= room) return [line];
  if (how === 'fold') return styledLines(line, lineParts(plain, room), styles);
  const [kept = ''] = styles.pieces(line, [fitted(plain, room).length - 1, plain.length]);
  return [`${kept}…`];
}

/** Rows of cells of several lines each, below each other; what is null is left out. */
function aligned(
  rows: readonly (readonly (readonly string[] | null)[])[],
  widths: readonly (number | null)[],
  { Table, styles }: Pick<TableStyle, 'Table' | 'styles'>,
): readonly string[] {
  const kept = widths.flatMap((room, at) => (room === null ? [] : [{ at, room }]));
  if (kept.length === 0) return rows.map(() => '');
  const cells = rows.map((row) => kept.map(({ at }) => row[at] ?? []));
  // No lines, and no colours of its own: cli-table3 would write them even into a pipe.
  const table = new Table({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    colWidths: kept.map(({ room }) => room + GAP),
  });
  const standIn = (text: string, room: number) => STAND_IN.repeat(Math.min(room, textWidth(styles.strip(text))));
  table.push(
    ...cells.map((row) => row.map((lines, at) => lines.map((line) => standIn(line, kept[at]?.room ?? 0)).join('\n'))),
  );
  return withTexts(table.toString(), cells.flatMap(inReadingOrder));
}

/**
 * Stands in a table for one column of a text: cli-table3 lays out what takes as much room as the text does, because it
 * counts Thai vowels and joined emoji otherwise than terminals do, and would cut a word that is wider than its column.
 */
const STAND_IN = '\u{E000}';
const STANDING_IN = new RegExp(`${STAND_IN}+`, 'gu');

function withTexts(laidOut: string, texts: readonly string[]): readonly string[] {
  const left = texts[Symbol.iterator]();
  return laidOut
    .split('\n')
    .map((line) => line.trimEnd().replace(STANDING_IN, () => left.next().value ?? ''))
    .map((line) => line.trimEnd());
}

/** The lines of a row's cells as they are read: the first of each, then the second. Empty ones have nothing standing in. */
function inReadingOrder(row: readonly (readonly string[])[]): readonly string[] {
  const height = Math.max(...row.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) => row.map((lines) => lines[at] ?? ''))
    .flat()
    .filter((text) => text !== '');
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** Row for row, each cell behind the title of its column: nothing is cut, and lines of different cells never mix. */
function records(
  columns: readonly Column[],
  rows: readonly (readonly (readonly string[])[])[],
  width: number,
  styles: Styles,
): readonly string[] {
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : ['']),
    ...columns.flatMap(({ title }, at) => {
      const words = (row[at] ?? []).join(' ');
      return words === '' ? [] : foldedLine(title === '' ? words : `${title}: ${words}`, width, styles);
    }),
  ]);
}
