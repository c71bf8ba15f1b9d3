import type { AudienceGroup } from '../../domain/audience/audience-group.js';
import { visible } from '../../domain/text/visible.js';
import type { Painter } from '../../ports/terminal.js';
import { type ListedAudiences, listAudiences } from '../../usecases/audiences/list-audiences.js';
import { reasonText } from '../failures/text-of.js';
import { count, show, type View } from '../output/view.js';
import { verb } from '../verb.js';
import { audienceJson } from './views/audience-json.js';
import { paintStatus } from './views/audience-text.js';

export const audienceList = verb({
  path: 'audience list',
  summary: "the account's audiences at LINE, and those that other accounts share: status, people, expiry",
  args: {},
  options: {},
  examples: [
    { line: 'audience list', does: 'all pages, newest first as LINE gives them' },
    { line: 'audience list --json', does: 'for scripts' },
  ],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/audience-list@1'],
  async run(session) {
    const listed = await listAudiences(await session.atLine());
    if (listed.sharedUnknown !== null)
      session.terminal.note(`LINE did not list shared audiences: ${await reasonText(listed.sharedUnknown)}`);
    await show(session, listView(listed));
  },
});

function listView({ own, shared, sharedUnknown }: ListedAudiences): View {
  const all = [
    ...own.map((group) => ({ group, isShared: false })),
    ...shared.map((group) => ({ group, isShared: true })),
  ];
  return {
    schema: 'line-ops/audience-list@1',
    json: { audiences: all.map(audienceJson), sharedListed: sharedUnknown === null },
    text: (paint) =>
      all.length === 0
        ? 'No audiences.'
        : paint.table(
            ['ID', 'NAME', 'TYPE', 'STATUS', 'PEOPLE', 'EXPIRES'],
            all.map(({ group, isShared }) => row(group, isShared, paint)),
          ),
  };
}

function row({ id, name, type, status, count: people, expiresAt }: AudienceGroup, isShared: boolean, paint: Painter) {
  return [
    String(id),
    visible(name),
    `${visible(type)}${isShared ? ' (shared)' : ''}`,
    paintStatus(status, paint),
    people === null ? '-' : count(people),
    expiresAt === null ? '-' : paint.time(expiresAt),
  ];
}
