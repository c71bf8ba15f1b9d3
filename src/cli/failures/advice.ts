import type { Problem } from '../../domain/failure/facts.js';
import type { Tell } from './text.js';

// Words that several failures share.

export const GIVE_FRIENDS = 'Give the number that LINE Official Account Manager shows as target reach: --friends 12000';

/** What to do about a rotation that was interrupted; `token` is the one to name. */
export function bothWays(token: string): string {
  const command = `line-ops token rotate ${token}`;
  return `Finish it with "${command} --resume", or put everything back with "${command} --rollback".`;
}

/** The row of `details` for a token that was not revoked. */
export function unrevoked(problem: Problem, tell: Tell): Readonly<Record<string, unknown>> {
  return { id: problem.details?.['id'] ?? null, code: problem.code, reason: tell(problem).message };
}
