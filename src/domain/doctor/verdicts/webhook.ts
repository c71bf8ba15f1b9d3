import {
  type ExaminationResult,
  type ExaminationStatus,
  passed,
  skipped,
  type Verdict,
} from '../../examination/examination.js';

/** The worst first; what was not examined, and why, is in the whole examination. */
const WORST_FIRST: readonly ExaminationStatus[] = ['fail', 'warn', 'unknown'];

/** How many findings one line names. */
const NAMED = 3;

/** The examination of a webhook in one line. */
export function webhookVerdict(endpoint: string | null, results: readonly ExaminationResult[]): Verdict {
  const countOf = (status: ExaminationStatus) => results.filter((result) => result.status === status).length;
  const findings = WORST_FIRST.flatMap((status) => results.filter((result) => result.status === status));
  const [worst] = findings;
  const place = endpoint === null ? '' : `${endpoint}: `;
  if (worst === undefined) {
    if (countOf('pass') === 0) return skipped(`${place}nothing could be examined`, WHOLE);
    const left = countOf('skip') === 0 ? '' : `, ${countOf('skip')} not examined`;
    return passed(`${place}${countOf('pass')} examinations passed${left}`);
  }
  const named = findings.slice(0, NAMED).map(({ title, detail }) => `${title}: ${detail}`);
  const more = findings.length <= NAMED ? '' : `; and ${findings.length - NAMED} more`;
  const hint = worst.hint === null ? WHOLE : `${worst.hint.replace(/\.$/, '')}. ${WHOLE}`;
  return { status: worst.status, detail: `${place}${named.join('; ')}${more}`, hint };
}

const WHOLE = 'All of it: line-ops webhook check';
