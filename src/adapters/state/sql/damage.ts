import { failureAs, type LineOpsError } from '../../../domain/failure/failure.js';
import type { FactsOf } from '../../../domain/failure/failures.js';

/**
 * The state holds what this program never wrote. Whoever meets it knows neither what was sent before nor whether a copy
 * of the state would know: so nobody is advised to either.
 */
export function stateDamaged(facts: FactsOf['STATE_DAMAGED'], cause?: unknown): LineOpsError {
  return failureAs('failure', 'STATE_DAMAGED', facts, cause === undefined ? {} : { cause });
}

/** What a column or field says that holds what we never wrote. */
export function damaged(what: string): LineOpsError {
  return stateDamaged({ which: 'value', what });
}
