import {
  type Batch,
  type Broadcast,
  type BroadcastState,
  booksBalance,
  type Stage,
} from '../../domain/broadcast/broadcast.js';
import { countUserIds } from '../../domain/broadcast/user-id-bytes.js';
import { LineOpsError } from '../../domain/failure.js';
import type { BroadcastId } from '../../domain/ids.js';
import type { BroadcastLedger } from '../../ports/broadcast-ledger.js';
import type { Deps } from '../../ports/deps.js';
import type { LineApi } from '../../ports/line-api.js';
import type { HeldLock } from '../../ports/store.js';
import type { AccessTokens } from '../access-token.js';
import { type QuotaState, readQuotaState } from '../quota.js';
import { createPaceKeeper, type PaceKeeper } from './pace-keeper.js';
import { requireQuota, requireSameBot } from './plan.js';
import { type BatchEvent, type BatchSender, sendBatch } from './send-batch.js';
import { describeStop, isPause, type StopReason } from './stop-reason.js';

/** Requests on their way at once: LINE's 200 a second, each answered within half a second. */
const MAX_IN_FLIGHT = 100;
/** Batches waiting for another attempt, beyond which no new batch is begun: trouble must not put a whole list in doubt. */
const MAX_TROUBLED = 20;
/** Batches read from the ledger at once: 8 KB each. */
const READ_AHEAD = 64;

export interface RunReport {
  readonly broadcast: Broadcast;
  /** Null when nothing stopped it before the end. */
  readonly stoppedBy: StopReason | null;
}

/** What is going on, for a live view. Counts are recipients of the whole broadcast unless named otherwise. */
export interface RunProgress {
  readonly id: BroadcastId;
  readonly phase: 'sending' | 'waiting';
  readonly stage: number;
  readonly stages: number;
  readonly total: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
  readonly requests: number;
  readonly retries: number;
  readonly troubled: number;
  readonly perSecond: number;
  /** When the next stage begins, milliseconds since 1970; null while sending. */
  readonly nextStageAt: number | null;
}

