import { howLine, type Shell } from './shell.js';

/** The script hands over all words without their quotes, the program's name first; zsh chooses among the offers and quotes them. */
export const zsh: Shell = {
  read: (given) => ({ words: given.slice(1, -1), word: given.at(-1) ?? '' }),
  write: (reply) => [
    `${howLine(reply)} ${reply.prefix.length}`,
    ...reply.offers.map(({ value, says }) => {
      const described = value.replace(/[\\:]/g, '\\$&');
      return `${/[=:]$/.test(value) ? 'open' : 'whole'} ${says === '' ? described : `${described}:${says}`}`;
    }),
  ],
};
