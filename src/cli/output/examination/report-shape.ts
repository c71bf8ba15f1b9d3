import type { ExaminationResult } from '../../../domain/examination/examination.js';

/** What was examined, and what came of it. */
export interface ExaminationReport {
  readonly schema: string;
  /** The command, as suites and annotations are called: `webhook check`. */
  readonly name: string;
  /** Keys of the document before `ok` and `checks`. */
  readonly subject: Readonly<Record<string, unknown>>;
  /** What was examined, for people. */
  readonly title: string;
  readonly results: readonly ExaminationResult[];
}
