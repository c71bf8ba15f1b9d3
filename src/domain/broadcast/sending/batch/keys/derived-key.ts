import { parseRetryKey, type RetryKey } from '../../../../line/ids.js';

/** Why the people of a batch go on under another retry key than before. */
export type KeyChange =
  /** Without those at these positions. */
  | { readonly type: 'setAside'; readonly positions: readonly number[] }
  /** In two batches, each with a part of them. */
  | { readonly type: 'half'; readonly half: 'first' | 'second' }
  /** In two batches: the first so many of them, for whom there is quota left, and the rest. */
  | { readonly type: 'cut'; readonly after: number; readonly part: 'first' | 'rest' }
  /** LINE delivered to nobody; the same once more. */
  | { readonly type: 'calledOff' }
  /** Nobody can tell what became of it; the same once more, by decision. */
  | { readonly type: 'resend' };

/** The retry key under which the people of a batch go on after such a change: see `derivedKey`. */
export type NextKey = (key: RetryKey, change: KeyChange) => RetryKey;

/**
 * The key that follows from a key and what happened to its batch: the same on every machine, so that two copies of one
 * state send the same bytes under the same key, and LINE accepts them once. `hash` gives hexadecimal digits, at least 32.
 */
export function derivedKey(key: RetryKey, change: KeyChange, hash: (text: string) => string): RetryKey {
  const digits = hash(`line-ops retry key\n${key.toLowerCase()}\n${textOf(change)}`);
  // In the shape of a random UUID, version 4, which is what clients of LINE send: no other version is known to be taken.
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ];
  return parseRetryKey(parts.join('-'));
}

function textOf(change: KeyChange): string {
  switch (change.type) {
    case 'setAside':
      return `without ${[...change.positions].sort((a, b) => a - b).join(',')}`;
    case 'half':
      return `${change.half} half`;
    case 'cut':
      return `${change.part} of a cut after ${change.after}`;
    case 'calledOff':
    case 'resend':
      return change.type;
  }
}
