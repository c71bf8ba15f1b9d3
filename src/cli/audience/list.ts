import type { AudienceGroup } from '../../domain/audience/audience-group.js';
import { fitted } from '../../domain/text/text-width.js';
import { visible } from '../../domain/text/visible.js';
import type { Painter } from '../../ports/terminal.js';
import { type ListedAudiences, listAudiences } from '../../usecases/audiences/list-audiences.js';
import { reasonText } from '../failures/text-of.js';
import { fittingTable, layoutWidth } from '../output/facts.js';
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
    await show(session, listView(listed, session.terminal.columns));
  },
});

function listView({ own, shared, sharedUnknown }: ListedAudiences, columns: number): View {
  const all = [
    ...own.map((group) => ({ group, isShared: false })),
    ...shared.map((group) => ({ group, isShared: true })),
  ];
  return {
    schema: 'line-ops/audience-list@1',
    json: { audiences: all.map(audienceJson), sharedListed: sharedUnknown === null },
    text: (paint) => (all.length === 0 ? 'No audiences.' : listTable(all, paint, columns)),
  };
}

/** Narrower, and a name says nothing. */
const LEAST_NAME = 12;
/** The columns beside the name, with the gaps between them. */
const BESIDE_NAME = 84;

/** Names are cut where the terminal is narrow, then types and ends go; with `--json` all is whole. */
function listTable(
  audiences: readonly { readonly group: AudienceGroup; readonly isShared: boolean }[],
  paint: Painter,
  columns: number,
): string {
  const width = layoutWidth(columns);
  const rows = audiences.map(({ group: { id, name, type, status, count: people, expiresAt }, isShared }) => [
    String(id),
    `${fitted(visible(name), Math.max(LEAST_NAME, width - BESIDE_NAME))}${isShared ? ' (shared)' : ''}`,
    visible(type),
    visible(status),
    people === null ? '-' : count(people),
    expiresAt === null ? '-' : paint.time(expiresAt),
  ]);
  return fittingTable(['ID', 'NAME', 'TYPE', 'STATUS', 'PEOPLE', 'EXPIRES'], rows, {
    paint,
    width,
    leastImportant: ['TYPE', 'EXPIRES'],
  });
}
