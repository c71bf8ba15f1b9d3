import { howLine, matching, type Shell } from './shell.js';
import { type TypedWord, typedWords } from './typed-words.js';

/**
 * The script hands over `COMP_WORDBREAKS`, and the line as far as the cursor: `COMP_WORDS` is broken at `:` and `=`. Readline puts an offer
 * behind the last break of the word, or behind its open quote.
 */
export const bash: Shell = {
  read([, line = '']) {
    const words = typedWords(line).map(({ value }) => value);
    // Assignments stand before the command.
    const command = words.findIndex((word) => !/^\w+=/.test(word));
    return command === -1 || command === words.length - 1
      ? null
      : { words: words.slice(command + 1, -1), word: words.at(-1) ?? '' };
  },
  write(reply, { word }, [breaks = '', line = '']) {
    const typed = typedWords(line).at(-1);
    const kept = typed === undefined ? '' : keptByReadline(typed, breaks);
    const inserted = matching(reply, word).flatMap(({ value }) =>
      quoted(`${reply.prefix}${value}`.slice(kept.length), typed?.openQuote ?? null),
    );
    const isOpen = 0 < inserted.length && inserted.every((text) => /[=:]$/.test(text));
    return [`${howLine(reply)}${isOpen ? ' open' : ''}`, ...inserted];
  },
};

/** The beginning of the word's value that stays on the line. */
function keptByReadline({ raw, value, openQuote }: TypedWord, breaks: string): string {
  if (openQuote !== null) return value.slice(0, value.length - unquoted(raw.slice(raw.lastIndexOf(openQuote))).length);
  const at = Math.max(
    ...[...breaks].filter((character) => !/[\s"']/.test(character)).map((one) => raw.lastIndexOf(one)),
  );
  return unquoted(raw.slice(0, at + 1));
}

function unquoted(raw: string): string {
  return typedWords(raw).at(-1)?.value ?? '';
}

/** None where the quote that is open cannot hold it. */
function quoted(text: string, openQuote: TypedWord['openQuote']): readonly string[] {
  if (openQuote === "'") return text.includes("'") ? [] : [text];
  if (openQuote === '"') return [text.replace(/[\\"$`]/g, '\\$&')];
  return [text.replace(/[^\p{L}\p{M}\p{N}\w@%+:,./=~^-]/gu, '\\$&').replace(/^~/, '\\~')];
}
