import { charactersOf, textWidth } from '../../../domain/text/text-width.js';
import { visible } from '../../../domain/text/visible.js';

/** Columns of the source that are shown, and of those, how many before the place where the line is long. */
const EXCERPT_COLUMNS = 72;
const LEAD_COLUMNS = 24;
/** Looked at around the place, in UTF-16 units: a message may be one line of megabytes. */
const AROUND = 400;

/** The source around the place, and a caret under it; null where there is no source to show. */
export function excerptOf(sourceLine: string, column: number): readonly [string, string] | null {
  if (sourceLine.trim() === '') return null;
  const place = Math.min(column - 1, sourceLine.length);
  const from = Math.max(0, place - AROUND);
  const characters = shownCharacters(sourceLine.slice(from, place + AROUND), place - from);
  const before = characters.filter(({ isBefore }) => isBefore);
  const after = characters.filter(({ isBefore }) => !isBefore);
  if (EXCERPT_COLUMNS < columnsOf(characters)) {
    if (LEAD_COLUMNS < columnsOf(before)) {
      while (LEAD_COLUMNS <= columnsOf(before)) before.shift();
      before.unshift(CUT);
    }
    if (EXCERPT_COLUMNS < columnsOf([...before, ...after])) {
      while (EXCERPT_COLUMNS <= columnsOf([...before, ...after])) after.pop();
      after.push(CUT);
    }
  }
  const text = [...before, ...after].map((character) => character.text).join('');
  return [text, `${' '.repeat(columnsOf(before))}^`];
}

interface ShownCharacter {
  readonly text: string;
  /** Before the place; a character that the place lies in comes after. */
  readonly isBefore: boolean;
}

/** Where more of the line is. */
const CUT: ShownCharacter = { text: '…', isBefore: true };

function shownCharacters(text: string, place: number): readonly ShownCharacter[] {
  let end = 0;
  return charactersOf(text).map((character) => {
    end += character.length;
    return { text: visible(character), isBefore: end <= place };
  });
}

function columnsOf(characters: readonly ShownCharacter[]): number {
  return characters.reduce((sum, { text }) => sum + textWidth(text), 0);
}
