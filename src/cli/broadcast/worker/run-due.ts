import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { dueAt, overdueBy, type Scheduled } from '../../../domain/broadcast/schedule/due.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
import { formatDuration } from '../../../domain/text/duration.js';
import type { StopSignal } from '../../../ports/host.js';
import { requireBroadcast } from '../../../usecases/broadcast/audit/find-broadcast.js';
import { holdBeginning } from '../../../usecases/broadcast/planning/sent-before.js';
import { askGate } from '../../../usecases/broadcast/sending/gate.js';
import { isOutOfReach, isTakenOver } from '../../../usecases/broadcast/sending/hold-broadcast.js';
import { runBroadcast } from '../../../usecases/broadcast/sending/run-broadcast.js';
import type { PassGate } from '../../../usecases/broadcast/sending/stages/stage-runner.js';
import type { WorkOutcome } from '../../../usecases/broadcast/worker/work.js';
import { channelLabel } from '../../../usecases/channels/channel.js';
import { describeStop, textOf } from '../../failures/text-of.js';
import { count, plural } from '../../output/view.js';
import type { Session } from '../../session.js';
import { sayHistory } from '../running/history.js';
import { createLiveView } from '../running/live-view.js';
import { tellEnd, tellEvent, tellNotBegun } from '../running/notices.js';
import { notRun, problemWith } from '../running/run-problem.js';
import type { OurChannel } from './our-channels.js';

/** How a worker runs what is due. */
export interface WorkerRun {
  readonly allowCommands: boolean;
  /** Milliseconds; null for as long as it takes. */
  readonly commandTimeoutMs: number | null;
  readonly stop: AbortSignal;
  readonly who: string | null;
  /** What was said of broadcasts that could not be run. */
  readonly failures: Map<string, string>;
  /** What was left in doubt when the state was out of reach. */
  readonly doubted: Set<string>;
  /** The signal that stopped the worker, as soon as there was one. */
  readonly signalled: () => StopSignal | null;
}

/** How a broadcast was left: as the ledger has it, and what stands in its way; null where nothing does. */
export interface Left {
  readonly broadcast: Broadcast;
  readonly problem: unknown;
}

/** Another process has it, or begins another one of the same bot, at this moment. */
const BUSY: ReadonlySet<string> = new Set(['BROADCAST_BUSY', 'BEGINNING_BUSY']);

/** Runs one broadcast as far as it is due, and says on stderr what becomes of it. */
export async function runDue(
  scheduled: Scheduled,
  { session, channel }: OurChannel,
  run: WorkerRun,
  { onHeld, onLeft }: { readonly onHeld: () => void; readonly onLeft: (left: Left) => Promise<void> },
): Promise<WorkOutcome> {
  const { deps, terminal } = session;
  const { id } = scheduled.settings;
  const rules = { mayRunCommands: run.allowCommands };
  const begunAt = deps.clock.now();
  let late = Promise.resolve();
  try {
    const { api, tokens } = await session.atLine();
    const runDeps = { ...deps, api, tokens, describeStop };
    const live = await createLiveView(session, { inLines: true });
    const report = await runBroadcast(id, runDeps, {
      byWorker: true,
      onHeld,
      release: { who: run.who, how: 'worker' },
      stop: run.stop,
      mayRunCommands: run.allowCommands,
      onAway: (why) => void sayAway(scheduled, why, session),
      onProgress: (progress, isNews) => live.update(progress, isNews),
      onBegin: (broadcast) => {
        const now = deps.clock.now();
        // Beside the run: no batch waits for anybody who is told.
        const noticed = broadcast.startedAt === null ? SAID_LATE_MS : NOTICED_LATE_MS;
        if (noticed <= overdueBy(broadcast, now)) late = tellEvent(broadcast, 'late', { at: now }, session, rules);
        terminal.note(`${id}: ${beginWords(broadcast, now)}, ${channelLabel(channel)}`);
      },
      passGate: gateOf(
        scheduled,
        run,
        runDeps,
        session.globals.stderr === 'ndjson' ? (line) => terminal.note(line) : 'stderr',
      ),
      onHistory: (findings) => sayHistory(session, findings),
      holdBeginning: (broadcast) =>
        holdBeginning(broadcast, { isAgain: broadcast.settings.again, comparedAt: Number.NEGATIVE_INFINITY }, runDeps),
    });
    const { broadcast, stoppedBy } = report;
    live.end(broadcast);
    const now = deps.clock.now();
    const problem = await problemWith(report, run.signalled(), api.lineTime() ?? now);
    if (stoppedBy?.type === 'failed' && isForOthers(stoppedBy.error))
      return await leaveToOthers(id, problem, run, session);
    run.doubted.delete(id);
    const isNotDue = stoppedBy?.type === 'notDue';
    const until = isNotDue ? stoppedBy.until : null;
    const outcome: WorkOutcome = isNotDue ? { type: 'waits', until } : { type: 'ended' };
    // Somebody else had it since it was found due: it is theirs to tell.
    if (isNotDue && broadcast.state !== 'waiting') return outcome;
    const paint = await terminal.painter('stderr');
    terminal.note(`${id}: ${leftWords(broadcast, until ?? dueAt(broadcast, now), paint.time)}`);
    await tellProblem(session.terminal, id, problem);
    await onLeft({ broadcast, problem });
    await late;
    await tellEnd(broadcast, { begunAt, error: problem }, session, rules);
    return outcome;
  } catch (error) {
    return await outcomeOf(scheduled, error, { late, onLeft }, run, session);
  }
}

