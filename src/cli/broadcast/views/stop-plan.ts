import { type Broadcast, isBeingRun } from '../../../domain/broadcast/broadcast.js';
import { requireNotOver } from '../../../usecases/broadcast/sending/stop-broadcast.js';
import { changePlanView } from '../../output/change-plan.js';
import { plural, type View } from '../../output/view.js';

/**
 * What stopping it would change, for `--dry-run`.
 *
 * @throws {LineOpsError} `usage` for a broadcast that is over.
 */
export function stopPlanView(broadcast: Broadcast, to: 'pause' | 'cancel'): View {
  requireNotOver(broadcast);
  const { settings, state, recipients, batches } = broadcast;
  const { id } = settings;
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
