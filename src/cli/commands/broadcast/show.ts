import type { Command } from 'commander';
import { type BroadcastId, parseBroadcastId } from '../../../domain/ids.js';
import type { Deps } from '../../../ports/deps.js';
import { showBroadcast } from '../../../usecases/broadcast/look.js';
import { type Context, type Given, runs } from '../../context.js';
import { show } from '../../output.js';
import { broadcastView } from './views.js';

interface ShowOptions {
  readonly watch?: true;
}

const LOOK_EVERY_MS = 1_000;

export function addShowVerb(noun: Command, deps: Deps): void {
  const command = noun
    .command('show')
    .argument('<id>', 'broadcast ID')
    .description('state, counts and stages')
    .option('--watch', 'show it again each second until it ends or stops');
  runs(command, deps, showOne);
}

async function showOne(context: Context, { args, options }: Given<ShowOptions>): Promise<void> {
  const id = parseBroadcastId(args[0] ?? '');
  if (options.watch === true) await watch(context, id);
  await show(context, broadcastView(await showBroadcast(id, context.deps)));
}

/** Says each change on stderr until nobody is at work on it; Ctrl-C ends the watching, not the sending. */
async function watch({ deps, terminal }: Context, id: BroadcastId): Promise<void> {
  let shown = '';
  for (;;) {
    const { state, recipients, stages } = await showBroadcast(id, deps);
    if (state !== 'running' && state !== 'waiting') break;
    const stage = stages.findIndex((each) => each.state !== 'completed') + 1;
    const now = `${id}: ${state}, stage ${stage}/${stages.length}, ${recipients.accepted} of ${recipients.unique} accepted, ${recipients.unknown} unknown`;
    if (terminal.canRedraw) terminal.redraw(now.slice(0, terminal.columns - 1));
    else if (now !== shown) terminal.note(now);
    shown = now;
    await deps.clock.sleep(LOOK_EVERY_MS);
  }
  terminal.redraw('');
}
