import { shellWord } from '../../domain/text/shell-word.js';
import type { Verb } from '../verb.js';
import type { NOUNS } from '../verbs.js';

export type Nouns = typeof NOUNS;

/** A line that was typed, and everything that could have been. */
export interface Typed {
  readonly argv: readonly string[];
  readonly nouns: Nouns;
  /** Whether the program takes the line as it stands; nothing is run for it. */
  readonly canBeTyped: (argv: readonly string[]) => Promise<boolean>;
}

/** Verbs of a noun by their words; null for a noun that is a verb itself, and for what is no noun. */
export function verbsOf(nouns: Nouns, noun: string): Readonly<Record<string, () => Promise<Verb>>> | null {
  const verbs = Object.hasOwn(nouns, noun) ? nouns[noun]?.verbs : undefined;
  return verbs === undefined || typeof verbs === 'function' ? null : verbs;
}

/** Reads a verb in; null where there is none of these words. */
export async function loadVerb(nouns: Nouns, noun: string, word: string | undefined): Promise<Verb | null> {
  const verbs = Object.hasOwn(nouns, noun) ? nouns[noun]?.verbs : undefined;
  if (typeof verbs === 'function') return verbs();
  return verbs !== undefined && word !== undefined && Object.hasOwn(verbs, word)
    ? ((await verbs[word]?.()) ?? null)
    : null;
}

/** The line with other words in place of one. */
export function replaced(argv: readonly string[], at: number, ...words: readonly string[]): readonly string[] {
  return [...argv.slice(0, at), ...words, ...argv.slice(at + 1)];
}

/** As it is pasted into a shell. */
export function asLine(argv: readonly string[]): string {
  return ['line-ops', ...argv.map(shellWord)].join(' ');
}
