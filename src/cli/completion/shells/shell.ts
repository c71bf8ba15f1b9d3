import type { Reply } from '../offers.js';

/** What a script hands over: the words before the one that is typed, without the program's name, and that word. */
interface Asked {
  readonly words: readonly string[];
  readonly word: string;
}

/** How the script of a shell asks, and what it reads: a line that says what else to offer, and a line for each offer. */
export interface Shell {
  /** Null where nothing can be told. */
  read(given: readonly string[], env: Readonly<Record<string, string | undefined>>): Asked | null;
  /** What the script gets, line by line. */
  write(reply: Reply, asked: Asked, given: readonly string[]): readonly string[];
}

/** The first line: what the shell itself has to find. */
export function howLine({ files, commandAt }: Reply): string {
  return commandAt === null ? (files ? 'files' : 'none') : 'command';
}

/** Of a shell that does not choose among the offers itself. */
export function matching({ prefix, offers }: Reply, word: string): Reply['offers'] {
  return offers.filter(({ value }) => `${prefix}${value}`.startsWith(word));
}
