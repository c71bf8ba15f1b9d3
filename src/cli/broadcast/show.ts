import type { Command } from 'commander';
import { isBeingRun } from '../../domain/broadcast/broadcast.js';
import { NO_FORECAST } from '../../domain/broadcast/planning/forecast.js';
import { type BroadcastId, parseBroadcastId } from '../../domain/line/ids.js';
import type { Deps } from '../../ports/deps.js';
import { showBroadcast } from '../../usecases/broadcast/audit/broadcast-status.js';
import { type Given, runs, type Session } from '../context.js';
import { progressBar, progressLine } from './running/progress.js';
import { showStateOf } from './views/broadcast-views.js';

interface ShowOptions {
  readonly watch?: true;
}

const LOOK_EVERY_MS = 1_000;

export function addShowVerb(noun: Command, deps: Deps): void {
  const command = noun
    .command('show')
    .argument('<id>', 'broadcast ID')
    .description('state, counts, stages, rate and estimated end')
    .option('--watch', 'show it again each second until it ends or stops; with --json a document a line');
  runs(command, deps, showOne);
}

async function showOne(session: Session, { args, options }: Given<ShowOptions>): Promise<void> {
  const id = parseBroadcastId(args[0] ?? '');
  if (options.watch === true) await watch(session, id);
  const look = await showBroadcast(id, session.deps);
  await showStateOf(session, look.broadcast, look);
}

/** Says how it stands until nobody is at work on it; Ctrl-C ends the watching, not the sending. */
async function watch(session: Session, id: BroadcastId): Promise<void> {
  const { deps, terminal, globals } = session;
  const paint = await terminal.painter('stderr');
  let shown = '';
  for (;;) {
    const look = await showBroadcast(id, deps);
    if (!isBeingRun(look.broadcast.state)) break;
    if (globals.json) {
      await showStateOf(session, look.broadcast, look);
    } else if (terminal.canRedraw) {
      terminal.redraw(progressBar(look, { paint, columns: terminal.columns, now: deps.clock.now() }));
    } else {
      const counts = progressLine({ ...look, ...NO_FORECAST }, paint);
      if (counts !== shown) terminal.note(progressLine(look, paint));
      shown = counts;
    }
    await deps.clock.sleep(LOOK_EVERY_MS);
  }
  terminal.redraw('');
}
