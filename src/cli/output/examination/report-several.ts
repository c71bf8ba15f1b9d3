import { isOk, objections } from '../../../domain/examination/examination.js';
import { failure } from '../../../domain/failure/failure.js';
import type { Session } from '../../session.js';
import { githubLines } from './github.js';
import { junitDocument } from './junit.js';
import { prettyReport } from './pretty.js';
import { checksJson, type ExaminationWish, formatOf, layoutOf } from './report.js';
import type { ExaminationReport } from './report-shape.js';

/** Reports of the same examinations on several subjects. */
export interface SeveralReports {
  readonly schema: string;
  readonly name: string;
  /** The key of the document that they stand under: `channels`. */
  readonly key: string;
  /** Each with what its subject is called. */
  readonly reports: readonly (ExaminationReport & { readonly label: string })[];
}

/**
 * As `reportExamination`, for several at once.
 *
 * @throws {LineOpsError} `findings` afterwards, where something failed in any of them.
 */
export async function reportExaminations(
  session: Session,
  several: SeveralReports,
  wish: ExaminationWish,
): Promise<void> {
  await write(session, several, wish);
  const against = several.reports.flatMap(({ label, results }) =>
    objections(results, { isStrict: wish.strict === true }).map((result) => ({ ...result, of: label })),
  );
  if (against.length === 0) return;
  throw failure(
    'EXAMINATION_FAILED',
    {
      name: several.name,
      titles: against.map(({ of, title }) => `${of}: ${title}`),
      isFailure: against.some(({ status }) => status === 'fail'),
    },
    { details: { checks: against.map(({ of, id, status }) => ({ of, id, status })) } },
  );
}

async function write(session: Session, several: SeveralReports, wish: ExaminationWish): Promise<void> {
  const { terminal } = session;
  const { schema, key, reports } = several;
  const isStrict = wish.strict === true;
  switch (formatOf(session, wish)) {
    case 'pretty': {
      const layout = await layoutOf(session);
      return terminal.answer(`${reports.map((report) => prettyReport(report, layout)).join('\n\n')}\n`);
    }
    case 'json': {
      const ok = reports.every(({ results }) => isOk(results));
      const each = reports.map(({ subject, results }) => ({
        ...subject,
        ok: isOk(results),
        checks: checksJson(results),
      }));
      return terminal.answer(`${JSON.stringify({ schema, ok, [key]: each })}\n`);
    }
    case 'junit':
      return terminal.answer(`${junitDocument(reports, { isStrict })}\n`);
    case 'github':
      for (const report of reports) {
        const { annotations, summary } = githubLines(
          { ...report, name: `${report.name} ${report.label}` },
          { isStrict },
        );
        for (const line of annotations) terminal.workflowCommand(line, 'stdout');
        terminal.answer(`${summary}\n`);
      }
  }
}
