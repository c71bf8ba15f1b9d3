import type { ChalkInstance } from 'chalk';
import { textWidth } from '../../domain/text/text-width.js';
import { visible } from '../../domain/text/visible.js';
import type { Cell, Painter } from '../../ports/terminal.js';
import type { Styles } from './styles.js';

/** Room between two columns of a table. */
const GAP = 2;

/** Words in styles where there is colour, and tables. Loads what these need: called only where something is shown. */
export async function createPainter(styles: Styles, hasColour: boolean): Promise<Painter> {
  const [chalk, { default: Table }] = await Promise.all([hasColour ? colours() : null, import('cli-table3')]);
  /** The codes are chalk's, and signed: what comes from outside may hold the same. */
  const paint = (name: 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan') => {
    const [open = '', close = ''] = chalk === null ? [] : chalk[name]('|').split('|');
    return (text: string) => styles.style({ open, close }, text);
  };
  const oneLine = (text: string) => styles.between(text, visible);
  const standIn = (text: string) => (text === '' ? '' : STAND_IN.repeat(Math.max(1, textWidth(styles.strip(text)))));
  const dim = paint('dim');
  return {
    bold: paint('bold'),
    dim,
    good: paint('green'),
    warn: paint('yellow'),
    bad: paint('red'),
    accent: paint('cyan'),
    unstyled: (text) => styles.strip(text),
    table(head, rows) {
      const cells = [...(head.length === 0 ? [] : [head.map(dim)]), ...rows].map((row) =>
        row.map((cell) => linesOf(cell).map(oneLine)),
      );
      // No lines, and no colours of its own: cli-table3 would write them even into a pipe.
      const table = new Table({
        chars: NO_LINES,
        style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
      });
      table.push(...cells.map((row) => row.map((lines) => lines.map(standIn).join('\n'))));
      return withTexts(table.toString(), cells.flatMap(inReadingOrder));
    },
    time: localTime,
  };
}

async function colours(): Promise<ChalkInstance> {
  const { Chalk } = await import('chalk');
  return new Chalk({ level: 1 });
}

/**
 * Stands in a table for one column of a text: cli-table3 lays out what takes as much room as the text does, because it
 * counts Thai vowels and joined emoji otherwise than terminals do.
 */
const STAND_IN = '\u{E000}';
const STANDING_IN = new RegExp(`${STAND_IN}+`, 'gu');

function withTexts(laidOut: string, texts: readonly string[]): string {
  const left = texts[Symbol.iterator]();
  return laidOut
    .split('\n')
    .map((line) => line.trimEnd().replace(STANDING_IN, () => left.next().value ?? ''))
    .join('\n');
}

/** The lines of a row's cells as they are read: the first of each, then the second. Empty ones have nothing standing in. */
function inReadingOrder(row: readonly (readonly string[])[]): readonly string[] {
  const height = Math.max(...row.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) => row.map((lines) => lines[at] ?? ''))
    .flat()
    .filter((text) => text !== '');
}

function linesOf(cell: Cell): readonly string[] {
  return typeof cell === 'string' ? [cell] : cell;
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
