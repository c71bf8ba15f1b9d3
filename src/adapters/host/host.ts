import type { Clock, Randomness, Stopwatch, Ticker } from '../../ports/host.js';

/** A timer for longer fires at once. @see https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    let left = ms;
    for (; LONGEST_TIMER_MS < left && !signal?.aborted; left -= LONGEST_TIMER_MS) await timer(LONGEST_TIMER_MS, signal);
    await timer(left, signal);
  },
};

export const systemStopwatch: Stopwatch = {
  now: () => performance.now(),
  // Where nothing is left to wait for, others still get their turn.
  until: (moment, signal) => timer(moment - performance.now(), signal),
};

export const systemTicker: Ticker = {
  every(ms, act) {
    const running = setInterval(act, ms);
    return () => clearInterval(running);
  },
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(running);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    // What has passed already is no mistake of anybody: newer runtimes warn on stderr of a negative time.
    const running = setTimeout(done, Math.max(0, ms));
    signal?.addEventListener('abort', done);
  });
}

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
