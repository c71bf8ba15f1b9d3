import { type Command, Option } from 'commander';
import { parseBroadcastId } from '../../../domain/ids.js';
import type { Deps } from '../../../ports/deps.js';
import { resolveUnknown } from '../../../usecases/broadcast/resolve.js';
import { requireBroadcast } from '../../../usecases/broadcast/run.js';
import { type Context, confirmOrStop, type Given, runs } from '../../context.js';
import { addChangeOptions } from '../../globals.js';
import { plural, show } from '../../output.js';
import { broadcastView } from './views.js';

interface ResolveOptions {
  readonly unknown: 'resend' | 'skip';
}

export function addResolveVerb(noun: Command, deps: Deps): void {
  const command = noun
    .command('resolve')
    .argument('<id>', 'broadcast ID')
    .description('decide batches whose fate nobody can tell any more')
    .addOption(
      new Option('--unknown <decision>', 'resend: some may get it twice; skip: some may not get it')
        .choices(['resend', 'skip'])
        .makeOptionMandatory(),
    );
  runs(addChangeOptions(command), deps, resolve);
}

async function resolve(context: Context, { args, options }: Given<ResolveOptions>): Promise<void> {
  const { deps, terminal, globals } = context;
  const id = parseBroadcastId(args[0] ?? '');
  const { recipients } = await requireBroadcast(id, await deps.broadcastLedger());
  const people = plural(recipients.unknown, 'recipient');
  if (globals.dryRun || recipients.unknown === 0) {
    terminal.note(recipients.unknown === 0 ? 'Nothing is unknown.' : `${people} would be decided: ${options.unknown}`);
    return show(context, broadcastView(await requireBroadcast(id, await deps.broadcastLedger())));
  }
  const question =
    options.unknown === 'resend'
      ? `Send again to ${people}? Whoever got it already gets it twice.`
      : `Never send to ${people}? Whoever did not get it will not.`;
  await confirmOrStop(context, question);
  await show(context, broadcastView(await resolveUnknown(id, options.unknown, deps)));
  if (options.unknown === 'resend') terminal.note(`Send them with: line-ops broadcast resume ${id}`);
}
