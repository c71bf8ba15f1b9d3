import { setMaxListeners } from 'node:events';
import { NO_FORECAST } from '../domain/broadcast/planning/forecast.js';
import type { Scheduled } from '../domain/broadcast/schedule/due.js';
import { failure, LineOpsError, ofKind } from '../domain/failure/failure.js';
import type { UnreadableBroadcast } from '../ports/broadcast/broadcast-ledger.js';
import type { StopSignal } from '../ports/host.js';
import { isOutOfReach } from '../usecases/broadcast/sending/hold-broadcast.js';
import { whoIsThis } from '../usecases/broadcast/who.js';
import { findDue, type WorkOutcome, work } from '../usecases/broadcast/worker/work.js';
import { channelLabel } from '../usecases/channels/channel.js';
import { tellAllDue } from './broadcast/running/notices.js';
import { RUN_OPTIONS } from './broadcast/running/run-and-report.js';
import { broadcastJson } from './broadcast/views/broadcast-views.js';
import { channelOf, findOurs, type OurChannels, ourChannels } from './broadcast/worker/our-channels.js';
import { type Left, runDue, tellProblem } from './broadcast/worker/run-due.js';
import { workerPlanView, workerView } from './broadcast/worker/worker-views.js';
import { textOf } from './failures/text-of.js';
import { sayNext } from './output/next.js';
import { show } from './output/view.js';
import { ExitStatus } from './program/exit.js';
import type { Session } from './session.js';
import { flag, type OptionValues, verb } from './verb.js';

const OPTIONS = {
  drain: flag('end when nothing is due now, for cron and CI; else it stays'),
  allowCommands: flag('run the commands of gates and notices; without it such a broadcast pauses'),
  ...RUN_OPTIONS,
};

export const worker = verb({
  path: 'worker',
  summary: 'run the broadcasts that are due, each at its time; -c may be repeated',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'worker', does: 'stays, and begins each at its time' },
    { line: 'worker --drain', does: 'runs what is due now, and ends' },
    { line: 'worker --dry-run', does: 'what is due, and what comes' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/worker@1', 'line-ops/worker-plan@1', 'line-ops/broadcast@1'],
  exits: { incomplete: 'with --drain: a broadcast ended incomplete, or has batches whose fate is unknown' },
  docs: ['https://developers.line.biz/en/docs/messaging-api/retrying-api-request/'],
  run: (session, { options }) => runWorker(session, options),
});

async function runWorker(session: Session, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { deps, terminal, globals } = session;
  const channels = await ourChannels(session);
  if (globals.dryRun) {
    const found = await findDue(deps);
    const due = found.due.filter((scheduled) => channelOf(scheduled, channels) !== null);
    await sayUnreadable(found.unreadable, new Set(), session);
    return show(session, workerPlanView({ ...found, due }, deps.clock.now()));
  }
  const stop = new AbortController();
  // All that run side by side wait for it; more than ten look like a leak to the runtime, which says so on stderr.
  setMaxListeners(0, stop.signal);
  let signalled: StopSignal | null = null;
  const release = deps.interruption.onFirst((signal) => {
    terminal.note('stopping: no new batch is begun, the ones on their way finish; once more stops at once');
    signalled = signal;
    stop.abort();
  });
  const drains = options.drain === true;
  const left = new Map<string, Left>();
  const unclaimed = new Set<string>();
  const unreadable = new Set<string>();
  const how = {
    allowCommands: options.allowCommands === true,
    commandTimeoutMs: options.commandTimeout ?? null,
    stop: stop.signal,
    who: await whoIsThis(deps),
    failures: new Map<string, string>(),
    doubted: new Set<string>(),
    signalled: () => signalled,
  };
  const onLeft = async (one: Left): Promise<void> => {
    left.set(one.broadcast.settings.id, one);
    if (!globals.json || drains) return;
    const document = { schema: 'line-ops/broadcast@1', ...broadcastJson(one.broadcast, NO_FORECAST) };
    terminal.answer(`${JSON.stringify(document)}\n`);
  };
  /** Nobody can tell now which channel it is for: told once, until that changes. */
  const leave = async ({ settings: { id } }: Scheduled, error: unknown): Promise<'left'> => {
    const { message } = await textOf(error);
    if (how.failures.get(id) !== message) await tellProblem(terminal, id, error);
    how.failures.set(id, message);
    return 'left';
  };
  const run = async (scheduled: Scheduled, onHeld: () => void): Promise<WorkOutcome> => {
    const ours = await findOurs(scheduled, channels, session).catch((error: unknown) => leave(scheduled, error));
    if (ours !== null && ours !== 'left') {
      unclaimed.delete(scheduled.settings.id);
      return runDue(scheduled, ours, how, { onHeld, onLeft });
    }
    if (ours === null) leaveUnclaimed(scheduled, channels, unclaimed, session);
    return { type: 'waits', until: deps.clock.now() + LOOK_AGAIN_MS };
  };
  if (!drains) terminal.note(`Working for ${channelWords(channels)}. Ctrl-C stops it.`);
  // What an earlier process left to tell; nothing waits for it.
  const told = tellAllDue(session, { mayRunCommands: how.allowCommands });
  try {
    const onUnreadable = (found: readonly UnreadableBroadcast[]) => sayUnreadable(found, unreadable, session);
    await work({ drains, stop: stop.signal, run, onUnreadable }, deps).catch(withDoubt(how.doubted));
    await told;
    const { nextAt } = await findDue(deps);
    const broadcasts = [...left.values()].map(({ broadcast }) => broadcast);
    await show(session, workerView(broadcasts, nextAt));
  } finally {
    release();
  }
  // A ledger that nobody can read has no end to tell of either.
  const notLeft = [...how.failures.keys()].filter((id) => !left.has(id));
  endWith([...left.values()], new Set([...unclaimed, ...unreadable, ...notLeft]), { drains, signalled });
  sayNext(session, 'worker', {});
}

