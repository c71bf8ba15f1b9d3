import type { ChalkInstance } from 'chalk';
import type { Painter } from '../../ports/terminal.js';
import { foldedLine } from './layout/folding.js';
import { tableLines } from './layout/table.js';
import type { Styles } from './styles.js';

/** Where a text is to be shown. */
export interface Surface {
  readonly columns: number;
  /** Somebody reads it there: prose is folded, and one line stays one line for a program. */
  readonly isTerminal: boolean;
  /** It is read from the beginning to the end, by ear: a row that takes several lines is told cell by cell. */
  readonly isReadInOrder: boolean;
}

/** Where nobody said it. */
const PIPE: Surface = { columns: 80, isTerminal: false, isReadInOrder: false };

/** Words in styles where there is colour, and tables. Loads what these need: called only where something is shown. */
export async function createPainter(
  styles: Styles,
  hasColour: boolean,
  surface: Partial<Surface> = {},
): Promise<Painter> {
  const { columns, isTerminal, isReadInOrder } = { ...PIPE, ...surface };
  const [chalk, { default: Table }] = await Promise.all([hasColour ? colours() : null, import('cli-table3')]);
  /** The codes are chalk's, and signed: what comes from outside may hold the same. */
  const paint = (name: 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan') => {
    const [open = '', close = ''] = chalk === null ? [] : chalk[name]('|').split('|');
    return (text: string) => styles.style({ open, close }, text);
  };
  const dim = paint('dim');
  return {
    columns,
    bold: paint('bold'),
    dim,
    good: paint('green'),
    warn: paint('yellow'),
    bad: paint('red'),
    accent: paint('cyan'),
    table: (head, rows, { width = columns } = {}) =>
      tableLines(head, rows, { Table, styles, dim, width, isReadInOrder }).join('\n'),
    folded: (text, hang) =>
      isTerminal
        ? text
            .split('\n')
            .flatMap((line) => foldedLine(line, columns, styles, hang))
            .join('\n')
        : text,
    time: localTime,
  };
}

async function colours(): Promise<ChalkInstance> {
  const { Chalk } = await import('chalk');
  return new Chalk({ level: 1 });
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
