import { type ExaminationResult, type ExaminationStatus, isOk } from '../../../domain/examination/examination.js';
import type { Painter } from '../../../ports/terminal.js';

/** The worst first; what passed does not hide what did not. */
const WORDS: readonly (readonly [ExaminationStatus, string])[] = [
  ['fail', 'failed'],
  ['warn', 'passed with a warning'],
  ['unknown', 'could not be told'],
  ['ask', 'to be answered'],
  ['pass', 'passed'],
  ['skip', 'not examined'],
];

/** All of it in one line: `failed: 1 failed, 2 passed with a warning, 20 passed`. */
export function summaryLine(results: readonly ExaminationResult[], paint: Pick<Painter, 'good' | 'bad'>): string {
  const counts = WORDS.flatMap(([status, words]) => {
    const found = results.filter((result) => result.status === status).length;
    return found === 0 ? [] : [`${found} ${words}`];
  });
  return `${isOk(results) ? paint.good('ok') : paint.bad('failed')}: ${counts.join(', ')}`;
}

/** For where there is no colour. */
export const UNPAINTED = { good: (text: string) => text, bad: (text: string) => text };
