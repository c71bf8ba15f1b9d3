import { GAP } from '../../domain/text/layout/columns.js';
import type { Cell, Painter } from '../../ports/terminal.js';

/** What, and in words. */
export interface Fact {
  readonly label: string;
  readonly words: string | ((paint: Painter) => string);
  readonly tone?: 'bold' | 'good' | 'warn' | 'bad';
}

/** Labels and what they are about, folded between words. `linesOf` lays out a fact of its own way; null for as all others. */
export function factTable(
  facts: readonly Fact[],
  paint: Painter,
  width: number = paint.columns,
  linesOf: (fact: Fact, width: number) => readonly string[] | null = () => null,
): string {
  const room = width - GAP - Math.max(...facts.map(({ label }) => label.length));
<<<<<<< HEAD
  return paint.table(
    [],
    facts.map((fact) => {
      const { label, words, tone } = fact;
      const said = typeof words === 'string' ? words : words(paint);
      const plain = visible(paint.unstyled(said));
      // A line that is folded has no colours of its own: a style would run on into the next column.
      const lines = linesOf(fact, room) ?? (textWidth(plain) <= room ? [said] : folded(plain, room));
      return [label, tone === undefined ? lines : lines.map((line) => paint[tone](line))];
    }),
  );
}

/** A table of plain cells. Where it is too wide, columns are left out, the least important one first. */
export function fittingTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  {
    paint,
    width,
    leastImportant,
  }: { readonly paint: Painter; readonly width: number; readonly leastImportant: readonly string[] },
): string {
  const columns = head.map((title, at) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(visible(row[at] ?? '')))),
  );
  const left = new Set(head.keys());
  const taken = () => [...left].reduce((sum, at) => sum + (columns[at] ?? 0) + GAP, -GAP);
  for (const title of leastImportant) if (width < taken()) left.delete(head.indexOf(title));
  const kept = (row: readonly string[]) => row.filter((_cell, at) => left.has(at));
  return paint.table(kept(head), rows.map(kept));
=======
  const rows = facts.map((fact): readonly Cell[] => {
    const { label, words, tone = null } = fact;
    const lines = linesOf(fact, room) ?? [typeof words === 'string' ? words : words(paint)];
    return [label, tone === null ? lines : lines.map((line) => paint[tone](line))];
  });
  return paint.table([], rows, { width });
>>>>>>> 8848750a (Tables, notes and errors fit the terminal's real width)
}
