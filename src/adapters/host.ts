import type { Clock, Randomness } from '../ports/host.js';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done);
    }),
};

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';

export const systemRandomness: Randomness = {
  uuid: () => crypto.randomUUID(),
  letters: (length) => Array.from({ length }, () => LETTERS[randomBelow(LETTERS.length)]).join(''),
  fraction: () => randomWord() / 2 ** 32,
};

// The global crypto loads on first use; an import of node:crypto would slow every start down.
function randomWord(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word;
}

/** Each whole number below `bound` equally often. */
function randomBelow(bound: number): number {
  const fair = 2 ** 32 - (2 ** 32 % bound);
  let word = randomWord();
  while (fair <= word) word = randomWord();
  return word % bound;
}
