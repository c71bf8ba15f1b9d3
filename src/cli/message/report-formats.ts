import { charactersOf, textWidth } from '../../domain/text/text-width.js';
import { visible } from '../../domain/text/visible.js';
import type { Painter } from '../../ports/terminal.js';
import type { FileFinding, ValidationSummary } from '../../usecases/messages/validate-messages.js';
import { plural } from '../output/view.js';
import { annotation } from '../output/workflow-command.js';
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
  const head = `  ${`${line}:${column}`.padEnd(7)}  ${level}${' '.repeat('warning'.length - severity.length)}  ${visible(message)}  ${paint.dim(rule)}`;
  const excerpt = excerptOf(sourceLine, column);
  return excerpt === null ? head : `${head}\n${excerpt.map((text) => paint.dim(`    | ${text}`)).join('\n')}`;
}

/** Columns of the source that are shown, and of those, how many before the place where the line is long. */
const EXCERPT_COLUMNS = 72;
const LEAD_COLUMNS = 24;
/** Looked at around the place, in UTF-16 units: a message may be one line of megabytes. */
const AROUND = 400;

/** The source around the place, and a caret under it; null where there is no source to show. */
function excerptOf(sourceLine: string, column: number): readonly [string, string] | null {
  if (sourceLine.trim() === '') return null;
  const place = Math.min(column - 1, sourceLine.length);
  const from = Math.max(0, place - AROUND);
  const characters = shownCharacters(sourceLine.slice(from, place + AROUND), place - from);
  const before = characters.filter(({ isBefore }) => isBefore);
  const after = characters.filter(({ isBefore }) => !isBefore);
  if (EXCERPT_COLUMNS < columnsOf(characters)) {
    if (LEAD_COLUMNS < columnsOf(before)) {
      while (LEAD_COLUMNS <= columnsOf(before)) before.shift();
      before.unshift(CUT);
    }
    if (EXCERPT_COLUMNS < columnsOf([...before, ...after])) {
      while (EXCERPT_COLUMNS <= columnsOf([...before, ...after])) after.pop();
      after.push(CUT);
    }
  }
  const text = [...before, ...after].map((character) => character.text).join('');
  return [text, `${' '.repeat(columnsOf(before))}^`];
}

interface ShownCharacter {
  readonly text: string;
  /** Before the place; a character that the place lies in comes after. */
  readonly isBefore: boolean;
}

/** Where more of the line is. */
const CUT: ShownCharacter = { text: '…', isBefore: true };

function shownCharacters(text: string, place: number): readonly ShownCharacter[] {
  let end = 0;
  return charactersOf(text).map((character) => {
    end += character.length;
    return { text: visible(character), isBefore: end <= place };
  });
}

function columnsOf(characters: readonly ShownCharacter[]): number {
  return characters.reduce((sum, { text }) => sum + textWidth(text), 0);
}

function nameOf(file: string): string {
  return file === '-' ? '(stdin)' : visible(file);
}

function githubCommand({ file, finding }: FileFinding): string {
  const { line, column, severity, message, rule } = finding;
  const place = { ...(file === '-' ? {} : { file }), line: String(line), col: String(column), title: rule };
  return annotation(severity, place, message);
}
