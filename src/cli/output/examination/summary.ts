import { type ExaminationResult, type ExaminationStatus, isOk } from '../../../domain/examination/examination.js';

/** The worst first; what passed does not hide what did not. */
const WORDS: readonly (readonly [ExaminationStatus, string])[] = [
  ['fail', 'failed'],
  ['warn', 'passed with a warning'],
  ['unknown', 'could not be told'],
  ['ask', 'to be answered'],
  ['pass', 'passed'],
  ['skip', 'not examined'],
];

/** The sum of it all: `failed`, and `1 failed, 2 passed with a warning, 20 passed`. */
export function summaryOf(results: readonly ExaminationResult[]): { readonly word: string; readonly counts: string } {
  const counts = WORDS.flatMap(([status, words]) => {
    const found = results.filter((result) => result.status === status).length;
    return found === 0 ? [] : [`${found} ${words}`];
  });
  return { word: isOk(results) ? 'ok' : 'failed', counts: counts.join(', ') };
}