export interface RunOptions {
  /** Fires when no new batch shall be begun: the ones on their way finish. */
  readonly stop: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

export type RunSources = Pick<Deps, 'broadcastLedger' | 'paceLimiter' | 'locks' | 'clock' | 'random'> & {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
};

/** Takes the broadcast for this process. @throws {LineOpsError} `failure` BROADCAST_BUSY, naming who holds it. */
export async function holdBroadcast(id: BroadcastId, { locks }: Pick<Deps, 'locks'>): Promise<HeldLock> {
  const lock = await (await locks()).acquire(`broadcast-${id}`, 0);
  if ('held' in lock) return lock.held;
  const holder = lock.heldBy;
  const who =
    holder === null
      ? 'another process'
      : `process ${holder.pid} on ${holder.host}, since ${new Date(holder.since).toISOString()}`;
  throw new LineOpsError('failure', 'BROADCAST_BUSY', `${id} is being sent by ${who}`, {
    hint: `Watch it with: line-ops broadcast show ${id}`,
    details: { heldBy: holder },
  });
}

/**
 * Runs what is left of a broadcast: stage after stage, each recipient exactly once, through faults and kills. Before
 * the first request the bot's identity and the quota are checked. The ledger tells the truth at every moment; the
 * report is read from it at the end.
 *
 * @throws {LineOpsError} before anything was sent: `auth`, `limit`, `unavailable`, or `failure` when another process
 * holds the broadcast. Later trouble is in the report, because then there is something to report.
 */
export async function runBroadcast(id: BroadcastId, sources: RunSources, options: RunOptions): Promise<RunReport> {
  const lock = await holdBroadcast(id, sources);
  try {
    const ledger = await sources.broadcastLedger();
    const broadcast = await requireBroadcast(id, ledger);
    if (broadcast.state === 'completed') return { broadcast, stoppedBy: null };
    const { left } = await checkBeforeSending(broadcast, sources);
    return await runHeld(broadcast, broadcast.settings.allowPartialQuota ? left : null, ledger, sources, options);
  } finally {
    lock.release();
  }
}

/** @throws {LineOpsError} `usage` where there is none of that ID. */
export async function requireBroadcast(id: BroadcastId, ledger: BroadcastLedger): Promise<Broadcast> {
  const broadcast = await ledger.find(id);
  if (broadcast !== null) return broadcast;
  throw new LineOpsError('usage', 'UNKNOWN_BROADCAST', `there is no broadcast ${id}`, {
    hint: 'See: line-ops broadcast list',
  });
}

async function checkBeforeSending(
  { settings, recipients }: Broadcast,
  { api, tokens }: RunSources,
): Promise<QuotaState> {
  const { userId } = await api.botInfo(await tokens.current());
  requireSameBot(settings.botUserId, userId);
  // What is in doubt may be counted by LINE already: asking for room again could refuse a broadcast that fits.
  const quota = await readQuotaState(api, tokens);
  requireQuota(recipients.pending, quota, settings);
  return quota;
}

async function runHeld(
  broadcast: Broadcast,
  quotaLeft: number | null,
  ledger: BroadcastLedger,
  sources: RunSources,
  { stop, onProgress }: RunOptions,
): Promise<RunReport> {
  const { settings } = broadcast;
  const { clock, api, tokens, random } = sources;
  const startedAt = clock.now();
  await ledger.reopenRefused(settings.id);
  await ledger.setState(settings.id, 'running', { at: startedAt, reason: null, workedMs: 0 });

  const halt = new AbortController();
  const onStop = () => halt.abort();
  stop.addEventListener('abort', onStop);
  if (stop.aborted) halt.abort();
  const pace = createPaceKeeper({
    settings,
    limiter: await sources.paceLimiter(),
    clock,
    readQuota: () => readQuotaState(api, tokens),
    stopping: halt.signal,
  });
  const run = new Run(
    await requireBroadcast(settings.id, ledger),
    pace,
    halt,
    onProgress,
    () => clock.now(),
    quotaLeft,
  );
  const sender: BatchSender = {
    settings,
    api,
    tokens,
    ledger,
    pace,
    clock,
    random,
    stopping: halt.signal,
    onEvent: (event) => run.note(event),
  };
  try {
    await run.stages(ledger, sender);
  } catch (error) {
    run.stopBecause({ type: 'failed', error });
  } finally {
    stop.removeEventListener('abort', onStop);
  }
  if (stop.aborted) run.stopBecause({ type: 'interrupted' });
  return finish(broadcast, run.stoppedBy, clock.now() - startedAt, ledger, clock.now());
}

/** Books first: whatever stopped the run, the state that is written follows from what the ledger holds. */
async function finish(
  { settings }: Broadcast,
  stoppedBy: StopReason | null,
  workedMs: number,
  ledger: BroadcastLedger,
  at: number,
): Promise<RunReport> {
  const after = await requireBroadcast(settings.id, ledger);
  const isDone =
    after.recipients.pending === 0 &&
    after.recipients.unknown === 0 &&
    after.stages.every(({ state }) => state === 'completed');
  const state: BroadcastState =
    isDone && booksBalance(after.recipients)
      ? 'completed'
      : stoppedBy !== null && isPause(stoppedBy)
        ? 'paused'
        : 'incomplete';
  const reason =
    state === 'completed' ? null : stoppedBy === null ? 'some batches are in doubt' : describeStop(stoppedBy);
  await ledger.setState(settings.id, state, { at, reason, workedMs });
  return {
    broadcast: await requireBroadcast(settings.id, ledger),
    stoppedBy: state === 'completed' ? null : stoppedBy,
  };
}

/** The state of one run: what is on its way, why it stops, and the counters for the live view. */
class Run {
  stoppedBy: StopReason | null = null;
  readonly #counts: { accepted: number; refused: number; unknown: number; requests: number; retries: number };
  #troubled = 0;
  /** Requests that may be on their way at once. */
  #window = 1;
  #stage = 0;
  #nextStageAt: number | null = null;
  /** Messages that may still be sent, where only a part of the quota suffices; null where all of it fits. */
  #quotaLeft: number | null;

  constructor(
    readonly broadcast: Broadcast,
    readonly pace: PaceKeeper,
    readonly halt: AbortController,
    readonly onProgress: (progress: RunProgress) => void,
    readonly now: () => number,
    quotaLeft: number | null,
  ) {
    this.#quotaLeft = quotaLeft;
    const { recipients, requests, retries } = broadcast;
    this.#counts = {
      accepted: recipients.accepted,
      refused: recipients.refused,
      unknown: recipients.unknown,
      requests,
      retries,
    };
  }

  /** The first reason counts; the batches on their way finish. */
  stopBecause(reason: StopReason): void {
    this.stoppedBy ??= reason;
    this.halt.abort();
  }

  note(event: BatchEvent): void {
    switch (event.type) {
      case 'request':
        this.#counts.requests += 1;
        this.#counts.retries += event.isRetry ? 1 : 0;
        break;
      case 'trouble':
        this.#troubled += event.began ? 1 : -1;
        break;
      case 'accepted':
        this.#window = Math.min(MAX_IN_FLIGHT, this.#window + 1);
        this.#counts.accepted += event.recipients;
        break;
      case 'refused':
        this.#counts.refused += event.recipients;
        break;
      case 'unknown':
        this.#counts.unknown += event.recipients;
        break;
    }
    this.report();
  }

