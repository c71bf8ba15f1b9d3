import { charactersOf } from '../../text/text-width.js';
import { lengthIn } from '../engine/counting.js';
import type { Fixer } from './fix.js';

/** The text cut between two characters, as LINE counts it: only shown, for it is not what was written. */
export const cutText: Fixer = ({ limit }, { value, shape }) => {
  if (typeof value !== 'string' || typeof limit !== 'number') return null;
  // The texts of templates have limits of their own, in characters.
  const unit = shape.kind === 'text' && shape.max !== null ? shape.unit : 'graphemes';
  const lookedAt = unit === 'utf16' ? limit + LONGEST_CHARACTER : limit * LONGEST_CHARACTER;
  const text = cut(value.slice(0, lookedAt), limit, (part) => lengthIn(unit, part));
  return text === value ? null : { kind: 'suggestion', says: `cut between two characters, at ${limit}`, text };
};

/** UTF-16 units of a character that is looked at whole: a family of four with tones of skin has 19. */
const LONGEST_CHARACTER = 20;

/** As much of the text as fits, without a half character at its end. */
function cut(text: string, max: number, lengthOf: (text: string) => number): string {
  let length = 0;
  let end = 0;
  // No character counts for less than one.
  for (const character of charactersOf(text)) {
    length += lengthOf(character);
    if (max < length) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Braces that have no partner as the characters themselves: they may as well be a placeholder that was forgotten. */
export const escapeBraces: Fixer = (_finding, { value }) => {
  if (typeof value !== 'string') return null;
  return { kind: 'suggestion', says: 'write braces that people are to see twice', text: withDoubledBraces(value) };
};

function withDoubledBraces(text: string): string {
  return text.replace(/\{\{|\}\}|\{[A-Za-z0-9_]{1,20}\}|[{}]/g, (part) =>
    part === '{' || part === '}' ? part + part : part,
  );
}
