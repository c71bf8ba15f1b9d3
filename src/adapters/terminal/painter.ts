import { textWidth } from '../../domain/text-width.js';
import { visible } from '../../domain/visible.js';
import type { Cell, Painter } from '../../ports/terminal.js';
import type { Style, Styles } from './styles.js';

/** Room between two columns of a table. */
const GAP = 2;

/** Words in styles where there is colour, and tables. */
export function createPainter(styles: Styles, hasColour: boolean): Painter {
  const paint = (name: Style) => (text: string) => (hasColour ? styles.style(name, text) : text);
  const oneLine = (text: string) => styles.between(text, visible);
  const width = (text: string) => textWidth(styles.strip(text));
  const dim = paint('dim');
  return {
    bold: paint('bold'),
    dim,
    good: paint('good'),
    warn: paint('warn'),
    bad: paint('bad'),
    accent: paint('accent'),
    table(head, rows) {
      const all = [...(head.length === 0 ? [] : [head.map(dim)]), ...rows];
      const cells = all.map((row) => row.map((cell) => linesOf(cell).map(oneLine)));
      const widths: number[] = [];
      for (const row of cells)
        for (const [column, lines] of row.entries())
          widths[column] = Math.max(widths[column] ?? 0, ...lines.map(width));
      return cells.flatMap((row) => rowLines(row, widths, width)).join('\n');
    },
    time: localTime,
  };
}

function linesOf(cell: Cell): readonly string[] {
  return typeof cell === 'string' ? [cell] : cell;
}

/** One row, as many lines high as its highest cell. */
function rowLines(
  row: readonly (readonly string[])[],
  widths: readonly number[],
  width: (text: string) => number,
): readonly string[] {
  const height = Math.max(...row.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    row
      .map((lines, column) => {
        const text = lines[at] ?? '';
        return text + ' '.repeat((widths[column] ?? 0) - width(text) + GAP);
      })
      .join('')
      .trimEnd(),
  );
}

function localTime(epochMs: number): string {
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime())) return 'never';
  const two = (value: number) => String(value).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const zone = `${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`;
}
