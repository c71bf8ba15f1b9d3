import type { AudienceGroup } from '../../domain/audience/audience-group.js';
import { visible } from '../../domain/text/visible.js';
import type { Column, Painter } from '../../ports/terminal.js';
import { type ListedAudiences, listAudiences } from '../../usecases/audiences/list-audiences.js';
import { reasonText } from '../failures/text-of.js';
import { count, show, type View } from '../output/view.js';
import { verb } from '../verb.js';
import { audienceJson } from './views/audience-json.js';

export const audienceList = verb({
  path: 'audience list',
  summary: "the account's audiences at LINE, and those that other accounts share: status, people, expiry",
  args: {},
  options: {},
  examples: [
    { line: 'audience list', does: 'every page of them' },
    { line: 'audience list --json', does: 'for scripts' },
  ],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/audience-list@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#get-audience-groups'],
  async run(session) {
    const listed = await listAudiences(await session.atLine());
    if (listed.sharedUnknown !== null)
      session.terminal.note(`LINE did not list shared audiences: ${await reasonText(listed.sharedUnknown)}`);
    await show(session, listView(listed));
  },
});

interface Listed {
  readonly group: AudienceGroup;
  readonly isShared: boolean;
}

function listView({ own, shared, sharedUnknown }: ListedAudiences): View {
  const all = [
    ...own.map((group) => ({ group, isShared: false })),
    ...shared.map((group) => ({ group, isShared: true })),
  ];
  return {
    schema: 'line-ops/audience-list@1',
    json: { audiences: all.map(audienceJson), sharedListed: sharedUnknown === null },
    text: (paint) => (all.length === 0 ? 'No audiences.' : listTable(all.toSorted(byEnd), paint)),
  };
}

/** What ends soonest comes first. */
function byEnd({ group: one }: Listed, { group: other }: Listed): number {
  return (one.expiresAt ?? Number.MAX_SAFE_INTEGER) - (other.expiresAt ?? Number.MAX_SAFE_INTEGER);
}

const COLUMNS: readonly (string | Column)[] = [
  'ID',
  // `(shared) ` takes nine of them.
  { title: 'NAME', cutTo: 16 },
  { title: 'TYPE', goes: 1 },
  'STATUS',
  { title: 'PEOPLE', goes: 3 },
  { title: 'EXPIRES', goes: 2 },
];

function listTable(audiences: readonly Listed[], paint: Painter): string {
  return paint.table(
    COLUMNS,
    audiences.map(({ group: { id, name, type, status, count: people, expiresAt }, isShared }) => [
      String(id),
      `${isShared ? '(shared) ' : ''}${visible(name)}`,
      visible(type),
      visible(status),
      people === null ? '-' : count(people),
      expiresAt === null ? '-' : paint.time(expiresAt),
    ]),
  );
}
