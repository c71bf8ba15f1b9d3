import type { FailureCode, LineOpsError } from '../../domain/failure/failure.js';
import { isMissing } from '../../domain/failure/system-errors.js';
import type { LocatedFinding } from '../../domain/messages/json-source.js';
import { RULES, type RuleName } from '../../domain/messages/registry/rules.js';

/** What a file is said to have broken that cannot be read; `file-not-readable` for the rest. */
const RULE_OF: Partial<Readonly<Record<FailureCode, RuleName>>> = {
  FILE_TOO_LARGE: 'file-size',
  LINE_TOO_LONG: 'line-length',
};

/** A file that cannot be read, as a finding of that file; `why` in words. */
export function fileFinding(problem: LineOpsError, why: string, line = 1): LocatedFinding {
  const rule = RULE_OF[problem.code] ?? (isNotThere(problem) ? 'file-not-found' : 'file-not-readable');
  const { docs } = RULES[rule];
  return { pointer: '', rule, severity: 'error', message: why, limit: null, actual: null, docs, line, column: 1 };
}

/** Whether the command line names something that is not there, as against a file that is no good. */
export function namesNothing(problem: LineOpsError): boolean {
  return problem.code === 'STDIN_IS_TERMINAL' || isNotThere(problem);
}

function isNotThere({ code, cause }: LineOpsError): boolean {
  return code === 'NO_SUCH_FILES' || isMissing(cause);
}
