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
  { styles, dim, width, isReadInOrder }: TableStyle,
): readonly string[] {
  const columns = columnsOf(head, rows);
  const oneLine = (text: string) => styles.between(text, visible);
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? [cell] : cell).map(oneLine)));
  const widthOf = (text: string) => textWidth(styles.strip(text));
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
  return [...titles, ...cells].flatMap((row) =>
    rowLines(
      row.map((lines, at) => {
        const room = widths[at] ?? null;
        return room === null ? null : lines.flatMap((line) => laidOut(line, room, needs[at]?.how ?? 'whole', styles));
      }),
      widths,
      widthOf,
    ),
  );
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

/** A row of cells of several lines each; null where a column is left out. */
function rowLines(
  cells: readonly (readonly string[] | null)[],
  widths: readonly (number | null)[],
  widthOf: (text: string) => number,
): readonly string[] {
  const height = Math.max(1, ...cells.map((lines) => lines?.length ?? 0));
  return Array.from({ length: height }, (_, line) => {
    let text = '';
    let taken = 0;
    let start = 0;
    for (const [at, lines] of cells.entries()) {
      const words = lines?.[line] ?? '';
      if (words !== '') {
        const gap = Math.max(taken === 0 ? 0 : GAP, start - taken);
        text += `${' '.repeat(gap)}${words}`;
        taken += gap + widthOf(words);
      }
      start += widths[at] === null || widths[at] === undefined ? 0 : widths[at] + GAP;
    }
    return text.trimEnd();
  });
}

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
