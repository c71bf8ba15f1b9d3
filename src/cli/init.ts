import { parseChannelName } from '../domain/line/ids.js';
import { completing, optionalArgument, verb } from './verb.js';

export const init = verb({
  path: 'init',
  summary:
    'add a channel step by step: what to copy from the console, a signing key, a test push; goes on where it was left',
  args: {
    name: completing(optionalArgument('your name for the channel (default: asked)', parseChannelName), 'channel'),
  },
  options: {},
  examples: [
    { line: 'init', does: 'asks, and proves each step by asking LINE' },
    { line: 'init shop', does: 'goes on with a channel that is there' },
    { line: 'init --dry-run', does: 'what it would do' },
  ],
  changes: 'line',
  needs: 'nothing',
  schemas: ['line-ops/dry-run@1'],
  exits: {
    auth: 'LINE refused the credentials; what was proven before is kept',
    limit: 'the monthly quota is used up, or a rate limit of LINE outlasted it',
    unavailable: 'LINE not reachable, or still failing after all retries',
    incomplete: 'nobody can tell whether LINE took the test push; the command that settles it is named',
    refused: 'LINE refused the request',
  },
  docs: [
    'https://developers.line.biz/en/docs/messaging-api/getting-started/',
    'https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/',
  ],
  run: async (session, { args: { name } }) => (await import('./init/lead.js')).lead(session, name ?? null),
});
