import type { HandOutEnd, Problem, SentAgain } from '../../domain/failure/facts.js';
import type { ChannelsNotRead } from '../../domain/failure/situations.js';
import { formatDuration } from '../../domain/text/duration.js';
import type { FailureText, Tell } from './text.js';

// Words that several failures share.

export const GIVE_FRIENDS = 'Give the number that LINE Official Account Manager shows as target reach: --friends 12000';

/** What to do about a rotation that was interrupted; `token` is the one to name. */
export function bothWays(token: string): string {
  const command = `line-ops token rotate ${token}`;
  return `Finish it with "${command} --resume", or put everything back with "${command} --rollback".`;
}

/** That the same was sent before. */
export function sentAgain({ id, name, agoMs, toWord, forgottenAt }: SentAgain): string {
  const which = `${id}${name === null ? '' : ` (${name})`}`;
  const ago = `${formatDuration(agoMs)} ago`;
  if (forgottenAt !== null)
    return `the same message was sent ${ago} by ${which}, whose recipients are forgotten: nobody can tell whether they are these`;
  return toWord === null
    ? `the same message was sent ${ago} to more than half of these recipients, by ${which}`
    : `the same message was sent to ${toWord} ${ago}, by ${which}`;
}

/** The row of `details` for a token that was not revoked. */
export function unrevoked(problem: Problem, tell: Tell): Readonly<Record<string, unknown>> {
  return { id: problem.details?.['id'] ?? null, code: problem.code, reason: tell(problem).message };
}

const WRITE_AGAIN = 'Mend where stdout goes, and run the command again.';

/** What became of a token that stdout did not take, and what to do about it. */
export function handOutEnd(end: HandOutEnd, tell: Tell): { readonly sentence: string; readonly hint: string } {
  switch (end.became) {
    case 'kept':
      return {
        sentence: `${end.name} is alive, and its string is kept in the secret store`,
        hint: `Get it with: line-ops token get ${end.options}`,
      };
    case 'revoked':
      return { sentence: `${end.name} was revoked again`, hint: WRITE_AGAIN };
    case 'endsByItself':
      return { sentence: `nobody has the stateless token ${end.name}: ${end.end}`, hint: WRITE_AGAIN };
    case 'stored':
      return {
        sentence: `${end.name} could not be revoked (${tell(end.problem).message}), and its string is kept in the secret store`,
        hint: `End it with: line-ops token revoke ${end.id}`,
      };
    case 'lost':
      return {
        sentence: `${end.name} is alive and nobody has its string: it could be neither revoked (${tell(end.problem).message}) nor kept (${tell(end.storeProblem).message})`,
        hint: `It takes a place at LINE until its end: ${end.end}. See: line-ops token list`,
      };
  }
}

/** Which channels could not be read, with the words about the worst of them. */
export function channelsNotRead(
  worst: string,
  { failed, all }: ChannelsNotRead,
  tell: Tell,
): Pick<FailureText, 'message' | 'details'> {
  return {
    message: `${failed.length} of ${all} channels could not be read: ${failed.map(({ name }) => name).join(', ')}: ${worst}`,
    details: {
      failed: failed.map(({ name, problem }) => ({
        channel: name,
        code: problem.code,
        reason: tell(problem).message,
      })),
    },
  };
}
