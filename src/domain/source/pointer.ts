import { shown } from '../text/shown.js';

/** Writes one property name as a JSON pointer token. @see https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export function pointerToken(name: string): string {
  return name.includes('~') || name.includes('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;
}

/** The property names and indices of a JSON pointer, unescaped; none for the root. */
export function pointerTokens(pointer: string): string[] {
  if (pointer === '') return [];
  const tokens = pointer.slice(1).split('/');
  return pointer.includes('~') ? tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')) : tokens;
}

/** How a sentence names the value at a pointer: `text`, `actions[0]`, or "the document" for the root. */
export function nameAt(pointer: string): string {
  const tokens = pointerTokens(pointer);
  const last = tokens.at(-1);
  if (last === undefined) return 'the document';
  if (!/^\d+$/.test(last)) return shown(last);
  return `${shown(tokens.at(-2) ?? 'item ')}[${last}]`;
}
