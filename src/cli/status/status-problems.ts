import type { Answered } from '../../usecases/status/in-time.js';
import { textOf } from '../failures/text-of.js';

/** A part that nobody can tell of now, and why. */
export interface StatusProblem {
  readonly part: string;
  readonly code: string;
  readonly message: string;
}

/** Parts by their names, as far as they were asked for. */
type Parts = Readonly<Record<string, Answered<unknown> | null | undefined>>;

/** Every part that could not be had, in words. `server` is null where nobody has to be waited for but LINE. */
export async function problemsIn(
  { state, line }: { readonly state: Parts; readonly line: Parts },
  server: string | null,
): Promise<readonly StatusProblem[]> {
  const ofState = await problemsOf(state, server === null ? 'the state' : `the state server ${server}`);
  return [...ofState, ...(await problemsOf(line, 'LINE'))];
}

async function problemsOf(parts: Parts, whom: string): Promise<readonly StatusProblem[]> {
  const problems: StatusProblem[] = [];
  for (const [part, found] of Object.entries(parts)) {
    if (found?.type === 'late')
      problems.push({ part, code: 'NOT_ANSWERED_IN_TIME', message: `not known: ${whom} had not answered in time` });
    if (found?.type === 'failed')
      problems.push({
        part,
        code: found.problem.code,
        message: `not known: ${(await textOf(found.problem)).message}`,
      });
  }
  return problems;
}

export function knownOf<Value>(found: Answered<Value> | null): Value | null {
  return found?.type === 'read' ? found.value : null;
}
