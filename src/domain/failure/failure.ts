/**
 * What kind of trouble it is. The kind alone picks the exit code, and so the operator's next move; nobody reads a
 * message to decide.
 *
 * - `usage`: wrong input; no request was made.
 * - `findings`: a check ran and found errors.
 * - `auth`: credentials are missing, refused or expired.
 * - `limit`: refused by a token limit, the monthly quota, or a rate limit that outlasted us.
 * - `unavailable`: LINE gave no usable answer after all retries, and nothing is in doubt.
 * - `incomplete`: a broadcast can be resumed, or has batches whose fate is unknown.
 * - `refused`: LINE refused the request with another 4xx.
 * - `cancelled`: the operator said no, or pressed Ctrl-C.
 * - `terminated`: SIGTERM.
 * - `failure`: none of the above, such as a full disk.
 */
export type FailureKind =
  | 'usage'
  | 'findings'
  | 'auth'
  | 'limit'
  | 'unavailable'
  | 'incomplete'
  | 'refused'
  | 'cancelled'
  | 'terminated'
  | 'failure';

/** What an error carries beside its sentence; every part is optional because not every failure has it. */
export interface FailureContext {
  /** One sentence, or one command to paste: what to do next. */
  readonly hint?: string;
  /** LINE's `x-line-request-id`, whenever LINE answered. */
  readonly requestId?: string | null;
  /** Plain data for scripts, shown under `details` with `--json`. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * A failure that the operator can do something about. Anything else that reaches `main` is a bug.
 *
 * `code` is UPPER_SNAKE and stable: scripts may compare it. `message` is one sentence without a full stop.
 */
export class LineOpsError extends Error {
  override readonly name = 'LineOpsError';
  readonly hint: string | null;
  readonly requestId: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;

  constructor(
    readonly kind: FailureKind,
    readonly code: string,
    message: string,
    { hint, requestId, details, cause }: FailureContext = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint ?? null;
    this.requestId = requestId ?? null;
    this.details = details ?? null;
  }
}
