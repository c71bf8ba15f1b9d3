import { type FailureKind, failure as failureOf, LineOpsError } from '../../domain/failure/failure.js';
import { describeSystemError, whyOf } from '../../domain/failure/system-errors.js';
import { textOf } from '../failures/text-of.js';

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
  /** For programs; null where people are told. */
  readonly document: Readonly<Record<string, unknown>> | null;
  /** Lines for stderr, for people. */
  readonly lines: readonly string[];
}

/** The one place where an error becomes text: two lines for people, one JSON line for programs. */
export async function renderFailure(
  error: unknown,
  {
    json,
    at = null,
    debug,
    isVerbose = false,
  }: {
    readonly json: boolean;
    /** The time for the JSON line, where all lines have one. */
    readonly at?: string | null;
    readonly debug: boolean;
    /** Whether people are told the code, too, and where it is explained. */
    readonly isVerbose?: boolean;
  },
): Promise<RenderedFailure> {
  const report = await failureJson(error);
  const document = json ? { schema: 'line-ops/error@1', ...(at === null ? {} : { at }), error: report } : null;
  const lines = json
    ? []
    : [...linesForPeople(report), ...(isVerbose ? [`more: line-ops explain ${report.code}`] : [])];
  const stack = debug && error instanceof Error ? await stackOf(error) : [];
  return { exitCode: report.exitCode, document, lines: [...lines, ...stack] };
}

/** What is said of a failure, by the names and in the order of the JSON line. */
interface FailureReport {
  readonly code: string;
  readonly kind: FailureKind | 'bug';
  readonly message: string;
  readonly hint: string | null;
  readonly requestId: string | null;
  readonly details: LineOpsError['details'];
  readonly exitCode: number;
}

/** A failure as programs read it. */
export async function failureJson(error: unknown): Promise<FailureReport> {
  const failure = error instanceof LineOpsError ? error : systemFailure(error);
  if (failure !== null) {
    const { code, kind, requestId } = failure;
    const { message, hint = null, details: told } = await textOf(failure);
    const details = told === undefined ? failure.details : { ...failure.details, ...told };
    return { code, kind, message, hint, requestId, details, exitCode: EXIT_CODES[kind] };
  }
  const hint = 'This is a bug in line-ops. Run it again with LINE_OPS_DEBUG=1 and report what it prints.';
  const nothing = { requestId: null, details: null };
  return { code: 'INTERNAL', kind: 'bug', message: whyOf(error), hint, ...nothing, exitCode: BUG_EXIT_CODE };
}

function linesForPeople({ message, hint, requestId }: FailureReport): readonly string[] {
  const named = requestId ? ` (request ID ${requestId})` : '';
  return [`error: ${message}${named}`, ...(hint === null ? [] : [`hint: ${hint}`])];
}

/** What the operating system refuses is no bug, wherever it comes up. */
function systemFailure(error: unknown): LineOpsError | null {
  const known = describeSystemError(error);
  return known === null ? null : failureOf('SYSTEM_ERROR', { words: known.message, hint: known.hint });
}

/** Where it came from, cause by cause. */
async function stackOf(error: Error): Promise<readonly string[]> {
  const { cause } = error;
  const words = error instanceof LineOpsError ? (await textOf(error)).message : error.message;
  // The stack of a failure begins with its code alone.
  const stack = (error.stack ?? '').replace(error.message, () => words).split('\n');
  if (!(cause instanceof Error)) return stack;
  const [first, ...rest] = await stackOf(cause);
  return [...stack, `caused by: ${first}`, ...rest];
}
