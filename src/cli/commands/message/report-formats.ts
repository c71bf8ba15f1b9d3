import type { Painter } from '../../../ports/terminal.js';
import type { FileFinding, ValidationSummary } from '../../../usecases/messages/validate.js';
import { plural } from '../../output.js';
import { sarifLog } from './sarif.js';

export const REPORT_FORMATS = ['pretty', 'json', 'github', 'sarif'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Writes findings as they come, and the rest at the end; empty texts are not written. */
export interface Report {
  findings(found: readonly FileFinding[]): string;
  end(summary: ValidationSummary): string;
}

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
        end: ({ remoteFailure }) => JSON.stringify(sarifLog(kept, { version, isComplete: remoteFailure === null })),
      };
  }
}

function jsonReport(found: readonly FileFinding[], { errors, warnings, files, remoteFailure }: ValidationSummary) {
  return {
    schema: 'line-ops/message-validate@1',
    // Nobody may take for valid what LINE was to judge and did not.
    valid: errors === 0 && remoteFailure === null,
    errors,
    warnings,
    files,
    results: found.map(findingJson),
  };
}

function findingJson({ file, finding }: FileFinding) {
  const { line, column, pointer, rule, severity, message, limit, actual, docs } = finding;
  return { file, line, column, pointer, rule, severity, message, limit, actual, docs };
}

function prettyReport(paint: Painter): Report {
  let lastFile: string | null = null;
  return {
    findings: (found) => {
      const texts: string[] = [];
      for (const one of found) {
        if (one.file !== lastFile) texts.push(`${lastFile === null ? '' : '\n'}${paint.bold(nameOf(one.file))}`);
        lastFile = one.file;
        texts.push(prettyFinding(one, paint));
      }
      return texts.join('\n');
    },
    end: ({ errors, warnings, files, messages, remoteFailure }) => {
      const unjudged = remoteFailure === null ? '' : ', LINE could not judge them all';
      const checked = `${plural(messages, 'message')} in ${plural(files, 'file')}${unjudged}`;
      if (errors + warnings === 0 && remoteFailure !== null) return `nothing found offline; ${checked}`;
      if (errors + warnings === 0) return `${paint.good('ok')}: ${checked}`;
      const counts = [
        errors === 0 ? null : paint.bad(plural(errors, 'error')),
        warnings === 0 ? null : paint.warn(plural(warnings, 'warning')),
      ];
      return `\n${counts.filter((part) => part !== null).join(', ')}; ${checked}`;
    },
  };
}

/** Findings for people, one below the other. */
export function prettyFindings(found: readonly FileFinding[], paint: Painter): string {
  return found.map((one) => prettyFinding(one, paint)).join('\n');
}

function prettyFinding({ finding, sourceLine }: FileFinding, paint: Painter): string {
  const { line, column, severity, message, rule } = finding;
  const level = severity === 'error' ? paint.bad('error') : paint.warn('warning');
  const head = `  ${`${line}:${column}`.padEnd(7)}  ${level}${' '.repeat('warning'.length - severity.length)}  ${message}  ${paint.dim(rule)}`;
  const excerpt = excerptOf(sourceLine, column);
  return excerpt === null ? head : `${head}\n${excerpt.map((text) => paint.dim(`    | ${text}`)).join('\n')}`;
}

const EXCERPT_LENGTH = 72;
/** Characters before the place that a long line is shown from. */
const EXCERPT_LEAD = 24;

/** The source around the place, and a caret under it; null where there is no source to show. */
function excerptOf(sourceLine: string, column: number): readonly [string, string] | null {
  if (sourceLine.trim() === '') return null;
  const at = Math.min(column - 1, sourceLine.length);
  const start = sourceLine.length <= EXCERPT_LENGTH ? 0 : Math.max(0, at - EXCERPT_LEAD);
  // A control character in a file must not reach the terminal as one.
  const shown = sourceLine.slice(start, start + EXCERPT_LENGTH).replace(/\p{Cc}/gu, ' ');
  return [shown, `${' '.repeat(cells(shown.slice(0, at - start)))}^`];
}

/** Columns on a terminal, near enough for a caret: East Asian wide characters and emoji take two. */
function cells(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  return width;
}

function nameOf(file: string): string {
  return file === '-' ? '(stdin)' : file;
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
function githubCommand({ file, finding }: FileFinding): string {
  const { line, column, severity, message, rule } = finding;
  const place = { ...(file === '-' ? {} : { file }), line: String(line), col: String(column), title: rule };
  const properties = Object.entries(place).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${severity} ${properties.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
