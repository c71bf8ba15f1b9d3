/**
 * What a terminal or a CI log would obey, hide or reorder in place of showing it: control characters (C0, DEL, C1), line
 * and paragraph separators, bidirectional controls, characters without a glyph, halves of surrogate pairs. The flag of a
 * region is matched as a whole, because it is made of such characters.
 *
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const notShown = () =>
  // Made only for a text that is not plain: reading in what Unicode says of characters takes a millisecond of every start.
  /\u{1F3F4}[\u{E0030}-\u{E007A}]{3,6}\u{E007F}|[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/** Nearly every text; found out faster than by looking for what is odd. */
const IS_PLAIN = /^[\x20-\x7e]*$/;
const IS_PLAIN_LINES = /^[\t\n\x20-\x7e]*$/;

/**
 * A text from outside on one line, with nothing in it that acts on a terminal: each such character becomes its escape
 * (`\n`, `\u001b`), the one that JSON has for it, so that a JSON document stays the same value.
 */
export function visible(text: string): string {
  return IS_PLAIN.test(text) ? text : text.replace(notShown(), escapeUnlessJoining);
}

/** The same for text that we laid out ourselves: its line breaks and tabs stay. */
export function visibleLines(text: string): string {
  if (IS_PLAIN_LINES.test(text)) return text;
  return text.replace(notShown(), (character, offset: number, whole: string) =>
    character === '\n' || character === '\t' ? character : escapeUnlessJoining(character, offset, whole),
  );
}

function escapeUnlessJoining(character: string, offset: number, whole: string): string {
  return character.startsWith('\u{1F3F4}') || isPartOfWriting(character, offset, whole)
    ? character
    : escaped(character);
}

const ZERO_WIDTH_NON_JOINER = '\u200c';
const ZERO_WIDTH_JOINER = '\u200d';
const VARIATION_SELECTOR = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;

/** A joiner between letters or emoji, and the choice of a glyph for the character before it, show. */
function isPartOfWriting(character: string, offset: number, whole: string): boolean {
  const before = characterBefore(whole, offset);
  if (VARIATION_SELECTOR.test(character)) return /\P{ASCII}|[0-9#*]/u.test(before) && !isInvisible(before);
  if (character !== ZERO_WIDTH_JOINER && character !== ZERO_WIDTH_NON_JOINER) return false;
  const after = String.fromCodePoint(whole.codePointAt(offset + 1) ?? 0);
  return joins().test(before) && joins().test(after);
}

/** Letters and marks of scripts whose letters join, and emoji with what belongs to them. */
const joins = () =>
  /^(?:(?![\p{ASCII}\u0080-\u02ff])[\p{L}\p{M}]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;

function characterBefore(text: string, offset: number): string {
  const last = text.charCodeAt(offset - 1);
  const isLowHalf = 0xdc00 <= last && last <= 0xdfff;
  return text.slice(Math.max(0, isLowHalf ? offset - 2 : offset - 1), offset);
}

function isInvisible(character: string): boolean {
  return /^[\p{Cc}\p{Z}\p{Cs}\p{Default_Ignorable_Code_Point}]$/u.test(character);
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  let text = '';
  for (let unit = 0; unit < character.length; unit += 1)
    text += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  return text;
}
