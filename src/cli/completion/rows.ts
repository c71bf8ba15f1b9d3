import type { Completion } from '../verb.js';

/**
 * All that completion knows of the commands: plain data, which the build writes beside the program, so that a key press loads no verb.
 */
export interface CompletionTable {
  readonly nouns: Readonly<Record<string, NounRow>>;
  /** Options that stand before the noun. */
  readonly program: readonly OptionRow[];
  /** Options of every verb. */
  readonly everywhere: readonly OptionRow[];
  /** Options of every verb that changes something. */
  readonly changing: readonly OptionRow[];
  /** What is called how for good: rules, events and so on. */
  readonly words: Readonly<Record<FixedWords, readonly Offer[]>>;
}

type FixedWords = 'rule' | 'message type' | 'event' | 'question' | 'topic' | 'schema' | 'failure';

export interface NounRow {
  readonly summary: string;
  /** None for a noun that is a verb itself. */
  readonly verbs: Readonly<Record<string, VerbRow>>;
  readonly own: VerbRow | null;
}

export interface VerbRow {
  readonly summary: string;
  readonly args: readonly ArgumentRow[];
  readonly options: readonly OptionRow[];
  readonly changes: boolean;
}

export interface ArgumentRow {
  readonly isLast: boolean;
  readonly completes: readonly Completion[];
}

export interface OptionRow {
  readonly flag: string;
  readonly short: string | null;
  readonly summary: string;
  readonly takesValue: boolean;
  readonly isRequired: boolean;
  readonly isRepeatable: boolean;
  /** Flags that cannot stand beside it. */
  readonly conflicts: readonly string[];
  readonly completes: readonly Completion[];
}

/** A word that may be typed, and what it means; one that ends in `:` or `=` is only the beginning of one. */
export interface Offer {
  readonly value: string;
  readonly says: string;
}
