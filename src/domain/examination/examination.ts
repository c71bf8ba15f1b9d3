/**
 * How one examination ended. `unknown` is what could not be found out, and is never a pass; `skip` is what was not
 * examined at all; `ask` is a question that only a person can answer.
 */
export type ExaminationStatus = 'pass' | 'warn' | 'fail' | 'skip' | 'unknown' | 'ask';

/** What is examined, whatever comes of it. */
export interface Examination {
  /** Stable and in kebab-case: scripts may compare it. */
  readonly id: string;
  readonly title: string;
  /** LINE's own page on it; null where it has none. */
  readonly docs: string | null;
}

/** What was found, with the values that were measured. */
export interface Verdict {
  readonly status: ExaminationStatus;
  /** A sentence without its full stop. */
  readonly detail: string;
  /** What to change; null where there is nothing to do. */
  readonly hint: string | null;
}

/** One examination and what came of it. */
export interface ExaminationResult extends Examination, Verdict {}

/** It is as it should be. */
export function passed(detail: string): Verdict {
  return { status: 'pass', detail, hint: null };
}

/** It works, and may not for long, or not for everybody. */
export function doubtful(detail: string, hint: string): Verdict {
  return { status: 'warn', detail, hint };
}

/** It is not as LINE asks for. */
export function failing(detail: string, hint: string): Verdict {
  return { status: 'fail', detail, hint };
}

/** It could not be found out. */
export function unknowable(detail: string, hint: string | null = null): Verdict {
  return { status: 'unknown', detail, hint };
}

/** It was not examined. */
export function skipped(detail: string, hint: string | null = null): Verdict {
  return { status: 'skip', detail, hint };
}

/** An examination that is judged from what was observed before, and what must have passed for it to mean anything. */
export interface Judgement<Observed> extends Examination {
  /** IDs of examinations that come before it in the list. */
  readonly needs: readonly string[];
  /** Called only where everything it needs passed, or passed with a warning. */
  readonly judge: (observed: Observed) => Verdict;
}

/** Judges everything in order. What depends on something that did not pass is skipped, and says on what. */
export function judgeAll<Observed>(
  judgements: readonly Judgement<Observed>[],
  observed: Observed,
): readonly ExaminationResult[] {
  const results: ExaminationResult[] = [];
  for (const { id, title, docs, needs, judge } of judgements) {
    const verdict = skippedFor(needs, results) ?? judge(observed);
    results.push({ id, title, docs, ...verdict });
  }
  return results;
}

/** The verdict of an examination that cannot be made, because of one before it; null where it can be. */
export function skippedFor(needs: readonly string[], before: readonly ExaminationResult[]): Verdict | null {
  const missing = before.find(({ id, status }) => needs.includes(id) && !IS_GOOD_ENOUGH.includes(status));
  if (missing === undefined) return null;
  // What was skipped itself says why, and that is the reason here too.
  return missing.status === 'skip'
    ? skipped(missing.detail)
    : skipped(`not examined: "${missing.title}" ${WHY_NOT[missing.status]}`);
}

const IS_GOOD_ENOUGH: readonly ExaminationStatus[] = ['pass', 'warn'];

const WHY_NOT = {
  pass: 'passed',
  warn: 'passed with a warning',
  fail: 'failed',
  unknown: 'could not be told',
  ask: 'is not answered yet',
} as const;

/** Whether nothing failed. A warning, or something unknown, is no failure. */
export function isOk(results: readonly ExaminationResult[]): boolean {
  return results.every(({ status }) => status !== 'fail');
}

/** What makes the command end with findings: what failed, and, where it is strict, what is doubtful or unknown. */
export function objections(
  results: readonly ExaminationResult[],
  { isStrict }: { readonly isStrict: boolean },
): readonly ExaminationResult[] {
  return results.filter(({ status }) => status === 'fail' || (isStrict && (status === 'warn' || status === 'unknown')));
}
