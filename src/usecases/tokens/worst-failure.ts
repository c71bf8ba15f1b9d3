import type { FailureKind, LineOpsError } from '../../domain/failure/failure.js';

/** Doubt outranks a limit, a limit a refusal, and a refusal what the operator typed. */
const WORST_FIRST: readonly FailureKind[] = ['failure', 'unavailable', 'limit', 'auth', 'refused', 'usage'];

/** The failure that picks the exit code where several things were tried; null where none failed. */
export function worstFailure(failures: readonly LineOpsError[]): LineOpsError | null {
  return failures.toSorted((a, b) => WORST_FIRST.indexOf(a.kind) - WORST_FIRST.indexOf(b.kind))[0] ?? null;
}
