import { isOk, objections } from '../../../domain/examination/examination.js';
import { failure } from '../../../domain/failure/failure.js';
import type { Session } from '../../session.js';
import { choice, flag, grouped } from '../../verb.js';
import { githubLines } from './github.js';
import { junitDocument } from './junit.js';
import { prettyReport } from './pretty.js';
import type { ExaminationReport } from './report-shape.js';

const EXAMINATION_FORMATS = ['pretty', 'json', 'github', 'junit'] as const;
type ExaminationFormat = (typeof EXAMINATION_FORMATS)[number];

/** Options of every command that examines. */
export const EXAMINATION_OPTIONS = grouped('Verdict and output', {
  strict: flag('end with exit 3 also on warnings, and on what could not be told'),
  format: choice('<format>', 'how the results are written (default: pretty)', EXAMINATION_FORMATS),
});

export interface ExaminationWish {
  readonly strict: true | undefined;
  readonly format: ExaminationFormat | undefined;
}

/** @throws {LineOpsError} `usage` for `--json` beside another format; to be called before anything is examined. */
export function formatOf({ globals }: Pick<Session, 'globals'>, { format }: ExaminationWish): ExaminationFormat {
  if (!globals.json) return format ?? 'pretty';
  if ((format ?? 'json') !== 'json') throw failure('CONFLICTING_OPTIONS', { which: 'format', format });
  return 'json';
}

/**
 * Writes the report to stdout in the form that was asked for.
 *
 * @throws {LineOpsError} `findings` afterwards, where something failed, or with `--strict` is doubtful or unknown.
 */
export async function reportExamination(
  session: Session,
  report: ExaminationReport,
  wish: ExaminationWish,
): Promise<void> {
  await write(session, report, wish);
  const against = objections(report.results, { isStrict: wish.strict === true });
  if (against.length === 0) return;
  throw failure(
    'EXAMINATION_FAILED',
    { name: report.name, titles: against.map(({ title }) => title), isFailure: !isOk(report.results) },
    { details: { checks: against.map(({ id, status }) => ({ id, status })) } },
  );
}

async function write(session: Session, report: ExaminationReport, wish: ExaminationWish): Promise<void> {
  const { terminal } = session;
  const isStrict = wish.strict === true;
  switch (formatOf(session, wish)) {
    case 'pretty':
      return terminal.answer(`${prettyReport(report, await layoutOf(session))}\n`);
    case 'json':
      return terminal.answer(`${JSON.stringify(examinationDocument(report))}\n`);
    case 'junit':
      return terminal.answer(`${junitDocument([report], { isStrict })}\n`);
    case 'github': {
      const { annotations, summary } = githubLines(report, { isStrict });
      for (const line of annotations) terminal.workflowCommand(line, 'stdout');
      return terminal.answer(`${summary}\n`);
    }
  }
}

/** How reports are laid out for people. */
export async function layoutOf({ terminal, globals }: Session): Promise<Parameters<typeof prettyReport>[1]> {
  const paint = await terminal.painter('stdout');
  return { paint, width: paint.columns, isQuiet: globals.quiet };
}

function examinationDocument({ schema, subject, results }: ExaminationReport): Readonly<Record<string, unknown>> {
  return { schema, ...subject, ok: isOk(results), checks: checksJson(results) };
}

/** Results as every document has them. */
export function checksJson(results: ExaminationReport['results']): readonly Readonly<Record<string, unknown>>[] {
  return results.map(({ id, title, status, detail, hint, docs }) => ({ id, title, status, detail, hint, docs }));
}
