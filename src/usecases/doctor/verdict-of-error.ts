import type { Verdict } from '../../domain/examination/examination.js';
import { LineOpsError } from '../../domain/failure/failure.js';
import { describeSystemError } from '../../domain/failure/system-errors.js';
import type { ErrorWords } from '../../ports/error-words.js';

/**
 * What it means for an examination that it could not be made. What LINE did not answer, or would not say, is unknown;
 * credentials that LINE does not take, and what is wrong on this computer, is a failure.
 *
 * @throws the error itself where it is none of these: a person who leaves, or a bug.
 */
export async function verdictOfError(error: unknown, errorWords: ErrorWords): Promise<Verdict> {
  if (!(error instanceof LineOpsError)) return verdictOfSystem(error);
  const { message: detail, hint = null } = await errorWords(error);
  switch (error.kind) {
    case 'unavailable':
    case 'limit':
    case 'refused':
      return { status: 'unknown', detail, hint };
    case 'auth':
    case 'usage':
    case 'failure':
    case 'findings':
    case 'incomplete':
      return { status: 'fail', detail, hint };
    case 'cancelled':
    case 'terminated':
      throw error;
  }
}

function verdictOfSystem(error: unknown): Verdict {
  const known = describeSystemError(error);
  if (known === null) throw error;
  return { status: 'fail', detail: known.message, hint: known.hint ?? null };
}
