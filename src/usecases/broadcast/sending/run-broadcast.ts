import type { Act } from '../../../domain/broadcast/act.js';
import { type Broadcast, workedByKilledRun } from '../../../domain/broadcast/broadcast.js';
import { dueAt, isOverdue, overdueBy } from '../../../domain/broadcast/schedule/due.js';
import { sendingHours } from '../../../domain/broadcast/schedule/sending-hours.js';
import type { StopReason } from '../../../domain/broadcast/sending/stop-reason.js';
import { LineOpsError, ofKind } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../../ports/deps.js';
import type { LineApi } from '../../../ports/line-api.js';
import type { HeldLock } from '../../../ports/store.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';
import { readQuotaState } from '../../quota.js';
import { requireBroadcast, requireBroadcastToSend, requireNotCancelled } from '../audit/find-broadcast.js';
import { isDamage, requireSoundLedger } from '../audit/sound-totals.js';
import { createPaceKeeper } from './batches/pace-keeper.js';
import { askBeforeSending, askPatiently, type BeforeSending } from './before-sending.js';
import { finishRun, type RunReport } from './finish-run.js';
import { Halt, unlessHalted } from './halt.js';
import { holdBroadcast, isOutOfReach, isTakenOver } from './hold-broadcast.js';
import { type HistoryDeps, type HistoryFindings, RunJournal, requireKnownHistory } from './run-journal.js';
import { type OnProgress, type PassGate, StageRunner } from './stages/stage-runner.js';
import { createStageSender } from './stages/stage-senders.js';

/** Who has a broadcast run, by which verb, and what agreed to it. */
export type Release = Pick<Act, 'who' | 'how'>;

export interface RunOptions {
  /** Fires when no new batch shall be begun: the ones on their way finish. */
  readonly stop: AbortSignal;
  readonly onProgress: OnProgress;
  /** Asked before each stage but the first: null to go on, else why not. */
  readonly passGate: PassGate;
  /** How long to keep trying from now on, where that is to change. */
  readonly keepTryingMs?: number | undefined;
  /** Where LINE was asked a moment ago; left out to ask now. */
  readonly checked?: BeforeSending;
  /** The operator answers for what this machine cannot know of earlier runs. */
  readonly withoutJournal?: boolean;
  /** Told before the first request how the ledger compares with what this machine knows. */
  readonly onHistory?: (findings: HistoryFindings) => void;
  /** Who has it run; left out where that is not kept. */
  readonly release?: Release;
  /**
   * A worker runs it because it is due: it does not begin too late, and leaves it when there is something to wait for. Whoever
   * else runs it takes it over from the workers.
   */
  readonly byWorker?: boolean;
  /** Whether a worker may run the stored commands of a broadcast; left out where it may. */
  readonly mayRunCommands?: boolean;
  /** Told once where a worker does not reach LINE before it begins, and goes on trying. */
  readonly onAway?: (why: LineOpsError) => void;
  /** Told when this process has it. */
  readonly onHeld?: () => void;
  /** Told when the ledger says that it runs, how it stood before. */
  readonly onBegin?: (broadcast: Broadcast) => void;
  /** Called before a broadcast is begun for the first time. What it answers is held until the ledger says that it was begun. */
  readonly holdBeginning?: (broadcast: Broadcast) => Promise<HeldLock>;
}

export type RunDeps = Pick<
  Deps,
  'broadcastLedger' | 'broadcastTotals' | 'paceLimiter' | 'locks' | 'clock' | 'ticker' | 'random'
> &
  HistoryDeps & {
    readonly api: LineApi;
    readonly tokens: AccessTokens;
    /** Why a run stopped, in words: the ledger keeps them. */
    readonly describeStop: (reason: StopReason) => Promise<string>;
  };

/**
 * Runs what is left of a broadcast: stage after stage, each recipient exactly once, through faults and kills. Before
 * the first request the ledger is compared with what this machine knows to have sent, and the bot's identity and the
 * quota are checked. The ledger tells the truth at every moment; the report is read from it at the end.
 *
 * @throws {LineOpsError} before anything was sent: `auth`, `limit`, `unavailable`; `incomplete` HISTORY_UNKNOWN; `failure`
 * when another process holds the broadcast, the journal cannot be written or the ledger is damaged. Later trouble is in
 * the report, because then there is something to report.
 */
