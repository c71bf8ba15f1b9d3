import { howLine, type Shell } from './shell.js';
import { typedWords } from './typed-words.js';

/** The script hands over all words, the program's name first, the last as it was typed; fish chooses among the offers and quotes them. */
export const fish: Shell = {
  read: (given) => ({ words: given.slice(1, -1), word: typedWords(given.at(-1) ?? '').at(-1)?.value ?? '' }),
  write: (reply) => [
    `${howLine(reply)} ${reply.prefix}`.trimEnd(),
    ...reply.offers.map(({ value, says }) => `${reply.prefix}${value}${says === '' ? '' : `\t${says}`}`),
  ],
};
