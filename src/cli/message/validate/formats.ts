import type { Painter } from '../../../ports/terminal.js';
import type { FileFinding, ValidationSummary } from '../../../usecases/messages/validate-messages.js';
import { annotation } from '../../output/workflow-command.js';
import { prettyReport } from './pretty-report.js';
import type { Report } from './report.js';
import { sarifLog } from './sarif.js';

export const REPORT_FORMATS = ['pretty', 'json', 'github', 'sarif'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

interface ReportParts {
  readonly version: string;
  /** Called for people only: it loads libraries. */
  readonly painter: () => Promise<Painter>;
}

/** A report in one of the formats. `json` and `sarif` are one document and keep the findings until the end. */
export async function createReport(format: ReportFormat, { version, painter }: ReportParts): Promise<Report> {
  const kept: FileFinding[] = [];
  const keep = (found: readonly FileFinding[]) => {
    for (const finding of found) kept.push(finding);
    return '';
  };
  switch (format) {
    case 'pretty':
      return prettyReport(await painter());
    case 'github':
      return { findings: (found) => found.map(githubCommand).join('\n'), end: () => '' };
    case 'json':
      return { findings: keep, end: (summary) => JSON.stringify(jsonReport(kept, summary)) };
    case 'sarif':
      return {
        findings: keep,
        end: ({ remoteFailure, unreadable }) =>
          JSON.stringify(sarifLog(kept, { version, isComplete: remoteFailure === null && unreadable === 0 })),
      };
  }
}

function jsonReport(
  found: readonly FileFinding[],
  { errors, warnings, files, judged, remoteFailure }: ValidationSummary,
) {
  return {
    schema: 'line-ops/message-validate@1',
    // Nobody may take for valid what LINE was to judge and did not.
    valid: errors === 0 && remoteFailure === null,
    errors,
    warnings,
    files,
    inputs: judged,
    results: found.map(findingJson),
  };
}

/** A finding as it stands in documents. */
export function findingJson({ file, finding }: Pick<FileFinding, 'file' | 'finding'>) {
  const { line, column, pointer, rule, severity, message, limit, actual, docs } = finding;
  return { file, line, column, pointer, rule, severity, message, limit, actual, docs };
}

function githubCommand({ file, finding }: FileFinding): string {
  const { line, column, severity, message, rule, docs } = finding;
  const place = { ...(file === '-' ? {} : { file }), line: String(line), col: String(column), title: rule };
  return annotation(severity, place, `${message} (${docs})`);
}
