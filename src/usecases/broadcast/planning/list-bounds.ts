import type { ErrorBudget } from '../../../domain/broadcast/broadcast.js';
import { isBudgetSpent } from '../../../domain/broadcast/planning/conditions.js';
import { malformedWords } from '../../../domain/broadcast/planning/malformed.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
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
    const message = `the list has ${unique} recipients, more than --max-recipients ${maxRecipients}`;
    throw new LineOpsError('usage', 'TOO_MANY_RECIPIENTS', message, {
      hint: 'Check the list, or raise --max-recipients.',
      details: { recipients: unique, maxRecipients },
    });
  }
  if (minRecipients !== null && unique < minRecipients) {
    const message = `the list has ${unique} recipients, fewer than --min-recipients ${minRecipients}`;
    throw new LineOpsError('usage', 'TOO_FEW_RECIPIENTS', message, {
      hint: 'Check whether the list is whole, or lower --min-recipients.',
      details: { recipients: unique, minRecipients },
    });
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
  // Not the noise of a share such as 0.07 * 100.
  const allowed =
    maxMalformed.type === 'share' ? `${Number((maxMalformed.share * 100).toFixed(6))}%` : maxMalformed.count;
  const message = `${malformed} of ${total} lines are no user IDs, where ${allowed} may be: ${malformedWords(malformedKinds)}`;
  return new LineOpsError('usage', 'TOO_MANY_MALFORMED', message, {
    hint: `Correct the list (--rejects <file> keeps every such line), or leave them out: --max-malformed ${malformed}`,
    details: { malformed, total, kinds: malformedKinds },
  });
}
