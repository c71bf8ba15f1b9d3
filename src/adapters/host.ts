import { randomBytes, randomInt, randomUUID } from 'node:crypto';
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
  uuid: () => randomUUID(),
  letters: (length) => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
};
