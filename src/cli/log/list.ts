import { verb } from '../verb.js';
import { answerDocument, answerRows, RANGE_OPTIONS } from './log-reading.js';
import { textRow } from './log-rows.js';

export const logList = verb({
  path: 'log list',
  summary: 'list the API requests made from this machine, oldest first',
  args: {},
  options: RANGE_OPTIONS,
  examples: [
    { line: 'log list --since 1h', does: 'what was asked of LINE in the last hour' },
    { line: 'log list --since 1d --status 4xx', does: 'what LINE refused in the last 24 hours' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/log-list@1'],
  async run(session, { options }) {
    if (session.globals.json) return answerDocument(session, 'line-ops/log-list@1', options);
    const paint = await session.terminal.painter('stdout');
    const printed = await answerRows(session, options, (request) => textRow(request, paint));
    if (printed === 0) session.terminal.note('No requests were logged in that time.');
  },
});
