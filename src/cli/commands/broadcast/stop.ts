import type { Command } from 'commander';
import { parseBroadcastId } from '../../../domain/ids.js';
import type { Deps } from '../../../ports/deps.js';
import { requireBroadcast } from '../../../usecases/broadcast/run.js';
import { stopBroadcast } from '../../../usecases/broadcast/stop.js';
import { type Context, confirmOrStop, type Given, runs } from '../../context.js';
import { addChangeOptions } from '../../globals.js';
import { plural, show } from '../../output.js';
import { broadcastView } from './views.js';

export function addStopVerbs(noun: Command, deps: Deps): void {
  const pause = noun.command('pause').argument('<id>', 'broadcast ID');
  runs(
    addChangeOptions(pause.description('stop after the batches on their way; resume goes on')),
    deps,
    (context, given) => stop(context, given, 'pause'),
  );
  const cancel = noun.command('cancel').argument('<id>', 'broadcast ID');
  runs(addChangeOptions(cancel.description('stop for good; the rest is never sent')), deps, (context, given) =>
    stop(context, given, 'cancel'),
  );
}

async function stop(context: Context, { args }: Given<unknown>, to: 'pause' | 'cancel'): Promise<void> {
  const id = parseBroadcastId(args[0] ?? '');
  const broadcast = await requireBroadcast(id, await context.deps.broadcastLedger());
  if (context.globals.dryRun) return show(context, broadcastView(broadcast));
  const { pending, unknown } = broadcast.recipients;
  if (to === 'cancel')
    await confirmOrStop(context, `Never send it to the ${plural(pending + unknown, 'recipient')} left?`);
  await show(context, broadcastView(await stopBroadcast(id, to, context.deps)));
}
