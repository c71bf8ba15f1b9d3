import { lineParts } from '../../../domain/text/layout/words.js';
import { textWidth } from '../../../domain/text/text-width.js';
import type { Styles } from '../styles.js';

/** A line that says what kind of line it is. */
const LABEL = /^(?:error|warning|hint|note): /;
/** The codes of bold red, yellow and cyan, each with what ends it. */
const LABEL_STYLES: Readonly<Record<string, readonly { readonly open: string; readonly close: string }[]>> = {
  'error:': [style(31, 39), style(1, 22)],
  'warning:': [style(33, 39)],
  'hint:': [style(36, 39)],
};

/** Where nothing else says where the text begins. */
const HANG = 2;

/**
 * A line of prose in lines of so many columns, broken between words; what goes on stands behind the label of the first
 * line, or a little to the right of where it begins.
 */
export function foldedLine(line: string, columns: number, styles: Styles, given?: number): readonly string[] {
  const plain = styles.strip(line);
  if (textWidth(plain) <= columns) return [line];
  const blanks = plain.length - plain.trimStart().length;
  const hang = given ?? blanks + (LABEL.exec(plain.trimStart())?.[0].length ?? HANG);
  const [first = '', ...rest] = styledLines(line, lineParts(plain, columns - hang, columns), styles);
  return [first, ...rest.map((one) => `${' '.repeat(hang)}${one}`)];
}

/** A text with styles in these parts of it, without the blanks at their ends: a narrower terminal would wrap those. */
export function styledLines(text: string, parts: readonly string[], styles: Styles): readonly string[] {
  const lengths = parts.flatMap((part) => [part.trimEnd().length, part.length - part.trimEnd().length]);
  return styles.pieces(text, lengths).filter((_piece, at) => at % 2 === 0);
}

/** The label that a line begins with stands out; that it is one, the word says without a colour, too. */
export function withLabelColoured(line: string, styles: Styles): string {
  const [label = ''] = /^(?:error|warning|hint):/.exec(line) ?? [];
  return `${(LABEL_STYLES[label] ?? []).reduce((text, each) => styles.style(each, text), label)}${line.slice(label.length)}`;
}

function style(open: number, close: number): { readonly open: string; readonly close: string } {
  const code = (number: number) => `${String.fromCharCode(27)}[${number}m`;
  return { open: code(open), close: code(close) };
}
