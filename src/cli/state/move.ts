import type { LockInUse } from '../../ports/store.js';
import type { MovedState, MovePlan } from '../../ports/team/state-mover.js';
import type { StatePlace } from '../../ports/team/whole-state.js';
import { confirmOrStop } from '../asking/confirm.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { count, plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { requiredOption, verb } from '../verb.js';
import { heldWords, withoutSigns } from './held-words.js';
import { placeJson } from './state-json.js';

export const stateMove = verb({
  path: 'state move',
  summary: 'move the whole state to a PostgreSQL server, for a team, or back into a folder',
  args: {},
  options: {
    to: requiredOption(
      '<url>',
      '`postgres://user@host/database` without a password, or `folder`: the state folder of this machine',
    ),
  },
  examples: [
    { line: 'state move --to postgres://line_ops@db.example/line_ops --dry-run', does: 'whether it can be moved' },
    { line: 'state move --to postgres://line_ops@db.example/line_ops', does: 'the state of this folder' },
    { line: 'state move --to folder', does: 'back, out of the server of LINE_OPS_STATE_URL' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/state-move@1'],
  exits: {
    unavailable: 'a state server does not answer',
    auth: 'a state server does not let this user in, or LINE_OPS_SECRET_KEY opens no stored secret',
  },
  docs: [],
  run: (session, { options: { to } }) => moveState(session, to),
});

const REDRAW_EVERY_MS = 200;

async function moveState(session: Session, to: string): Promise<void> {
  const { deps, terminal, globals } = session;
  const mover = await deps.stateMover(to);
  const plan = await mover.plan();
  if (globals.dryRun) return await show(session, changePlanView({ requests: [], changes: planLines(plan) }));
  if (!plan.isDone && !plan.isLeft)
    await confirmOrStop(
      session,
      `Move the whole state from ${placeWords(plan.from)} to ${placeWords(plan.to)}? The old place is refused from then on.`,
    );
  let shownAt = deps.clock.now();
  let rows = 0;
  const moved = await mover
    .move((more) => {
      rows += more;
      if (deps.clock.now() - shownAt < REDRAW_EVERY_MS) return;
      shownAt = deps.clock.now();
      terminal.redraw(`copying: ${plural(rows, 'row')}`);
    })
    .finally(() => terminal.redraw(''));
  await show(session, {
    schema: 'line-ops/state-move@1',
    json: movedJson(moved),
    text: () => movedText(moved),
  });
  for (const step of stepsAfter(moved)) terminal.note(step);
  sayNext(session, 'state move', {});
}

function planLines({ from, to, isDone, isLeft, atWork }: MovePlan): readonly string[] {
  if (isDone) return [];
  const move = isLeft
    ? `end the move from ${placeWords(from)} to ${placeWords(to)} that was begun: everything was copied`
    : `copy the whole state from ${placeWords(from)} to ${placeWords(to)}, compare it, and refuse the old place from then on`;
  return [move, ...withoutSigns(atWork).map((lock) => `first wait for ${workerWords(lock)}`)];
}

function workerWords({ name, holder }: Pick<LockInUse, 'name' | 'holder'>): string {
  return holder === null
    ? `whoever ${heldWords(name)}`
    : `process ${holder.pid} on ${holder.host}, which ${heldWords(name)}`;
}

function placeWords(place: StatePlace): string {
  return place.type === 'folder' ? place.path : place.name;
}

function movedJson({ from, to, wasMoved, tables, secrets }: MovedState): Record<string, unknown> {
  return {
    from: placeJson(from),
    to: placeJson(to),
    alreadyCopied: wasMoved,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    secrets,
    tables: tables.map(({ table, rows, checksum }) => ({ table, rows, checksum })),
  };
}

function movedText({ from, to, wasMoved, tables, secrets }: MovedState): string {
  const [old, now] = [placeWords(from), placeWords(to)];
  if (wasMoved) return `The state of ${old} lies in ${now}: it was copied before.`;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `Moved ${plural(rows, 'row')} and ${plural(secrets, 'secret')} from ${old} to ${now}; ${count(tables.length)} tables compared row by row. ${old} is refused from now on.`;
}

/** What no program can do for others. */
function stepsAfter({ to }: MovedState): readonly string[] {
  return to.type === 'server'
    ? [
        'Set LINE_OPS_STATE_URL to that server, and the same LINE_OPS_SECRET_KEY, wherever this state is used.',
        'The request log and the journal of attempts stay on this machine.',
      ]
    : ['Unset LINE_OPS_STATE_URL wherever this state was used: it lies on this machine alone now.'];
}
