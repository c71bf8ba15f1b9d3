import { verb } from './verb.js';

export const status = verb({
  path: 'status',
  summary:
    'how the channel stands: tokens that end soon, what is unfinished or due, quota, webhook, and what to do next',
  args: {},
  options: {},
  examples: [
    { line: 'status', does: 'asks LINE too, for two seconds at most' },
    { line: 'status --json', does: 'as a document' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/status@1'],
  exits: {},
  docs: [],
  run: async (session) => (await import('./status/show-status.js')).showStatus(session, { asksLine: true }),
});
