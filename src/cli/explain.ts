import type { Session } from './session.js';
import { completing, optionalArgument, verb } from './verb.js';

export const explain = verb({
  path: 'explain',
  summary: 'what an error code, an exit code, or a status or message of LINE means, and what to do',
  args: {
    what: completing(
      optionalArgument(
        'a code, a status, a text in quotes, or - for a log or an error document on stdin; none for the list',
      ),
      'failure',
    ),
  },
  options: {},
  examples: [
    { line: 'explain TOKEN_LIMIT_REACHED', does: 'an error code of line-ops' },
    { line: 'explain "You have reached your monthly limit."', does: "LINE's words" },
    { line: 'explain - < job.log', does: 'what is in a log; nothing of it is repeated' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/explanation@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#error-responses'],
  run: (session, { args: { what } }) => answer(session, what),
});

async function answer(session: Session, what: string | undefined): Promise<void> {
  const { explainText, listSubjects } = await import('./explain/show.js');
  await (what === undefined ? listSubjects(session) : explainText(session, what));
}
