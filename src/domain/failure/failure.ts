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

interface LegacyContext extends FailureContext {
  readonly hint?: string;
}

type Words = (error: LineOpsError) => {
  readonly message: string;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
};
let words: Words | null = null;

/** Whoever makes the text of failures: the commands, for the whole process. Without it the text of a failure is its code. */
export function setWords(tell: Words): void {
  words = tell;
}

/**
 * A failure that the operator can do something about. Anything else that reaches `main` is a bug.
 *
 * `code` is UPPER_SNAKE and stable: scripts may compare it.
 */
export class LineOpsError extends Error {
  override readonly name = 'LineOpsError';
  override readonly message: string;
  readonly code: FailureCode;
  readonly failure: Failure | null;
  /** The text of one that was made without facts: tests make such. */
  readonly plain: { readonly message: string; readonly hint?: string } | null;
  readonly hint: string | null;
  readonly requestId: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;

  constructor(
    readonly kind: FailureKind,
    failure: FailureCode | Failure,
    message = '',
    { hint, requestId, details, cause }: LegacyContext = {},
    /** What was being done when it struck, the innermost first. */
    readonly situations: readonly Situation[] = [],
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.failure = typeof failure === 'string' ? null : failure;
    this.code = typeof failure === 'string' ? failure : failure.code;
    this.message = message === '' ? this.code : message;
    this.plain = typeof failure === 'string' ? { message, ...withHint(hint) } : null;
    this.hint = hint ?? null;
    this.requestId = requestId ?? null;
    this.details = details ?? null;
    if (words !== null && (this.failure !== null || 0 < situations.length)) {
      const told = words(this);
      this.message = told.message;
      this.hint = told.hint ?? null;
      this.details = told.details === undefined ? this.details : { ...this.details, ...told.details };
    }
  }
}

function withHint(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
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
  // Sound by the parameters: the compiler does not follow a code and its facts into the union of all.
  return new LineOpsError(kind, { code, facts } as Failure, '', context);
}

/** What else is to be said about a failure where it came up; what is not given stays as it is. */
export function within<Name extends SituationName>(
  problem: LineOpsError,
  name: Name,
  facts: SituationFacts[Name],
  { kind = problem.kind, ...context }: FailureContext & { readonly kind?: FailureKind } = {},
): LineOpsError {
  const situation = { name, facts } as Situation;
  return retold(kind, problem, context, [...problem.situations, situation]);
}

/** The same failure as one of another kind: what it means where it came up. */
export function ofKind(kind: FailureKind, problem: LineOpsError, context: FailureContext = {}): LineOpsError {
  return retold(kind, problem, context, problem.situations);
}

function retold(
  kind: FailureKind,
  problem: LineOpsError,
  { requestId = problem.requestId, details = problem.details, cause = problem }: FailureContext,
  situations: readonly Situation[],
): LineOpsError {
  return new LineOpsError(
    kind,
    problem.failure ?? problem.code,
    problem.plain?.message,
    { requestId, details, cause, ...withHint(problem.plain?.hint) },
    situations,
  );
}
