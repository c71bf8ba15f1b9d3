import type { ExaminationResult } from '../../../domain/examination/examination.js';
import { type AnnotationLevel, annotation } from '../workflow-command.js';
import type { ExaminationReport } from './report-shape.js';
import { summaryOf } from './summary.js';

/** Annotations of a CI run, for what is to be looked at, and the sum of it as a line of the log. */
export function githubLines(
  { name, results }: ExaminationReport,
  { isStrict }: { readonly isStrict: boolean },
): { readonly annotations: readonly string[]; readonly summary: string } {
  const annotations = results.flatMap((result) => {
    const level = levelOf(result, isStrict);
    if (level === null) return [];
    const { title, detail, hint, docs } = result;
    const text = [`${detail}.`, hint, docs].filter((part) => part !== null).join(' ');
    return [annotation(level, { title: `${name}: ${title}` }, text)];
  });
  const { word, counts } = summaryOf(results);
  return { annotations, summary: `${word}: ${counts}` };
}

function levelOf({ status }: ExaminationResult, isStrict: boolean): AnnotationLevel | null {
  switch (status) {
    case 'fail':
      return 'error';
    case 'warn':
    case 'unknown':
      return isStrict ? 'error' : 'warning';
    case 'ask':
      return 'notice';
    case 'pass':
    case 'skip':
      return null;
  }
}
