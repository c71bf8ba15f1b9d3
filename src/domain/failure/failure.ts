import type { Reason } from './facts.js';
import type {
  CodeOfOneKind,
  FactsOf,
  Failure,
  FailureCode,
  Situation,
  SituationFacts,
  SituationName,
} from './failures.js';
import { FAILURES } from './failures.js';
import type { FailureKind } from './kinds.js';
import { whyOf } from './system-errors.js';

export type { FailureCode } from './failures.js';
export type { FailureKind } from './kinds.js';

/** What an error carries beside its facts; every part is optional because not every failure has it. */
export interface FailureContext {
  /** LINE's `x-line-request-id`, whenever LINE answered. */
  readonly requestId?: string | null;
  /** Plain data for scripts, shown under `details` with `--json`. */
  readonly details?: Readonly<Record<string, unknown>> | null;
  readonly cause?: unknown;
}

/** What `within` and `ofKind` may say anew; what is not given stays as it is. */
interface Change extends FailureContext {
  readonly kind?: FailureKind;
  readonly situation?: Situation;
}

/**
 * A failure that the operator can do something about. Anything else that reaches `main` is a bug.
 *
 * It knows what happened and not what is said about it: the words are made where it is shown. `message` is the code,
 * for stacks alone. `code` is UPPER_SNAKE and stable: scripts may compare it.
 */
export class LineOpsError extends Error {
  override readonly name = 'LineOpsError';
  readonly code: FailureCode;
  readonly requestId: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;

  private constructor(
    readonly kind: FailureKind,
    readonly failure: Failure,
    { requestId, details, cause }: FailureContext,
    /** What was being done when it struck, the innermost first. */
    readonly situations: readonly Situation[] = [],
  ) {
    super(failure.code, cause === undefined ? undefined : { cause });
    this.code = failure.code;
    this.requestId = requestId ?? null;
    this.details = details ?? null;
  }

  static of(kind: FailureKind, failure: Failure, context: FailureContext): LineOpsError {
    return new LineOpsError(kind, failure, context);
  }

  /** The same failure, of which more is known. */
  but({
    kind = this.kind,
    situation,
    requestId = this.requestId,
    details = this.details,
    cause = this,
  }: Change): LineOpsError {
    const situations = situation === undefined ? this.situations : [...this.situations, situation];
    return new LineOpsError(kind, this.failure, { requestId, details, cause }, situations);
  }
}

/** Why something did not work; a failure of ours is told with the one that it causes. */
export function reasonOf(error: unknown): Reason {
  return error instanceof LineOpsError ? error : whyOf(error);
}

/** A failure by its code, with what its text needs to know. */
export function failure<Code extends CodeOfOneKind>(
  code: Code,
  facts: FactsOf[Code],
  context: FailureContext = {},
): LineOpsError {
  return failureAs(FAILURES[code].kind, code, facts, context);
}

/** The same for a code that has another kind from case to case. */
export function failureAs<Code extends FailureCode>(
  kind: FailureKind,
  code: Code,
  facts: FactsOf[Code],
  context: FailureContext = {},
): LineOpsError {
  const failure: Failure<Code> = { code, facts };
  // One of them all, which the compiler does not see while it does not know which.
  return LineOpsError.of(kind, failure as Failure, context);
}

/** What else is to be said about a failure where it came up; what is not given stays as it is. */
export function within<Name extends SituationName>(
  problem: LineOpsError,
  name: Name,
  facts: SituationFacts[Name],
  context: FailureContext & { readonly kind?: FailureKind } = {},
): LineOpsError {
  const situation: Situation<Name> = { name, facts };
  return problem.but({ ...context, situation: situation as Situation });
}

/** The same failure as one of another kind: what it means where it came up. */
export function ofKind(kind: FailureKind, problem: LineOpsError, context: FailureContext = {}): LineOpsError {
  return problem.but({ ...context, kind });
}