export async function runBroadcast(id: BroadcastId, deps: RunDeps, options: RunOptions): Promise<RunReport> {
  const lock = await holdBroadcast(id, deps);
  options.onHeld?.();
  try {
    const ledger = await deps.broadcastLedger();
    const broadcast = await requireBroadcastToSend(id, deps);
    if (broadcast.state === 'completed') return { broadcast, stoppedBy: null };
    requireNotCancelled(broadcast);
    if (options.byWorker === true) {
      const due = dueAt(broadcast, deps.clock.now());
      // Somebody was here since it was found due.
      if (due === null || deps.clock.now() < due) return { broadcast, stoppedBy: { type: 'notDue', until: due } };
    }
    await requireSoundLedger(broadcast, ledger, deps);
    // Whatever another terminal asked of an earlier run is over.
    await ledger.requestStop(id, null);
    if (options.keepTryingMs !== undefined) await ledger.setKeepTrying(id, options.keepTryingMs);
    const halt = new Halt();
    const ends = [halt.obey(options.stop), halt.yieldWith(id, lock), halt.hear(id, ledger, deps.ticker)];
    if (options.byWorker === true) ends.push(leaveWhenStopped(id, ledger, options.stop));
    try {
      const report = await runListening(broadcast, { ledger, lock, halt }, deps, options);
      // It was between two stages when the worker was stopped: the next one comes for it at its time.
      if (options.byWorker === true && options.stop.aborted && report.broadcast.state === 'waiting')
        await ledger.setRunsBy(id, 'worker');
      return report;
    } catch (error) {
      if (broadcast.runsBy === 'worker') await leaveToPeople(broadcast, error, ledger, deps);
      throw error;
    } finally {
      for (const end of ends) end();
    }
  } finally {
    await lock.release();
  }
}

/** What a person stops is no worker's from that moment on, also where the process ends before it could say so. */
function leaveWhenStopped(id: BroadcastId, ledger: BroadcastLedger, stop: AbortSignal): () => void {
  const leave = () => void ledger.setRunsBy(id, null).catch(() => {});
  stop.addEventListener('abort', leave);
  return () => stop.removeEventListener('abort', leave);
}

/**
 * What failed before it could send is not tried again and again by workers. A ledger that is damaged, or takes nothing
 * any more, is left as it is, as is what another has now, or will have; and who only came at the same moment as another
 * comes again.
 */
async function leaveToPeople(
  { settings: { id } }: Broadcast,
  error: unknown,
  ledger: BroadcastLedger,
  { clock, describeStop }: RunDeps,
): Promise<void> {
  if (isDamage(error) || isTakenOver(error) || isOutOfReach(error)) return;
  if (error instanceof LineOpsError && error.code === 'BEGINNING_BUSY') return;
  const isWaitedFor = error instanceof LineOpsError && (error.kind === 'usage' || error.kind === 'limit');
  const reason = await describeStop({ type: 'failed', error });
  const state = isWaitedFor ? 'paused' : 'incomplete';
  await ledger.setState(id, state, { at: clock.now(), reason, workedMs: 0 }).catch(() => {});
}

/** What a run holds while it is at work. */
interface Hold {
  readonly ledger: BroadcastLedger;
  readonly lock: HeldLock;
  readonly halt: Halt;
}

/** Compares the ledger with what this machine knows, asks LINE, and runs what is left. */
async function runListening(broadcast: Broadcast, hold: Hold, deps: RunDeps, options: RunOptions): Promise<RunReport> {
  const { ledger, halt } = hold;
  const { clock } = deps;
  const { id } = broadcast.settings;
  const { journal, findings } = await RunJournal.open(broadcast, ledger, deps, {
    isAnsweredFor: options.withoutJournal ?? false,
  });
  let beginning: HeldLock | undefined;
  try {
    options.onHistory?.(findings);
    const current = await requireBroadcast(id, ledger);
    const obstacle = options.byWorker === true ? obstacleToWorker(current, options, clock.now()) : null;
    if (obstacle !== null) {
      const ended = { stoppedBy: obstacle, workedMs: workedByKilledRun(current), at: clock.now() };
      return await finishRun(current, ended, hold, deps, options);
    }
    const checked = options.checked ?? (await askFirst(current, halt, deps, options));
    if (checked === null) {
      const ended = { stoppedBy: halt.stoppedBy, workedMs: workedByKilledRun(current), at: clock.now() };
      return await finishRun(current, ended, hold, deps, options);
    }
    requireKnownHistory(current, journal.gap, deps.api.lineTime() ?? clock.now());
    beginning = current.startedAt === null ? await options.holdBeginning?.(current) : undefined;
    // What was compared under it is true until it is begun, or it is not begun.
    await beginning?.requireHeld();
    const onBegun = async () => beginning?.release();
    return await runHeld(current, checked, { ...hold, journal }, deps, { ...options, onBegun });
  } finally {
    await beginning?.release();
    await journal.close();
  }
}

