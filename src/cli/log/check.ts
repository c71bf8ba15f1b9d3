import { failure } from '../../domain/failure/failure.js';
import { shown } from '../../domain/text/shown.js';
import { ServerLogExaminer, type ServerLogFindings } from '../../domain/webhook/server-log/examine.js';
import type { Painter } from '../../ports/terminal.js';
import { count, plural, show } from '../output/view.js';
import { argument, choice, verb } from '../verb.js';

export const logCheck = verb({
  path: 'log check',
  summary: "see whether a server's own log has the five columns that LINE recommends",
  args: { file: argument('text, CSV, TSV or JSON lines; - for stdin') },
  options: {
    kind: choice('<kind>', 'webhooks it received, or requests it made to LINE; default: found out', [
      'webhooks',
      'requests',
    ]),
  },
  examples: [
    { line: 'log check access.log', does: 'the log of a web server' },
    { line: 'log check --kind requests app.jsonl', does: 'what a bot writes of its calls of LINE' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/log-check@1'],
  exits: { findings: 'a column that LINE recommends is missing' },
  docs: ['https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs'],
  async run(session, { args: { file }, options: { kind } }) {
    const examiner = new ServerLogExaminer(kind ?? null);
    for await (const lines of (await session.deps.messageFiles()).lineGroups(file))
      for (const line of lines) examiner.add(line);
    const findings = examiner.findings();
    const { isComplete, lines, entries, columns } = findings;
    await show(session, {
      schema: 'line-ops/log-check@1',
      json: {
        file,
        kind: findings.kind,
        ok: isComplete,
        lines,
        entries,
        columns: columns.map(({ column, found, missingIn, example }) => ({
          id: column.id,
          title: column.title,
          status: statusOf(found, entries),
          found,
          missingIn,
          example,
        })),
      },
      text: (paint) => textOf(findings, paint),
    });
    if (isComplete) return;
    const missing = columns.filter(({ found }) => found < entries).map(({ column }) => column.title);
    throw failure('LOG_COLUMNS_MISSING', { file: file === '-' ? 'stdin' : file, entries, missing });
  },
});

function statusOf(found: number, entries: number): 'pass' | 'fail' {
  return 0 < entries && found === entries ? 'pass' : 'fail';
}

function textOf({ kind, lines, entries, columns }: ServerLogFindings, paint: Painter): string {
  const what = kind === 'webhooks' ? 'webhooks received' : 'requests to LINE';
  const head = `${plural(entries, 'entry', 'entries')} of ${what} in ${plural(lines, 'line')}`;
  if (entries === 0) return head;
  const rows = columns.map(({ column, found, missingIn, example }) => [
    statusOf(found, entries) === 'pass' ? paint.good('pass') : paint.bad('fail'),
    column.title,
    found === entries ? 'in every entry' : `in ${count(found)}; not in line ${missingIn.join(', ')}`,
    example === null ? '' : shown(example),
  ]);
  return `${head}\n${paint.table([], rows)}`;
}
