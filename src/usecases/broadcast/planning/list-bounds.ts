import { isBudgetSpent } from '../../../domain/broadcast/planning/conditions.js';
import type { ErrorBudget } from '../../../domain/broadcast/settings.js';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import type { AudienceCounts } from './audience.js';

/** What a list must be like to be sent to. */
export interface ListBounds {
  readonly minRecipients: number | null;
  readonly maxRecipients: number | null;
  /** How many of its lines may be no user ID. */
  readonly maxMalformed: ErrorBudget;
}

/** @throws {LineOpsError} `usage` when the list has more or fewer recipients than the bounds allow. */
export function requireWithinBounds({ unique }: AudienceCounts, { minRecipients, maxRecipients }: ListBounds): void {
  if (maxRecipients !== null && maxRecipients < unique) {
    const details = { recipients: unique, maxRecipients };
    throw failure('TOO_MANY_RECIPIENTS', { unique, maxRecipients }, { details });
  }
  if (minRecipients !== null && unique < minRecipients) {
    const details = { recipients: unique, minRecipients };
    throw failure('TOO_FEW_RECIPIENTS', { unique, minRecipients }, { details });
  }
}

/** Whether a list has more malformed lines than one may have that is sent to. */
export function hasTooManyMalformed({ malformed, total }: AudienceCounts, { maxMalformed }: ListBounds): boolean {
  return isBudgetSpent(maxMalformed, malformed, total);
}

export function tooManyMalformed(
  { malformed, total, malformedKinds }: AudienceCounts,
  { maxMalformed }: ListBounds,
): LineOpsError {
  const kinds = malformedKinds;
  return failure(
    'TOO_MANY_MALFORMED',
    { malformed, total, kinds, allowed: maxMalformed },
    { details: { malformed, total, kinds } },
  );
}