  report(): void {
    const { settings, recipients, stages } = this.broadcast;
    this.onProgress({
      id: settings.id,
      phase: this.#nextStageAt === null ? 'sending' : 'waiting',
      stage: this.#stage,
      stages: stages.length,
      total: recipients.unique,
      ...this.#counts,
      troubled: this.#troubled,
      perSecond: this.pace.perSecond(),
      nextStageAt: this.#nextStageAt,
    });
  }

  async stages(ledger: BroadcastLedger, sender: BatchSender): Promise<void> {
    const { settings, stages } = this.broadcast;
    let previousEnd: number | null = null;
    for (const stage of stages) {
      if (stage.state === 'completed') {
        previousEnd = stage.finishedAt;
        continue;
      }
      if (previousEnd !== null && stage.startedAt === null)
        await this.#pauseUntil(previousEnd + settings.intervalMs, stage, ledger, sender);
      if (this.halt.signal.aborted) return;
      this.#stage = stage.index;
      await ledger.startStage(settings.id, stage.index, this.now());
      this.report();
      await this.#sendStage(stage, ledger, sender);
      if (this.halt.signal.aborted) return;
      previousEnd = this.now();
      await ledger.finishStage(settings.id, stage.index, previousEnd);
    }
  }

  /** Waits for the moment at which the next stage is due. A restart in between waits for the same moment. */
  async #pauseUntil(
    dueAt: number,
    stage: Stage,
    ledger: BroadcastLedger,
    { clock, settings }: BatchSender,
  ): Promise<void> {
    const waitMs = dueAt - this.now();
    if (waitMs <= 0) return;
    this.#stage = stage.index;
    this.#nextStageAt = dueAt;
    await ledger.setState(settings.id, 'waiting', { at: this.now(), reason: null, workedMs: 0 });
    this.report();
    await clock.sleep(waitMs, this.halt.signal);
    this.#nextStageAt = null;
    if (!this.halt.signal.aborted)
      await ledger.setState(settings.id, 'running', { at: this.now(), reason: null, workedMs: 0 });
  }

  /**
   * Begins batch after batch as the pace allows, and returns when every one that was begun is settled or left. A run
   * begins with a single request on its way, and each acceptance allows one more: a wrong message or a dead token
   * costs one batch, and a LINE that has just broken down again gets few.
   */
  async #sendStage(stage: Stage, ledger: BroadcastLedger, sender: BatchSender): Promise<void> {
    const { signal } = this.halt;
    const inFlight = new Set<Promise<void>>();
    /** Begins a batch; the answer resolves when its first request leaves, or it ends without one. */
    const begin = (batch: Batch) =>
      new Promise<void>((onLeft) => {
        const sending: Promise<void> = sendBatch(batch, sender, onLeft).then((reason) => {
          inFlight.delete(sending);
          if (reason !== null) this.stopBecause(reason);
          onLeft();
        });
        inFlight.add(sending);
      });
    let isQuotaUsedUp = false;
    const isFull = () => this.#window <= inFlight.size || MAX_TROUBLED <= this.#troubled;
    try {
      let previousLeft = Promise.resolve();
      for await (const batch of openBatches(ledger, sender, stage.index)) {
        while (isFull() && !signal.aborted) await Promise.race(inFlight);
        isQuotaUsedUp = !this.#fitsQuota(batch);
        if (signal.aborted || isQuotaUsedUp) break;
        const left = begin(batch);
        // One batch waits for its moment while the next is written down: enough to lose no moment.
        await previousLeft;
        previousLeft = left;
      }
    } finally {
      await Promise.all(inFlight);
    }
    // Only now: the batches that still fitted were to be sent.
    if (isQuotaUsedUp) this.stopBecause({ type: 'quotaUsedUp', left: this.#quotaLeft ?? 0 });
  }

  /** With a part of the quota only: whether the batch still fits what was left when the run began. */
  #fitsQuota({ recipients, state }: Batch): boolean {
    // LINE may have counted a batch in doubt already.
    if (this.#quotaLeft === null || state === 'in-doubt') return true;
    const left = this.#quotaLeft - countUserIds(recipients);
    if (left < 0) return false;
    this.#quotaLeft = left;
    return true;
  }
}

async function* openBatches(ledger: BroadcastLedger, { settings }: BatchSender, stage: number) {
  let from = 0;
  for (;;) {
    const batches = await ledger.openBatches(settings.id, stage, from, READ_AHEAD);
    yield* batches;
    const last = batches.at(-1);
    if (last === undefined) return;
    from = last.index + 1;
  }
}
