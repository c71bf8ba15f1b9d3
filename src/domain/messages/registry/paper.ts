import type { SendMethod } from '../engine/finding.js';
import type { Destination } from '../engine/shapes.js';
import type { RULES, RuleName } from './rules.js';

/** What goes with a rule for whoever reads about it. No check needs a paper, so that none is loaded for one. */
export interface Paper {
  /** What is allowed: a number, or words. Null where each property has its own, or there is none to state. */
  readonly limit: number | string | null;
  readonly since: Since;
  /** A whole document that LINE takes, and that no rule has anything to say about. */
  readonly accepted: Example;
  /** Breaks the rule, and gives the graver severity that it has: LINE refuses it, or takes it where the rule is but a warning. */
  readonly refused: Example;
  /** Breaks a rule that can be either so that LINE still takes it; null where a rule has one severity. */
  readonly warned: Example | null;
}

/** Since when there is a rule. */
interface Since {
  /** The version of line-ops that first had it. */
  readonly version: string;
  /** The day of LINE's news that it came with; null where LINE names none. */
  readonly announced: string | null;
}

/** A document as a file has it, and the send that it is meant for. */
export interface Example {
  readonly content: ExampleContent;
  readonly method: SendMethod;
  readonly destination: Destination;
  /** What LINE's own validation answers: the reason why it refuses, or `{}`; null where it is not asked. */
  readonly lineAnswers: string | null;
}

/** Most are values; where the notation itself is the point, the text of the file; where there is no text to be had, why. */
type ExampleContent =
  | { readonly form: 'value'; readonly value: unknown }
  | { readonly form: 'json' | 'yaml'; readonly text: string }
  | { readonly form: 'unreadable'; readonly why: UnreadableBecause; readonly text: string };

export type UnreadableBecause = 'nothing is there' | 'no permission' | 'too large' | 'a line too long';

/** A paper for each rule; one that can be either says both. A rule without does not compile. */
export type Papers = { readonly [Name in RuleName]: PaperOf<(typeof RULES)[Name]['severity']> };

type PaperOf<Severity> = Paper & { readonly warned: Severity extends 'either' ? Example : null };
