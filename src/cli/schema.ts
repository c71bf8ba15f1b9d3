import type { Session } from './session.js';
import { completing, optionalArgument, verb } from './verb.js';

export const schema = verb({
  path: 'schema',
  summary: 'list the JSON documents that --json prints, or print the JSON Schema of one',
  args: {
    id: completing(
      optionalArgument('a document, such as token-list or line-ops/token-list@1; none for the list'),
      'schema',
    ),
  },
  options: {},
  examples: [
    { line: 'schema', does: 'every document, and which verbs print it' },
    { line: 'schema token-list > token-list.schema.json', does: 'its JSON Schema (2020-12)' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/schema-list@1', 'line-ops/schema@1'],
  exits: {},
  docs: [],
  run: (session, { args: { id } }) => showSchemas(session, id),
});

async function showSchemas(session: Session, id: string | undefined): Promise<void> {
  const { listDocuments, showDocument } = await import('./schema/show.js');
  await (id === undefined ? listDocuments(session) : showDocument(session, id));
}
