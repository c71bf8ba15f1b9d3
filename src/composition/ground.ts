import type { Folders } from '../adapters/state/places.js';
import type { Clock, EnvironmentVariables, Redactor } from '../ports/host.js';

/** What everything else is built on. */
export interface Ground {
  readonly env: EnvironmentVariables;
  readonly clock: Clock;
  readonly folders: Folders;
  readonly redactor: Redactor;
  /** Says a line to the operator, once there is a terminal. */
  warn(line: string): void;
  /** To be called at the end, what was opened last before what it may still use. */
  atEnd(close: () => Promise<void> | void): void;
}

/** Opens at the first call, and gives the same thing afterwards. */
export function once<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opened: Promise<Value> | null = null;
  return () => {
    opened ??= open();
    return opened;
  };
}
