import type { Broadcast } from '../../domain/broadcast/broadcast.js';
import { endedBySkipping } from '../../domain/broadcast/sending/narrowcast.js';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import type { BroadcastId } from '../../domain/line/ids.js';
import type { Moment } from '../../domain/line/line-time.js';
import { requireBroadcast } from '../../usecases/broadcast/audit/find-broadcast.js';
import {
  leaveOutRefused,
  readUndecided,
  refusedAmount,
  resolveUnknown,
} from '../../usecases/broadcast/audit/resolve-broadcast.js';
import { LineClock } from '../../usecases/broadcast/sending/line-clock.js';
import { confirmOrStop } from '../asking/confirm.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { choice, type OptionValues, verb } from '../verb.js';
import { UNFINISHED_BROADCAST_ID } from './broadcast-id.js';
import { tellDue } from './running/notices.js';
import { sayWhoHasIt, showStateOf } from './views/broadcast-views.js';

const OPTIONS = {
  unknown: choice('<decision>', 'resend: some may get it twice; skip: some may not get it', ['resend', 'skip']),
  refused: choice('<decision>', 'skip: leave out what LINE refuses, and go on with the rest', ['skip']),
};

export const broadcastResolve = verb({
  path: 'broadcast resolve',
  summary: 'decide batches whose fate nobody can tell any more, or that LINE refuses',
  args: UNFINISHED_BROADCAST_ID,
  options: OPTIONS,
  examples: [
    { line: 'broadcast resolve b-20261121-4f7k2p --unknown skip --dry-run', does: 'whom it is about' },
    { line: 'broadcast resolve b-20261121-4f7k2p --refused skip', does: 'leaves them out' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/broadcast@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/docs/messaging-api/retrying-api-request/'],
  run: (session, { args: { id }, options }) => resolve(session, id, options),
});

/** What one decision would do, and how it is carried out. */
interface Decision {
  readonly change: string;
  readonly question: string;
  readonly carryOut: () => Promise<Broadcast>;
}

async function resolve(session: Session, id: BroadcastId, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { deps, globals } = session;
  if (options.unknown === undefined && options.refused === undefined) {
    throw failure('NOTHING_DECIDED', {});
  }
  const broadcast = await requireBroadcast(id, await deps.broadcastLedger());
  const decisions = [
    options.unknown === undefined ? null : await decideUnknown(broadcast, options.unknown, session),
    options.refused === undefined ? null : decideRefused(broadcast, session),
  ].filter((decision) => decision !== null);
  if (globals.dryRun)
    return show(session, changePlanView({ requests: [], changes: decisions.map(({ change }) => change) }));
  for (const { question } of decisions) await confirmOrStop(session, question);
  let resolved = broadcast;
  for (const { carryOut } of decisions) resolved = await carryOut();
  await showStateOf(session, resolved);
  if (decisions.length > 0) sayWhoHasIt(session, resolved);
  await tellDue(id, session);
  const isLeft = resolved.recipients.pending > 0 && resolved.state !== 'cancelled';
  sayNext(session, 'broadcast resolve', { id, isLeft });
}

async function decideUnknown(
  broadcast: Broadcast,
  decision: 'resend' | 'skip',
  session: Session,
): Promise<Decision | null> {
  const { deps, terminal } = session;
  const { id } = broadcast.settings;
  if (broadcast.recipients.unknown === 0) {
    terminal.note('Nothing is unknown.');
    return null;
  }
  const resolveDeps = { ...deps, readMoment: () => readMoment(session) };
  const { toDecide } = await readUndecided(id, resolveDeps);
  const people = plural(toDecide.recipients, 'recipient');
  const what = `${people} in ${plural(toDecide.batches, 'batch', 'batches')}`;
  const carryOut = () => resolveUnknown(id, decision, resolveDeps);
  return decision === 'resend'
    ? {
        change: `${what} from unknown to pending, each batch under a new retry key; line-ops broadcast resume ${id} then sends them, and whoever got it already gets it twice`,
        question: `Send again to ${people}? Whoever got it already gets it twice.`,
        carryOut,
      }
    : {
        change: `${what} from unknown to left out: they are never sent again, and whoever did not get it will not${ending(broadcast)}`,
        question: `Never send to ${people}? Whoever did not get it will not${ending(broadcast)}.`,
        carryOut,
      };
}

/** What else a skipped stage means; said before it is decided. */
function ending(broadcast: Broadcast): string {
  const ended = endedBySkipping(broadcast);
  return ended === 0
    ? ''
    : `; and the broadcast ends there, ${plural(ended, 'recipient')} of later stages left: LINE cannot keep who got this stage from getting a later one (resend goes on)`;
}

function decideRefused(broadcast: Broadcast, { deps, terminal }: Session): Decision | null {
  const { id } = broadcast.settings;
  const { batches, recipients } = refusedAmount(broadcast);
  if (batches === 0) {
    terminal.note('LINE refuses nothing that is still to be sent.');
    return null;
  }
  const what = `${plural(recipients, 'recipient')} in ${plural(batches, 'batch', 'batches')}`;
  if (broadcast.settings.via === 'narrowcast') {
    const rest = 'the last stage reaches whoever no other stage did';
    return {
      change: `${what} that LINE delivered to nobody, to left out: the later stages go on, and ${rest}`,
      question: `Go on without ${plural(batches, 'stage')}? LINE delivered nothing of it; ${rest}.`,
      carryOut: () => leaveOutRefused(id, deps),
    };
  }
  return {
    change: `${what} that LINE refused, or that are in a part it refused, to left out: they are never sent to`,
    question: `Leave out ${plural(recipients, 'recipient')}? LINE took the message for none of them.`,
    carryOut: () => leaveOutRefused(id, deps),
  };
}

async function readMoment(session: Session): Promise<Moment> {
  const atLine = await session.atLine();
  const moment = await new LineClock({ ...atLine, clock: session.deps.clock }).read();
  if (moment instanceof LineOpsError) throw moment;
  return moment;
}
