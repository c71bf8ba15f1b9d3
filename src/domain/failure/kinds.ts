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
