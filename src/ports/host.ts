/** The time, and waiting. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal fires; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Time that only goes forwards, with parts of a millisecond: a clock that is set, or jumps, measures nothing. */
export interface Stopwatch {
  /** Milliseconds since some moment; since the program began, where it is one of its own. */
  now(): number;
  /** Resolves when `now` has come so far, or at once when the signal fires; never rejects. */
  until(moment: number, signal?: AbortSignal): Promise<void>;
}

/** What is done now and then, beside whatever is going on. */
export interface Ticker {
  /** About every so many milliseconds, until the answer is called. */
  every(ms: number, act: () => void): () => void;
}

/** Everything that comes from chance, in one place, so that tests can decide it. */
export interface Randomness {
  /** A random UUID, version 4. */
  uuid(): string;
  /** That many characters of `0-9a-z`. */
  letters(length: number): string;
  /** At least 0 and less than 1. */
  fraction(): number;
}

/** Environment variables as the process got them. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Replaces registered secrets by a mark, by value, on every sink. */
export interface Redactor {
  /** From now on this value never passes; also not in its URL-encoded or JSON-escaped form. */
  register(secret: string): void;
  /** The text with every registered secret replaced, except the one that a command exists to hand out. */
  redact(text: string, handedOut?: string): string;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Ctrl-C, SIGTERM, and a terminal that goes away, which counts as SIGTERM. */
export interface Interruption {
  /**
   * From now on the first signal calls the handler in place of ending the process; the next one goes to the handler
   * that was there before, or ends the process at once. The answer takes the handler away again.
   */
  onFirst(handler: (signal: StopSignal) => void): () => void;
}
