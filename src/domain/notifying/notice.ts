/**
 * What is told of a broadcast.
 *
 * - `ended`: a run ended and nothing waits for anybody: completed, cancelled, or stopped with something left.
 * - `paused`: it waits for a decision, the quota, or a `resume`.
 * - `doubt`: a run ended and nobody can tell of some people whether they got it.
 * - `late`: a start that was due is late.
 * - `failed`: a run could not begin.
 */
export type NoticeEvent = 'ended' | 'paused' | 'doubt' | 'late' | 'failed';

/** What came of telling. */
export interface Told {
  readonly isDelivered: boolean;
  readonly attempts: number;
  /** Why it failed; null where it did not. */
  readonly why: string | null;
}

/** Of all attempts at one notice: two are repeated after a failure that may pass. */
export const MOST_ATTEMPTS = 3;
/** Before the second and the third. */
export const WAITS_MS: readonly number[] = [1_000, 3_000];
/** Of one attempt at a URL; with all attempts and waits it stays within the time that a command has. */
export const ATTEMPT_TIMEOUT_MS = 8_000;
/** Of a command, with all that it starts. */
export const COMMAND_TIMEOUT_MS = 30_000;

/** How an answer of a server counts; `status` is null where none came. */
export type AnswerCounts = 'delivered' | 'try again' | 'refused';

/** What a server may take back by itself is tried again; redirects are not followed: the document would go to strangers. */
export function countsAs(status: number | null): AnswerCounts {
  if (status === null || status === 408 || status === 429 || 500 <= status) return 'try again';
  return 200 <= status && status < 300 ? 'delivered' : 'refused';
}
