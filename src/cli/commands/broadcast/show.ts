import type { Command } from 'commander';
import { isBeingRun } from '../../../domain/broadcast/broadcast.js';
import { type BroadcastId, parseBroadcastId } from '../../../domain/ids.js';
import { fitted } from '../../../domain/text-width.js';
import type { Deps } from '../../../ports/deps.js';
import type { Painter } from '../../../ports/terminal.js';
import { type BroadcastLook, showBroadcast } from '../../../usecases/broadcast/look.js';
import { type Context, type Given, runs } from '../../context.js';
import { paceWords, showStateOf } from './views.js';

interface ShowOptions {
  readonly watch?: true;
}

const LOOK_EVERY_MS = 1_000;

export function addShowVerb(noun: Command, deps: Deps): void {
  const command = noun
    .command('show')
    .argument('<id>', 'broadcast ID')
    .description('state, counts, stages, rate and estimated end')
    .option('--watch', 'show it again each second until it ends or stops');
  runs(command, deps, showOne);
}

async function showOne(context: Context, { args, options }: Given<ShowOptions>): Promise<void> {
  const id = parseBroadcastId(args[0] ?? '');
  if (options.watch === true) await watch(context, id);
  const look = await showBroadcast(id, context.deps);
  await showStateOf(context, look.broadcast, look);
}

/** Says each change on stderr until nobody is at work on it; Ctrl-C ends the watching, not the sending. */
async function watch({ deps, terminal }: Context, id: BroadcastId): Promise<void> {
  const paint = await terminal.painter('stderr');
  let shown = '';
  for (;;) {
    const look = await showBroadcast(id, deps);
    if (!isBeingRun(look.broadcast.state)) break;
    const counts = countWords(look);
    const line = watchLine(look, paint);
    if (terminal.canRedraw) terminal.redraw(fitted(line, terminal.columns - 1));
    else if (counts !== shown) terminal.note(line);
    shown = counts;
    await deps.clock.sleep(LOOK_EVERY_MS);
  }
  terminal.redraw('');
}

function countWords({ broadcast: { settings, state, recipients, stages } }: BroadcastLook): string {
  const stage = Math.max(1, stages.filter(({ startedAt }) => startedAt !== null).length);
  return `${settings.id}: ${state}, stage ${stage}/${stages.length}, ${recipients.accepted} of ${recipients.unique} accepted, ${recipients.unknown} unknown`;
}

/** One line of `--watch`: counts, and how fast it goes until when. */
export function watchLine(look: BroadcastLook, paint: Painter): string {
  return [countWords(look), ...paceWords(look, paint).map(([what, words]) => `${what} ${words}`)].join(', ');
}
