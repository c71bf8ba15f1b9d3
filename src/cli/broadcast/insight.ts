import type { BroadcastId } from '../../domain/line/ids.js';
import { askInsight } from '../../usecases/broadcast/insight/ask-insight.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { verb } from '../verb.js';
import { BROADCAST_ID } from './broadcast-id.js';
import { insightView } from './views/insight-view.js';

export const broadcastInsight = verb({
  path: 'broadcast insight',
  summary: 'who opened it and followed its links, as LINE counts it',
  args: BROADCAST_ID,
  options: {},
  examples: [
    { line: 'broadcast insight b-20261121-4f7k2p', does: 'ask LINE, keep the answer' },
    { line: 'broadcast insight b-20261121-4f7k2p --dry-run', does: 'what is kept' },
  ],
  changes: 'disk',
  needs: 'credentials',
  schemas: ['line-ops/broadcast-insight@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit'],
  run: (session, { args: { id } }) => insight(session, id),
});

async function insight(session: Session, id: BroadcastId): Promise<void> {
  const { deps, terminal, globals } = session;
  const asked = await askInsight(id, deps, globals.dryRun ? null : session.atLine);
  await show(session, insightView(id, asked));
  if (globals.dryRun && asked.open > 0)
    terminal.note(`would ask LINE ${plural(asked.open, 'question')}, each one of 60 an hour`);
  if (asked.problem !== null) throw asked.problem;
  sayNext(session, 'broadcast insight', { id });
}
