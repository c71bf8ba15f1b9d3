/** A word of a line that may not be whole yet. */
export interface TypedWord {
  /** As it stands on the line, with its quotes. */
  readonly raw: string;
  readonly value: string;
  /** The quote that is still open at its end. */
  readonly openQuote: '"' | "'" | null;
}

/**
 * One piece of a line: blanks, an operator behind which another command begins, a quoted piece that may be open, an escaped character, or
 * plain characters.
 */
const PIECE =
  /(?<blank>\s+)|(?<operator>&&|\|\||[;|&()])|'(?<single>[^']*)(?<singleEnd>'?)|"(?<double>(?:[^"\\]|\\[\s\S])*)\\?(?<doubleEnd>"?)|\\(?<escaped>[\s\S]?)|(?<plain>[^\s'"\\;|&()]+)/g;

type Piece = Readonly<Record<string, string | undefined>>;

/**
 * The words of a line as a POSIX shell or fish splits it, as far as its last command; the last is the one that is typed, and may be empty.
 */
export function typedWords(line: string): readonly TypedWord[] {
  const words: TypedWord[] = [];
  let word: TypedWord | null = null;
  for (const { 0: raw, groups = {} } of line.matchAll(PIECE)) {
    if (groups['blank'] !== undefined) {
      if (word !== null) words.push(word);
      word = null;
    } else if (groups['operator'] !== undefined) {
      words.length = 0;
      word = null;
    } else word = joined(word, { raw, value: unquoted(groups), openQuote: openQuoteOf(groups) });
  }
  return [...words, word ?? { raw: '', value: '', openQuote: null }];
}

function joined(before: TypedWord | null, { raw, value, openQuote }: TypedWord): TypedWord {
  return before === null
    ? { raw, value, openQuote }
    : { raw: `${before.raw}${raw}`, value: `${before.value}${value}`, openQuote };
}

function unquoted({ single, double, escaped, plain }: Piece): string {
  return single ?? (double === undefined ? (escaped ?? plain ?? '') : unescaped(double));
}

function openQuoteOf({ singleEnd, doubleEnd }: Piece): TypedWord['openQuote'] {
  if (singleEnd === '') return "'";
  return doubleEnd === '' ? '"' : null;
}

/** Within double quotes a backslash escapes these, and stands for itself elsewhere. */
function unescaped(text: string): string {
  return text.replace(/\\([$`"\\\n])/g, '$1');
}