/** A state that is out of reach ends the worker; what it could not say any more of these is in doubt. */
function withDoubt(doubted: ReadonlySet<string>): (error: unknown) => never {
  return (error) => {
    const isDoubted = isOutOfReach(error) && 0 < doubted.size;
    throw isDoubted ? ofKind('incomplete', error, { details: { ids: [...doubted] } }) : error;
  };
}

/** A channel that is configured meanwhile is found so soon. */
const LOOK_AGAIN_MS = 2_000;

/** What is wrong with one broadcast is told once, and keeps nobody from the others. */
async function sayUnreadable(
  found: readonly UnreadableBroadcast[],
  told: Set<string>,
  { terminal }: Session,
): Promise<void> {
  for (const { id, why } of found) {
    if (told.has(id)) continue;
    told.add(id);
    const { message, hint } = await textOf(why);
    terminal.warn(`error: ${message}`);
    terminal.warn(`hint: ${hint}`);
  }
}

/** Of a channel that is not configured here, or no longer: told once, and left to a worker that has it. */
function leaveUnclaimed(
  scheduled: Scheduled,
  channels: OurChannels,
  unclaimed: Set<string>,
  { terminal }: Session,
): void {
  const { settings } = scheduled;
  const isOthers = !channels.isEvery && channelOf(scheduled, channels) === null;
  if (isOthers || unclaimed.has(settings.id)) return;
  unclaimed.add(settings.id);
  terminal.warn(`warning: ${settings.id} is due, and its channel ${settings.channelId ?? ''} is not configured here`);
}

function channelWords({ all }: OurChannels): string {
  return all.map(({ channel }) => channelLabel(channel)).join(', ');
}

/**
 * What a signal stopped in the middle is told by the exit code; else, of a worker that drains, whether anything is left
 * that wants a person: `others` could not be run at all. A worker that stays has told each as it happened.
 */
function endWith(
  left: readonly Left[],
  others: ReadonlySet<string>,
  { drains, signalled }: { readonly drains: boolean; readonly signalled: StopSignal | null },
): void {
  const problems = left.filter(({ problem }) => problem !== null);
  const isStopped = problems.some(
    ({ problem }) => problem instanceof LineOpsError && problem.code === 'STOPPED_BY_SIGNAL',
  );
  if (signalled !== null && isStopped) throw new ExitStatus(signalled === 'SIGINT' ? 130 : 143);
  const ids = [...problems.map(({ broadcast }) => broadcast.settings.id), ...others];
  if (drains && 0 < ids.length) throw failure('WORKER_INCOMPLETE', { ids }, { details: { ids } });
}
