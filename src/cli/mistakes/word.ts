import { nearestName } from '../../domain/text/nearest-name.js';

/** Whether a word may be offered for any that looks a little like it, or only for one that is clearly it. */
export type Caution = 'free' | 'only when clear';

/**
 * The known word that was meant. One that only looks is offered for anything near; one that sends, issues or ends something only for a
 * slip of a single key, and never beside one that looks and is as near.
 */
export function meantWord(
  written: string,
  known: readonly string[],
  caution: (word: string) => Caution,
): string | null {
  const free = known.filter((word) => caution(word) === 'free');
  const guarded = known.filter((word) => caution(word) === 'only when clear');
  const clear = guarded.find((word) => isClearly(written, word));
  const harmless = nearestName(written, free);
  if (clear === undefined) return harmless;
  const isAsNear = nearestName(written, free, 1) !== null;
  return isAsNear ? harmless : clear;
}

/** Shorter words are one key from too many others: `sent` is no slip of `send`, and `end` none either. */
const LONG_ENOUGH = 5;

/**
 * Two neighbours swapped, or most of the word from its beginning, as `canc`; in longer words one key wrong, missing or too many. What goes
 * on behind the word is another word: an `issuer` issues nothing.
 */
function isClearly(written: string, word: string): boolean {
  const [typed, meant] = [written.toLowerCase(), word.toLowerCase()];
  if (typed === meant) return true;
  if (4 <= typed.length && meant.startsWith(typed)) return 2 * meant.length <= 3 * typed.length;
  if (typed.startsWith(meant) || nearestName(typed, [meant], 1) === null) return false;
  return sorted(typed) === sorted(meant) || LONG_ENOUGH <= Math.max(typed.length, meant.length);
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
