let segmenter: Intl.Segmenter | null = null;

/**
 * The characters that a person sees: never cut inside a surrogate pair, a letter with its marks or a joined emoji. Most
 * runs see plain text alone, and making a segmenter takes longer than all the rest of them. It is given slices, because
 * each of its steps takes longer the longer the text is; what a slice ends in may go on behind it, and begins the next.
 */
function* segments(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let length = SLICE;
  for (let start = 0; start < text.length; ) {
    const slice = text.slice(start, endOfSlice(text, start + length));
    const characters = Array.from(segmenter.segment(slice), ({ segment }) => segment);
    const isLast = start + slice.length === text.length;
    const unsure = isLast ? '' : (characters.pop() ?? '');
    yield* characters;
    // One character of many marks: a longer slice shows where it ends.
    length = characters.length === 0 ? length * 2 : SLICE;
    start += slice.length - unsure.length;
  }
}

/** In UTF-16 code units: far more than any character of a language takes. */
const SLICE = 256;

/** Never between the halves of a surrogate pair. */
function endOfSlice(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return 0xd800 <= last && last <= 0xdbff ? end + 1 : end;
}

/** ASCII, Latin letters, dashes, the ellipsis and arrows: one column each. */
const IS_PLAIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u21ff]*$/;
// Made only for a text that is not plain: reading in what Unicode says of characters takes a millisecond of every start.
/** Emoji that are drawn as pictures take two columns, however many of them are joined; so do the flags. */
const isPicture = () => /\p{Emoji_Presentation}|\ufe0f|\p{Regional_Indicator}/u;
/** Marks that stand above, below or inside the character before them, and what has no glyph. */
const takesNoRoom = () => /[\p{Mn}\p{Me}\p{Cf}\p{Default_Ignorable_Code_Point}\u1160-\u11ff]/u;
/** East Asian wide and full-width characters. @see https://www.unicode.org/reports/tr11/ */
const isWide = () =>
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;

/** The characters of a text as a person counts them. */
export function charactersOf(text: string): readonly string[] {
  return [...segments(text)];
}

/** Columns that a text without escape codes takes on a terminal. */
export function textWidth(text: string): number {
  if (IS_PLAIN.test(text)) return text.length;
  if (text.length === 1) return characterWidth(text);
  let width = 0;
  for (const character of segments(text)) width += characterWidth(character);
  return width;
}

/** The start of a text that fits into this many columns, whole characters only; what was cut is marked with `…`. */
export function fitted(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let fits = '';
  let width = 0;
  for (const character of segments(text)) {
    width += characterWidth(character);
    if (columns - 1 < width) break;
    fits += character;
  }
  return `${fits}…`;
}

/**
 * The whole text in lines of at most this many columns, broken behind blanks; a word that is wider than a line by itself
 * behind a `/`, `:` or `,`, else anywhere.
 */
export function folded(text: string, columns: number): readonly string[] {
  const isTooWide = (part: string) => columns < textWidth(part.trimEnd());
  const parts = text
    .split(/(?<= )/)
    .flatMap((word) => (isTooWide(word) ? word.split(/(?<=[/:,])/) : word))
    .flatMap((part) => (isTooWide(part) ? charactersOf(part) : part));
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const part of parts) {
    if (line !== '' && columns < width + textWidth(part.trimEnd())) {
      lines.push(line.trimEnd());
      line = '';
      width = 0;
    }
    line += part;
    width += textWidth(part);
  }
  return [...lines, line.trimEnd()];
}

function characterWidth(character: string): number {
  if (isPicture().test(character)) return 2;
  let width = 0;
  for (const codePoint of character) {
    if (!takesNoRoom().test(codePoint)) width += isWide().test(codePoint) ? 2 : 1;
  }
  return width;
}
