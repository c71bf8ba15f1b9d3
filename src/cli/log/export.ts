import { choiceOr, verb } from '../verb.js';
import { answerDocument, answerRows, RANGE_OPTIONS } from './log-reading.js';
import { requestJson, tsvRow } from './log-rows.js';

export const logExport = verb({
  path: 'log export',
  summary: 'print the log for other programs',
  args: {},
  options: {
    format: choiceOr('tsv', '<format>', 'tsv: the five columns that LINE recommends; jsonl: everything', [
      'tsv',
      'jsonl',
    ]),
    ...RANGE_OPTIONS,
  },
  examples: [
    { line: 'log export --since 30d > line.tsv', does: 'what LINE recommends to keep, for a spreadsheet' },
    { line: 'log export --format jsonl --since 1d', does: 'one document a request, for a log collector' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/log-export@1'],
  async run(session, { options }) {
    if (session.globals.json) return answerDocument(session, 'line-ops/log-export@1', options);
    await answerRows(
      session,
      options,
      options.format === 'tsv' ? tsvRow : (request) => JSON.stringify(requestJson(request)),
    );
  },
});
