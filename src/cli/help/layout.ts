import { folded, textWidth } from '../../domain/text/text-width.js';

/** What stands to the left, and what is said of it. */
export interface Row {
  readonly term: string;
  readonly text: string;
}

/** A head and what stands below it; left out of the help where nothing does. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  /** Whether the first line stands beside the head. */
  readonly isInline?: boolean;
}

/** Below it the terminal breaks lines itself; above it lines are too long to be read. */
const NARROWEST = 60;
const WIDEST = 100;

/** Where there is no terminal, and for what is written into files. */
export const USUAL_WIDTH = 80;

/** Columns for help on a terminal of so many. */
export function helpWidth(columns: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}

const INDENT = '  ';
const GAP = 2;
/** A longer term stands on a line of its own. */
const LONGEST_TERM = 28;

/** Terms below each other, the texts in a column beside them, folded. */
export function rowLines(rows: readonly Row[], width: number): readonly string[] {
  const longest = Math.min(LONGEST_TERM, Math.floor(width / 3));
  const fitting = rows.map(({ term }) => textWidth(term)).filter((termWidth) => termWidth <= longest);
  const beside = INDENT.length + Math.max(...fitting, 0) + GAP;
  return rows.flatMap(({ term, text }) => {
    const lines = folded(text, width - beside).map((line) => `${' '.repeat(beside)}${line}`);
    const isBeside = INDENT.length + textWidth(term) + GAP <= beside;
    if (!isBeside) return [`${INDENT}${term}`, ...lines];
    const [first = '', ...rest] = lines;
    return [`${INDENT}${term}${first.slice(INDENT.length + textWidth(term))}`.trimEnd(), ...rest];
  });
}

/** A paragraph. */
export function paragraph(text: string, width: number): readonly string[] {
  return folded(text, width);
}

const USAGE = 'Usage';

/** How something is typed. */
export function usageSection(usage: string, width: number): Section {
  const lines = packed(units(usage), { first: width - `${USAGE}: `.length, others: width - INDENT.length });
  return { title: USAGE, isInline: true, lines: lines.map((line, at) => (at === 0 ? line : `${INDENT}${line}`)) };
}

/** A command line of ours that a shell takes as it stands, however narrow the terminal is. */
export function commandLines(line: string, width: number): readonly string[] {
  const room = width - INDENT.length - CONTINUED.length;
  const lines = packed(units(line), { first: room, others: room - INDENT.length });
  return lines.map((each, at) => {
    const margin = at === 0 ? INDENT : `${INDENT}${INDENT}`;
    return `${margin}${each}${at === lines.length - 1 ? '' : CONTINUED}`;
  });
}

const CONTINUED = ' \\';

/** What is read together: an option with its value, a quoted text. */
function units(line: string): readonly string[] {
  return line.match(/--[^\s=]+ (?:'[^']*'|"[^"]*"|<[^>]*>|[^-\s[<'"]\S*)|'[^']*'|"[^"]*"|\S+/g) ?? [];
}

function packed(
  parts: readonly string[],
  room: { readonly first: number; readonly others: number },
): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const fits = last !== undefined && last.length + 1 + part.length <= (lines.length === 1 ? room.first : room.others);
    if (fits) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines;
}

/** Heads in bold, a blank line between sections, none of them empty. */
export function sectionsText(sections: readonly Section[], bold: (text: string) => string): string {
  return sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines, isInline = false }) => {
      const [first = '', ...rest] = lines;
      if (isInline) return [`${bold(`${title}:`)} ${first}`, ...rest].join('\n');
      return (title === '' ? lines : [bold(`${title}:`), ...lines]).join('\n');
    })
    .join('\n\n');
}
