import type { Advice, Misused, OwnWords } from '../../domain/failure/facts.js';
import type { FailureText } from './text.js';

/** A command line that the parser does not take. */
export function misused({ words, isSecret, advice }: Misused): FailureText {
  return {
    message: words,
    hint: isSecret
      ? 'No secret is taken from an argument: other users and the shell history would see it. Use the environment, a file, stdin or the prompt; see --help.'
      : adviceWords(advice),
  };
}

/** The next command, which works. */
export function adviceWords(advice: Advice): string {
  switch (advice.type) {
    case 'see':
      return `See: ${advice.see}`;
    case 'lines':
      return `Did you mean${advice.lines.length === 1 ? '' : ' one of these'}: ${advice.lines.join(' | ')}`;
    case 'word':
      return `Did you mean ${advice.word}? See: ${advice.see}`;
    case 'option of others':
      return `${advice.option} is an option of ${advice.holders.join(', ')}. See: ${advice.see}`;
    case 'missing':
      return `Add ${advice.options.join(' and ')}. See: ${advice.see}`;
    case 'shown by':
      return `It is shown by: ${advice.line} (see: ${advice.see})`;
  }
}

/** What somebody else says for itself. */
export function ownWords({ words, hint }: OwnWords): FailureText {
  return { message: words, hint };
}
