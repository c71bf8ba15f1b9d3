import type { ExaminationResult } from '../../domain/examination/examination.js';
import { type Claims, claimChecks, readClaimsOf } from '../../domain/login/id-token.js';
import type { Deps } from '../../ports/deps.js';
import type { IdTokenQuestion, LineApi } from '../../ports/line-api.js';
import { timeAtLine } from '../tokens/time-at-line.js';

/** What LINE and the token itself say. */
interface IdTokenExamination {
  /** Of LINE's answer where LINE takes the token; else what the token says by itself, which proves nothing. */
  readonly claims: Claims | null;
  readonly isAccepted: boolean;
  readonly checks: readonly ExaminationResult[];
}

/**
 * Asks LINE whether an ID token is to be believed, and holds each claim against what is expected.
 *
 * @throws {LineOpsError} when LINE gives no usable answer: silence proves nothing.
 */
export async function verifyIdToken(
  question: IdTokenQuestion,
  { api, deps }: { readonly api: LineApi; readonly deps: Pick<Deps, 'clock'> },
): Promise<IdTokenExamination> {
  const verdict = await api.verifyIdToken(question);
  const isAccepted = verdict.type === 'accepted';
  const claims = isAccepted ? verdict.claims : readClaimsOf(question.token.reveal());
  const checks = claimChecks(claims, question, {
    refusal: isAccepted ? null : verdict.answer,
    now: timeAtLine({ api, deps }),
  });
  return { claims, isAccepted, checks };
}
