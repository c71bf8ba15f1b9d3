import type { FailureKind } from '../../domain/failure/failure.js';
import { EXIT_CODES } from '../program/exit.js';
import type { Verb } from '../verb.js';

/** One way a verb can end. */
export interface Exit {
  readonly code: number;
  readonly means: string;
}

/** Every verb can end so. */
const OF_EACH: Readonly<Partial<Record<FailureKind, string>>> = {
  failure: 'a bug, or a failure that no other row names',
  usage: 'wrong usage, or nobody to ask; nothing was done',
  cancelled: 'cancelled: Ctrl-C',
  terminated: 'SIGTERM, or the terminal went away',
};

/** Whoever changes something may be asked first. */
const OF_CHANGES = { cancelled: 'cancelled: you said no, or Ctrl-C' };

/** Whoever needs a channel. */
const OF_CHANNEL = { auth: 'no channel is configured, or its secrets cannot be read' };

/** Whoever asks LINE. */
const OF_CREDENTIALS = {
  auth: 'credentials missing, refused or expired',
  limit: 'a rate limit of LINE outlasted it',
  unavailable: 'LINE not reachable, or still failing after all retries',
  refused: 'LINE refused the request',
};

/** Every way the verb can end, by number: what follows from what it changes and needs, and what it says itself. */
export function exitsOf({ changes, needs, exits }: Pick<Verb, 'changes' | 'needs' | 'exits'>): readonly Exit[] {
  const ways: Readonly<Partial<Record<FailureKind, string>>> = {
    ...OF_EACH,
    ...(changes === 'nothing' ? {} : OF_CHANGES),
    ...(needs === 'channel' ? OF_CHANNEL : {}),
    ...(needs === 'credentials' ? OF_CREDENTIALS : {}),
    ...exits,
  };
  const ended = Object.entries(EXIT_CODES).flatMap(([kind, code]) => {
    const means = ways[kind as FailureKind];
    return means === undefined ? [] : [{ code, means }];
  });
  return [{ code: 0, means: 'done' }, ...ended].sort((one, other) => one.code - other.code);
}
