import { charactersOf, textWidth } from '../../../domain/text/text-width.js';
import { visible } from '../../../domain/text/visible.js';

/** One column each, and nothing to be escaped. */
const IS_PLAIN = /^[\x20-\x7e]*$/;

/** Looked at around the place, in UTF-16 units: a message may be one line of megabytes. */
const AROUND = 400;

/**
 * The source around the place in at most `width` columns of a terminal, and a caret under it; null where there is no
 * source to show. `column` counts UTF-16 units from 1, and the caret stands where the terminal has drawn that character.
 */
export function excerptOf(sourceLine: string, column: number, width: number): readonly [string, string] | null {
  if (sourceLine.trim() === '') return null;
  const place = Math.min(column - 1, sourceLine.length);
  // Where a unit is a column, more than a screen's width is never shown.
  const isPlain = IS_PLAIN.test(sourceLine.slice(Math.max(0, place - width), place + width));
  const around = isPlain ? width : AROUND;
  const from = wholeFrom(sourceLine, Math.max(0, place - around));
  const to = wholeFrom(sourceLine, Math.min(sourceLine.length, place + around));
  const [before, after] = parted(sourceLine.slice(from, to), place - from);
  const isWhole = from === 0 && to === sourceLine.length && columnsOf(before) + columnsOf(after) <= width;
  const lead = isWhole ? before : lastOf(before, Math.floor(width / 3), from > 0);
  const rest = isWhole ? after : firstOf(after, width - columnsOf(lead), to < sourceLine.length);
  return [[...lead, ...rest].map(({ text }) => text).join(''), `${' '.repeat(columnsOf(lead))}^`];
}

/** A character as it is shown, and the columns that it takes. */
interface Shown {
  readonly text: string;
  readonly columns: number;
}

/** Where more of the line is. */
const CUT: Shown = { text: '…', columns: 1 };

/** Never between the halves of a surrogate pair. */
function wholeFrom(text: string, at: number): number {
  return at > 0 && /^[\udc00-\udfff]/.test(text.slice(at, at + 1)) ? at - 1 : at;
}

/** What stands before the place, and the rest; a character that the place lies in comes after. */
function parted(text: string, place: number): readonly [readonly Shown[], readonly Shown[]] {
  if (IS_PLAIN.test(text)) return [plainCharacters(text.slice(0, place)), plainCharacters(text.slice(place))];
  const before: Shown[] = [];
  const after: Shown[] = [];
  let end = 0;
  for (const character of charactersOf(text)) {
    end += character.length;
    const shown = visible(character);
    (end <= place ? before : after).push({ text: shown, columns: textWidth(shown) });
  }
  return [before, after];
}

function plainCharacters(text: string): readonly Shown[] {
  return Array.from(text, (character) => ({ text: character, columns: 1 }));
}

/** The first characters that fit; what is left out, here or `beyond`, is marked. */
function firstOf(characters: readonly Shown[], width: number, isMoreBeyond: boolean): readonly Shown[] {
  if (!isMoreBeyond && columnsOf(characters) <= width) return characters;
  let columns = CUT.columns;
  const end = characters.findIndex((character) => {
    columns += character.columns;
    return width < columns;
  });
  return [...(end === -1 ? characters : characters.slice(0, end)), CUT];
}

function lastOf(characters: readonly Shown[], width: number, isMoreBeyond: boolean): readonly Shown[] {
  return firstOf(characters.toReversed(), width, isMoreBeyond).toReversed();
}

function columnsOf(characters: readonly Shown[]): number {
  return characters.reduce((sum, { columns }) => sum + columns, 0);
}
