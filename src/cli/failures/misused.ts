import type { Misused, OwnWords } from '../../domain/failure/facts.js';
import type { FailureText } from './text.js';

/** A command line that the parser does not take. */
export function misused({ words, isSecret }: Misused): FailureText {
  return {
    message: words,
    hint: isSecret
      ? 'No secret is taken from an argument: other users and the shell history would see it. Use the environment, a file, stdin or the prompt; see --help.'
      : 'See --help for what this command takes.',
  };
}

/** What somebody else says for itself. */
export function ownWords({ words, hint }: OwnWords): FailureText {
  return { message: words, hint };
}
