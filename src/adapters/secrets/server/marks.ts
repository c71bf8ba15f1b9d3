import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Mark, readMark, sayOnce, writeMark } from '../private-files.js';
import type { SealedKey } from './sealed-rows.js';

/** What this machine remembers of the secrets there, to notice an older copy of the tables that was put back. */
export class Marks {
  readonly #path: string;
  readonly #accuse: (line: string) => void;

  constructor(
    readonly server: string,
    folder: string,
    warn: (line: string) => void,
  ) {
    this.#path = join(folder, `secrets.mark.${shortHash(server)}.json`);
    this.#accuse = sayOnce(warn);
  }

  /** Before the server is asked: another process of this machine may see something newer meanwhile. */
  read(): Mark {
    return readMark(this.#path);
  }

  compare(sealed: SealedKey, mark: Mark): void {
    if (sealed.generation < generationOf(sealed, mark)) this.#accuse(olderCopy(this.server));
    else if (sealed.generation !== generationOf(sealed, mark)) this.keep(sealed);
  }

  keep(sealed: SealedKey): void {
    writeMark(this.#path, { of: stateOf(sealed), generation: sealed.generation });
  }
}

/** Another state may have been made in a database of that name since. */
export function generationOf(sealed: SealedKey, mark: Mark): number {
  return mark.of === stateOf(sealed) ? mark.generation : 0;
}

/** Its salt tells a state from any other. */
function stateOf({ derivation }: SealedKey): string {
  return shortHash(derivation.salt);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function olderCopy(server: string): string {
  return `the secrets in ${server} are an older copy than what line-ops saw there from this machine: what was stored since is missing in it, and what was forgotten since is back`;
}
