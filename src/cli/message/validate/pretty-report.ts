import type { LocatedFinding } from '../../../domain/messages/json-source.js';
import type { RuleName } from '../../../domain/messages/registry/rules.js';
import { visible } from '../../../domain/text/visible.js';
import type { Painter } from '../../../ports/terminal.js';
import type { FileFinding, JudgedFile } from '../../../usecases/messages/validate-messages.js';
import { plural } from '../../output/view.js';
import { excerptOf } from './excerpt.js';
import type { Report } from './report.js';

/** For people. */
export function prettyReport(paint: Painter): Report {
  let lastFile: string | null = null;
  const pages = new Map<string, RuleName>();
  return {
    findings: (found) => {
      const texts: string[] = [];
      for (const one of found) {
        if (one.file !== lastFile) texts.push(`${lastFile === null ? '' : '\n'}${paint.bold(nameOf(one.file))}`);
        lastFile = one.file;
        pages.set(`${one.finding.rule} ${one.finding.docs}`, one.finding.rule);
        texts.push(prettyFinding(one, paint));
      }
      return texts.join('\n');
    },
    end: ({ errors, warnings, files, messages, judged, remoteFailure }) => {
      const unjudged = remoteFailure === null ? '' : ', LINE could not judge them all';
      const checked = `${plural(messages, 'message')} in ${plural(files, 'file')}${howJudged(judged)}${unjudged}`;
      if (errors + warnings === 0 && remoteFailure !== null) return `nothing found offline; ${checked}`;
      if (errors + warnings === 0) return `${paint.good('ok')}: ${checked}`;
      const counts = [
        errors === 0 ? null : paint.bad(plural(errors, 'error')),
        warnings === 0 ? null : paint.warn(plural(warnings, 'warning')),
      ];
      const summary = `${counts.filter((part) => part !== null).join(', ')}; ${checked}`;
      return ['', ...pageLines(pages, paint), '', summary].join('\n');
    },
  };
}

/** Each page once, below its rule: an address is too long to stand beside every finding. */
function pageLines(pages: ReadonlyMap<string, RuleName>, paint: Painter): readonly string[] {
  const rules = [...new Set(pages.values())];
  return rules.flatMap((rule) => [
    `  ${paint.dim(rule)}`,
    ...[...pages].filter(([, of]) => of === rule).map(([page]) => `    ${paint.dim(page.slice(rule.length + 1))}`),
  ]);
}

/** As which request, and what was read as something that it is not. */
function howJudged(judged: readonly JudgedFile[]): string {
  const methods = [...new Set(judged.flatMap(({ judgedAs }) => judgedAs))];
  const wrapped = judged.reduce((sum, file) => sum + file.wrapped, 0);
  const as = methods.length === 0 ? '' : `, judged as ${methods.join(' and ')}`;
  return wrapped === 0
    ? as
    : `${as}, ${plural(wrapped, 'bare Flex container')} read as ${wrapped === 1 ? 'a message' : 'messages'}`;
}

/** Findings for people, one below the other, without their sources. */
export function prettyFindings(found: readonly Pick<FileFinding, 'finding'>[], paint: Painter): string {
  return found.map(({ finding }) => headLine(finding, paint)).join('\n');
}

const MARGIN = '    | ';
/** Columns before a message. */
const MESSAGE_AT = '  12:345   warning  '.length;

function prettyFinding({ finding, sourceLine }: FileFinding, paint: Painter): string {
  // A caret in the last column would bring some terminals to the next line.
  const excerpt = excerptOf(sourceLine, finding.column, paint.columns - MARGIN.length - 2);
  return [headLine(finding, paint), ...(excerpt ?? []).map((text) => paint.dim(`${MARGIN}${text}`))].join('\n');
}

function headLine({ line, column, severity, message, rule }: LocatedFinding, paint: Painter): string {
  const level = severity === 'error' ? paint.bad('error') : paint.warn('warning');
  const lead = `  ${`${line}:${column}`.padEnd(7)}  ${level}${' '.repeat('warning'.length - severity.length)}  `;
  return paint.folded(`${lead}${visible(message)}  ${paint.dim(rule)}`, MESSAGE_AT);
}

function nameOf(file: string): string {
  return file === '-' ? '(stdin)' : visible(file);
}