async function runHeld(
  broadcast: Broadcast,
  { bot, quota }: BeforeSending,
  { ledger, lock, journal, halt }: Hold & { readonly journal: RunJournal },
  deps: RunDeps,
  {
    onProgress,
    passGate,
    onBegun,
    onBegin,
    release,
    byWorker = false,
  }: Omit<RunOptions, 'stop'> & { readonly onBegun: () => Promise<void> },
): Promise<RunReport> {
  const { settings } = broadcast;
  const { clock, api, tokens, random } = deps;
  const monthLeft = quota?.left ?? null;
  const startedAt = clock.now();
  if (release !== undefined) {
    const { planHash } = settings;
    await ledger.release(
      settings.id,
      { what: 'released', ...release, at: startedAt, planHash },
      byWorker && !halt.signal.aborted ? 'worker' : null,
    );
  }
  await beginRun(broadcast, startedAt, ledger);
  await onBegun();
  onBegin?.(broadcast);

  const pace = createPaceKeeper({
    settings,
    // Where LINE does not say whose token it is, all such runs share one limit.
    bot: bot?.userId ?? settings.channelId ?? 'unknown',
    limiter: await deps.paceLimiter(),
    clock,
    readQuota: () => readQuotaState(api, tokens),
    stopping: halt.signal,
  });
  const current = await requireBroadcast(settings.id, ledger);
  const run = new StageRunner({
    broadcast: current,
    ledger,
    clock,
    random,
    halt,
    onProgress,
    passGate,
    byWorker,
    monthLeft,
  });
  try {
    await run.runAll(
      createStageSender({
        broadcast: current,
        control: run,
        api,
        tokens,
        ledger,
        lock,
        journal,
        pace,
        clock,
        random,
        quotaLeft: settings.allowPartialQuota ? monthLeft : null,
      }),
    );
  } catch (error) {
    halt.because({ type: 'failed', error });
  }
  const ended = { stoppedBy: halt.stoppedBy, workedMs: clock.now() - startedAt, at: clock.now() };
  try {
    return await finishRun(broadcast, ended, { ledger, lock }, deps, { byWorker });
  } catch (error) {
    throw inDoubtOf(error, run);
  }
}

/** What LINE refused is tried again; a run that was killed has ended, and this one begins. */
async function beginRun(broadcast: Broadcast, at: number, ledger: BroadcastLedger): Promise<void> {
  const { id } = broadcast.settings;
  await ledger.reopenRefused(id);
  if (broadcast.runStartedAt !== null) {
    const workedMs = workedByKilledRun(broadcast);
    await ledger.setState(id, 'incomplete', { at, reason: broadcast.reason, workedMs });
  }
  await ledger.setState(id, 'running', { at, reason: null, workedMs: 0 });
}

/** Why a worker must not begin it, or go on with it, now; null where it may. */
function obstacleToWorker(broadcast: Broadcast, { mayRunCommands = true }: RunOptions, now: number): StopReason | null {
  const { settings } = broadcast;
  const beginsAt = sendingHours(settings).next(now);
  if (isOverdue(broadcast, beginsAt)) return { type: 'late', lateMs: overdueBy(broadcast, beginsAt) };
  // Whoever wants to be told would not be: it is said before anybody is messaged, not after.
  return settings.notify?.type === 'command' && !mayRunCommands ? { type: 'noticeForbidden' } : null;
}

/** A person sees that LINE is not reached, and tries again; a worker does so itself. Null where the run is halted first. */
function askFirst(
  broadcast: Broadcast,
  halt: Halt,
  deps: RunDeps,
  { byWorker, onAway = () => {} }: RunOptions,
): Promise<BeforeSending | null> {
  if (byWorker === true) return askPatiently(broadcast, deps, { halted: halt.signal, onAway });
  return unlessHalted(halt.signal, askBeforeSending(broadcast, deps));
}

/**
 * A damaged ledger that cannot be read after something was sent may have lost what became of it; one that is out of reach
 * has lost nothing, and what was not heard of stays in doubt there.
 */
function inDoubtOf(error: unknown, { hasSent, hasDoubt }: Pick<StageRunner, 'hasSent' | 'hasDoubt'>): unknown {
  const isDoubted = (isDamage(error) && hasSent) || (isOutOfReach(error) && hasDoubt);
  return isDoubted ? ofKind('incomplete', error, { requestId: null, details: null }) : error;
}
