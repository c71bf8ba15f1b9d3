import { choiceOr, verb } from '../verb.js';
import { printLog, RANGE_OPTIONS } from './log-reading.js';

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
    { line: 'log export --webhooks > webhooks.tsv', does: 'the same, of the webhooks received here' },
    { line: 'log export --format jsonl --since 1d', does: 'one document a request, for a log collector' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/log-export@1', 'line-ops/webhook-log@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs'],
  async run(session, { options: { format, ...options } }) {
    await printLog(session, options, {
      row: (entry, form) => (format === 'tsv' ? form.tsv(entry) : JSON.stringify(form.json(entry))),
      document: 'line-ops/log-export@1',
      pause: null,
    });
  },
});
