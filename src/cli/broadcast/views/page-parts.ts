import { visible } from '../../../domain/text/visible.js';

/** Safe between tags and inside double quotes. */
export function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table of plain cells; without a head where that is empty. */
export function* table(head: readonly string[], rows: Iterable<readonly string[]>, kind = 'list'): Generator<string> {
  yield `<div class="scroll"><table class="${kind}">\n`;
  if (head.length > 0)
    yield `<thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead>\n`;
  yield '<tbody>\n';
  for (const row of rows) yield `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>\n`;
  yield '</tbody></table></div>\n';
}

/** A length in a drawing. */
export function fixed(value: number): string {
  return value.toFixed(2);
}
