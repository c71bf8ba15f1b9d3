/** Control characters, and the invisible ones that change the direction of a line: they would disturb a terminal. */
const DISTURBING = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Input as a finding may quote it: on one line, not too long, without anything that a terminal obeys. */
export function shown(text: string): string {
  const short = text.length <= 60 ? text : `${text.slice(0, 57)}...`;
  return short.replace(DISTURBING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The JSON type of a value. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Inclusive bounds in words: `1 to 5`, `at least 1`, `exactly 2`. */
export function boundsInWords(min: number | null, max: number | null): string {
  if (max === null) return `at least ${min}`;
  if (min === max) return `exactly ${max}`;
  return min === null ? `at most ${max}` : `${min} to ${max}`;
}