/** What comes of a run that did not report. */
async function outcomeOf(
  { settings: { id } }: Scheduled,
  error: unknown,
  { late, onLeft }: { readonly late: Promise<void>; readonly onLeft: (left: Left) => Promise<void> },
  run: WorkerRun,
  session: Session,
): Promise<WorkOutcome> {
  const { deps, terminal } = session;
  if (error instanceof LineOpsError && BUSY.has(error.code)) return { type: 'busy' };
  const problem = await notRun(id, error, deps);
  await late;
  if (isForOthers(error)) return leaveToOthers(id, problem, run, session);
  const { message } = await textOf(problem);
  // A worker that stays tries again: what it said of one is said once.
  if (run.failures.get(id) !== message) {
    run.failures.set(id, message);
    await tellProblem(terminal, id, problem);
    await tellNotBegun(id, problem, session, { mayRunCommands: run.allowCommands });
  }
  const broadcast = await requireBroadcast(id, await deps.broadcastLedger()).catch(() => null);
  if (broadcast !== null) await onLeft({ broadcast, problem });
  return { type: 'failed' };
}

/** Another process has it now, or whoever comes first when the state is there again: it is theirs to tell how it ends. */
const isForOthers = (error: unknown): boolean => isTakenOver(error) || isOutOfReach(error);

async function leaveToOthers(
  id: string,
  problem: unknown,
  { doubted }: WorkerRun,
  { terminal }: Session,
): Promise<WorkOutcome> {
  const isDoubted = problem instanceof LineOpsError && problem.kind === 'incomplete' && !isTakenOver(problem);
  if (isDoubted) doubted.add(id);
  await tellProblem(terminal, id, problem);
  return { type: 'busy' };
}

/** On stderr, by the name of the broadcast; nothing where there is none. */
export async function tellProblem(terminal: Session['terminal'], id: string, problem: unknown): Promise<void> {
  if (problem === null) return;
  const { message, hint } = await textOf(problem);
  terminal.warn(`error: ${message.includes(id) ? message : `${id}: ${message}`}`);
  if (hint) terminal.warn(`hint: ${hint}`);
}

async function sayAway(
  { settings: { id, keepTryingMs } }: Scheduled,
  why: unknown,
  { terminal }: Session,
): Promise<void> {
  terminal.warn(`${id}: ${(await textOf(why)).message}; it is tried again for up to ${formatDuration(keepTryingMs)}`);
}

function beginWords(broadcast: Broadcast, now: number): string {
  const { startedAt, recipients, stages } = broadcast;
  const lateMs = overdueBy(broadcast, now);
  const late = lateMs < SAID_LATE_MS ? '' : `, ${formatDuration(lateMs)} late`;
  const left = plural(recipients.pending + recipients.unknown, 'recipient');
  const open = stages.filter(({ state }) => state !== 'completed').length;
  return `${startedAt === null ? 'begins' : 'goes on'}${late}: ${left} in ${plural(open, 'stage')} left`;
}

/** Sooner is the time that a worker takes to look. */
const SAID_LATE_MS = 60_000;
/** Between stages a cron job is always a little late: that is said, and rouses nobody. */
const NOTICED_LATE_MS = 10 * 60_000;

function leftWords({ state, recipients, reason }: Broadcast, due: number | null, time: (at: number) => string): string {
  const accepted = `${count(recipients.accepted)} of ${count(recipients.unique)} accepted`;
  if (state === 'waiting') return `waits, ${accepted}${due === null ? '' : `; goes on at ${time(due)}`}`;
  return `${state}, ${accepted}${reason === null ? '' : `: ${reason}`}`;
}

/** Nobody is there to be asked, and what a command may do here is for whoever started the worker to say. */
function gateOf(
  { settings: { id } }: Scheduled,
  { allowCommands, commandTimeoutMs }: WorkerRun,
  deps: Parameters<typeof askGate>[4],
  outputTo: 'stderr' | ((line: string) => void),
): PassGate {
  return async (gate, stage, halted) => {
    if (gate.type === 'confirm') return 'it wants a person, and a worker asks nobody';
    if (gate.type === 'command' && !allowCommands) return 'its command is not run: the worker has no --allow-commands';
    return askGate(gate, { id, stage }, async () => false, { halted, commandTimeoutMs, outputTo }, deps);
  };
}
