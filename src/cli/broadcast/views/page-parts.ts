import { visible } from '../../../domain/text/visible.js';
import type { Column } from '../../../ports/terminal.js';

/** Safe between tags and inside double quotes. */
export function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table of plain cells; without a head where that is empty. */
export function* table(
  head: readonly (string | Column)[],
  rows: Iterable<readonly string[]>,
  kind = 'list',
): Generator<string> {
  yield `<div class="scroll"><table class="${kind}">\n`;
  if (head.length > 0)
    yield `<thead><tr>${head.map((column) => `<th scope="col">${escaped(titleOf(column))}</th>`).join('')}</tr></thead>\n`;
  yield '<tbody>\n';
  for (const row of rows) yield `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>\n`;
  yield '</tbody></table></div>\n';
}

/** As on a terminal; but there is room for all columns. */
function titleOf(column: string | Column): string {
  return (typeof column === 'string' ? column : column.title).toUpperCase();
}

/** A length in a drawing. */
export function fixed(value: number): string {
  return value.toFixed(2);
}
