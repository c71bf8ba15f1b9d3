import { LineOpsError } from '../../../domain/failure/failure.js';

/**
 * The state holds what this program never wrote. Whoever meets it knows neither what was sent before nor whether a copy
 * of the state would know: so the hint advises to neither.
 */
export function stateDamaged(message: string, cause?: unknown): LineOpsError {
  return new LineOpsError('failure', 'STATE_DAMAGED', message, {
    hint: 'Keep the state folder as it is, and start nothing anew that may have been sent: people may get it twice.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What a column or field says that holds what we never wrote. */
export function damaged(what: string): LineOpsError {
  return stateDamaged(`the state file holds an unreadable "${what}": it is damaged`);
}
