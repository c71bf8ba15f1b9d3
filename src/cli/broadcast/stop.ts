import type { Command } from 'commander';
import { isBeingRun } from '../../domain/broadcast/broadcast.js';
import { type BroadcastId, parseBroadcastId } from '../../domain/line/ids.js';
import type { Deps } from '../../ports/deps.js';
import { showBroadcast } from '../../usecases/broadcast/audit/broadcast-status.js';
import { requireNotOver, stopBroadcast } from '../../usecases/broadcast/sending/stop-broadcast.js';
import { confirmOrStop, type Given, runs, type Session } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { changePlanView } from '../output/change-plan.js';
import { plural, show, type View } from '../output/view.js';
import { showStateOf } from './views/broadcast-views.js';

export function addStopVerbs(noun: Command, deps: Deps): void {
  const pause = noun.command('pause').argument('<id>', 'broadcast ID');
  runs(
    addChangeOptions(pause.description('stop after the batches on their way; resume goes on')),
    deps,
    (session, given) => stop(session, given, 'pause'),
  );
  const cancel = noun.command('cancel').argument('<id>', 'broadcast ID');
  runs(addChangeOptions(cancel.description('stop for good; the rest is never sent')), deps, (session, given) =>
    stop(session, given, 'cancel'),
  );
}

async function stop(session: Session, { args }: Given<unknown>, to: 'pause' | 'cancel'): Promise<void> {
  const id = parseBroadcastId(args[0] ?? '');
  if (session.globals.dryRun) return show(session, await stopPlan(id, to, session));
  // What is in flight finishes.
  const { pending, unknown } = (await showBroadcast(id, session.deps)).broadcast.recipients;
  if (to === 'cancel')
    await confirmOrStop(session, `Never send it to the ${plural(pending + unknown, 'recipient')} left?`);
  await showStateOf(session, await stopBroadcast(id, to, session.deps));
}

/** @throws {LineOpsError} `usage` for a broadcast that is over. */
async function stopPlan(id: BroadcastId, to: 'pause' | 'cancel', { deps }: Session): Promise<View> {
  const { broadcast } = await showBroadcast(id, deps);
  requireNotOver(broadcast);
  const { state, recipients, batches } = broadcast;
  const left = (people: number, requests: number) =>
    `${plural(people, 'recipient')} in ${plural(requests, 'batch', 'batches')}`;
  const target = to === 'pause' ? 'paused' : 'cancelled';
  const changes = [
    ...(state === target ? [] : [`the state of ${id} from ${state} to ${target}`]),
    ...(isBeingRun(state) ? ['the process that runs it ends after the batches on their way'] : []),
    to === 'pause'
      ? `${left(recipients.pending, batches.pending)} would wait until: line-ops broadcast resume ${id}`
      : `${left(recipients.pending, batches.pending)} would never be sent`,
  ];
  if (recipients.unknown > 0)
    changes.push(
      to === 'pause'
        ? `${left(recipients.unknown, batches.unknown)} would stay unknown until then`
        : `${left(recipients.unknown, batches.unknown)} would stay unknown for good`,
    );
  return changePlanView({ requests: [], changes });
}
