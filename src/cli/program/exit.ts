import { type FailureKind, failure as failureOf, LineOpsError, setWords } from '../../domain/failure/failure.js';
import { describeSystemError, whyOf } from '../../domain/failure/system-errors.js';
import { textOf } from '../failures/catalogue.js';

setWords(textOf);

/** One row a kind: what the operator does next picks the number. Documented in `help exit-codes`, never renumbered. */
export const EXIT_CODES = {
  failure: 1,
  usage: 2,
  findings: 3,
  auth: 4,
  limit: 5,
  unavailable: 6,
  incomplete: 7,
  refused: 8,
  cancelled: 130,
  terminated: 143,
} as const satisfies Record<FailureKind, number>;

/** Anything that nobody foresaw. */
const BUG_EXIT_CODE = 1;

/** Ends with the exit status of a command that was run for the operator; nothing is said. */
export class ExitStatus extends Error {
  override readonly name = 'ExitStatus';

  constructor(readonly status: number) {
    super(`exit status ${status}`);
  }
}

export interface RenderedFailure {
  readonly exitCode: number;
  /** Lines for stderr. */
  readonly lines: readonly string[];
}

/** The one place where an error becomes text: two lines for people, one JSON line for programs. */
export function renderFailure(
  error: unknown,
  {
    json,
    at = null,
    debug,
  }: {
    readonly json: boolean;
    /** The time for the JSON line, where all lines have one. */
    readonly at?: string | null;
    readonly debug: boolean;
  },
): RenderedFailure {
  const failure = error instanceof LineOpsError ? error : systemFailure(error);
  const message = failure?.message ?? whyOf(error);
  const exitCode = failure === null ? BUG_EXIT_CODE : EXIT_CODES[failure.kind];
  const hint =
    failure === null
      ? 'This is a bug in line-ops. Run it again with LINE_OPS_DEBUG=1 and report what it prints.'
      : failure.hint;
  const stack = debug && error instanceof Error ? `${error.stack ?? ''}\n${causes(error).join('\n')}`.split('\n') : [];
  if (json) {
    const document = {
      schema: 'line-ops/error@1',
      ...(at === null ? {} : { at }),
      error: {
        code: failure?.code ?? 'INTERNAL',
        kind: failure?.kind ?? 'bug',
        message,
        hint,
        requestId: failure?.requestId ?? null,
        details: failure?.details ?? null,
        exitCode,
      },
    };
    return { exitCode, lines: [JSON.stringify(document), ...stack] };
  }
  const requestId = failure?.requestId ? ` (request ID ${failure.requestId})` : '';
  return { exitCode, lines: [`error: ${message}${requestId}`, ...(hint === null ? [] : [`hint: ${hint}`]), ...stack] };
}

/** What the operating system refuses is no bug, wherever it comes up. */
function systemFailure(error: unknown): LineOpsError | null {
  const known = describeSystemError(error);
  return known === null ? null : failureOf('SYSTEM_ERROR', { words: known.message, hint: known.hint });
}

function causes(error: Error): readonly string[] {
  const cause = error.cause;
  return cause instanceof Error ? [`caused by: ${cause.stack ?? cause.message}`, ...causes(cause)] : [];
}
