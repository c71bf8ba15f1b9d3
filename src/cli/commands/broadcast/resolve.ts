import { type Command, Option } from 'commander';
import { LineOpsError } from '../../../domain/failure.js';
import { parseBroadcastId } from '../../../domain/ids.js';
import type { Moment } from '../../../domain/line-time.js';
import type { Deps } from '../../../ports/deps.js';
import { requireBroadcast } from '../../../usecases/broadcast/find.js';
import { LineClock } from '../../../usecases/broadcast/line-clock.js';
import { readUndecided, resolveUnknown } from '../../../usecases/broadcast/resolve.js';
import { changePlanView } from '../../change-plan.js';
import { type Context, confirmOrStop, type Given, runs } from '../../context.js';
import { addChangeOptions } from '../../globals.js';
import { plural, show } from '../../output.js';
import { openSession } from '../../session.js';
import { showStateOf } from './views.js';

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
  const broadcast = await requireBroadcast(id, await deps.broadcastLedger());
  if (broadcast.recipients.unknown === 0) {
    terminal.note('Nothing is unknown.');
    return globals.dryRun
      ? show(context, changePlanView({ requests: [], changes: [] }))
      : showStateOf(context, broadcast);
  }
  const sources = { ...deps, readMoment: () => readMoment(context) };
  const { toDecide } = await readUndecided(id, sources);
  const people = plural(toDecide.recipients, 'recipient');
  if (globals.dryRun) {
    const what = `${people} in ${plural(toDecide.batches, 'batch', 'batches')}`;
    const change =
      options.unknown === 'resend'
        ? `${what} from unknown to pending, each batch under a new retry key; line-ops broadcast resume ${id} then sends them, and whoever got it already gets it twice`
        : `${what} from unknown to refused: they are never sent again, and whoever did not get it will not`;
    return show(context, changePlanView({ requests: [], changes: [change] }));
  }
  const question =
    options.unknown === 'resend'
      ? `Send again to ${people}? Whoever got it already gets it twice.`
      : `Never send to ${people}? Whoever did not get it will not.`;
  await confirmOrStop(context, question);
  await showStateOf(context, await resolveUnknown(id, options.unknown, sources));
  if (options.unknown === 'resend') terminal.note(`Send them with: line-ops broadcast resume ${id}`);
}

async function readMoment(context: Context): Promise<Moment> {
  const session = await openSession(context);
  const moment = await new LineClock({ ...session, clock: context.deps.clock }).read();
  if (moment instanceof LineOpsError) throw moment;
  return moment;
}
