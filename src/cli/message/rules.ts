import type { Session } from '../session.js';
import { completing, optionalArgument, verb } from '../verb.js';

export const messageRules = verb({
  path: 'message rules',
  summary: 'list the rules that messages are checked against, or explain one',
  args: { rule: completing(optionalArgument('name of a rule, as a finding has it; none for the list of all'), 'rule') },
  options: {},
  examples: [
    { line: 'message rules', does: 'every rule in a sentence' },
    { line: 'message rules label-length', does: 'its limits, its page, and what is accepted and refused' },
    { line: 'message rules --json', does: 'all of it, for programs' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/message-rules@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#message-objects'],
  run: (session, { args: { rule } }) => explain(session, rule),
});

async function explain(session: Session, name: string | undefined): Promise<void> {
  const { listRules, explainRule } = await import('./rules/explanation.js');
  await (name === undefined ? listRules(session) : explainRule(session, name));
}
