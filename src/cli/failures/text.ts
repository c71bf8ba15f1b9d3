import type { Reason } from '../../domain/failure/facts.js';
import type { FactsOf, FailureCode, SituationFacts, SituationName } from '../../domain/failure/failures.js';

/** A failure in words: one sentence without a full stop, and what to do next. */
export interface FailureText {
  readonly message: string;
  readonly hint?: string;
  /** What belongs to `details` and is made of words: the reasons of several failures. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The words of another failure that is a part of this one. */
export type Tell = (error: unknown) => FailureText;

/** Why something did not work, in words. */
export function reasonWords(reason: Reason, tell: Tell): string {
  return typeof reason === 'string' ? reason : tell(reason).message;
}

/** The text of every code; one that reads what its code does not carry does not compile. */
export type Catalogue<Code extends FailureCode = FailureCode> = {
  readonly [Each in Code]: (facts: FactsOf[Each], tell: Tell) => FailureText;
};

/** What a situation makes of the text of any failure. */
export type Situations = {
  readonly [Name in SituationName]: (text: FailureText, facts: SituationFacts[Name], tell: Tell) => FailureText;
};

/** For a code that is met in several ways: one text for each. */
export function each<Facts extends { readonly which: string }>(
  texts: {
    readonly [Which in Facts['which']]: (facts: Extract<Facts, { readonly which: Which }>, tell: Tell) => FailureText;
  },
): (facts: Facts, tell: Tell) => FailureText {
  return (facts, tell) => {
    // One text takes the facts of one way alone, and which it is stands in them: the compiler cannot follow that through
    // a type that it does not know yet.
    const text: (facts: never, tell: Tell) => FailureText = texts[facts.which as Facts['which']];
    return text(facts as never, tell);
  };
}
