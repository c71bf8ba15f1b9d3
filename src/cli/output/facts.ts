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
  const rows = facts.map((fact): readonly Cell[] => {
    const { label, words, tone = null } = fact;
    const lines = linesOf(fact, room) ?? [typeof words === 'string' ? words : words(paint)];
    return [label, tone === null ? lines : lines.map((line) => paint[tone](line))];
  });
  return paint.table([], rows, { width });
}
