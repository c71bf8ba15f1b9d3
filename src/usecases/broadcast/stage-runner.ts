import type { Batch, Broadcast, Gate, Stage } from '../../domain/broadcast/broadcast.js';
import { isBudgetSpent } from '../../domain/broadcast/conditions.js';
import { countUserIds } from '../../domain/broadcast/user-id-bytes.js';
import { nextOffPeak } from '../../domain/broadcast/warnings.js';
import type { BroadcastId } from '../../domain/ids.js';
import type { BroadcastLedger } from '../../ports/broadcast-ledger.js';
import type { Clock } from '../../ports/host.js';
import type { PaceKeeper } from './pace-keeper.js';
import { type BatchEvent, type BatchSender, sendBatch } from './send-batch.js';
import type { StopReason } from './stop-reason.js';

/** Requests on their way at once: LINE's 200 a second, each answered within half a second. */
const MAX_IN_FLIGHT = 100;
/** Batches waiting for another attempt, beyond which no new batch is begun: trouble must not put a whole list in doubt. */
const MAX_TROUBLED = 20;
/** Batches read from the ledger at once: 8 KB each. */
const READ_AHEAD = 64;
/** Batches written down before their moment has come, so that a slow disk loses no moment. */
const AHEAD = 6;
/** How soon a run notices what another terminal asks of it. */
const LISTEN_EVERY_MS = 300;

/** Asked before a stage begins: null to go on, else why not. `stage` is from 0. */
export type PassGate = (gate: Gate, stage: number) => Promise<string | null>;

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
  /** When sending goes on, milliseconds since 1970; null while sending. */
  readonly nextStageAt: number | null;
}

interface StageRunnerParts {
  readonly broadcast: Broadcast;
  readonly ledger: BroadcastLedger;
  readonly pace: PaceKeeper;
  readonly clock: Clock;
  /** Aborted when the run stops, for whatever reason. */
  readonly halt: AbortController;
  readonly onProgress: (progress: RunProgress) => void;
  readonly passGate: PassGate;
  /** Messages that may still be sent, where only a part of the quota suffices; null where all of it fits. */
  readonly quotaLeft: number | null;
}

/** One run of a broadcast: when each stage may begin, how many requests are on their way, and why it stops. */
export class StageRunner {
  stoppedBy: StopReason | null = null;
  readonly #parts: StageRunnerParts;
  readonly #counts: { accepted: number; refused: number; unknown: number; requests: number; retries: number };
  #troubled = 0;
  /** Requests that may be on their way at once. */
  #window = 1;
  #stage: Stage | null = null;
  #refusedOfStage = 0;
  #waitingUntil: number | null = null;
  #quotaLeft: number | null;
  #listenedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: StageRunnerParts) {
    const { recipients, requests, retries } = parts.broadcast;
    this.#parts = parts;
    this.#quotaLeft = parts.quotaLeft;
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
    this.#parts.halt.abort();
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
        this.#refusedOfStage += event.recipients;
        this.#checkBudget();
        break;
      case 'unknown':
        this.#counts.unknown += event.recipients;
        break;
    }
    this.#report();
  }

  /** Runs every stage that is not completed, in order, until the end or until something stops the run. */
  async runAll(sender: BatchSender): Promise<void> {
    const { broadcast, ledger, clock } = this.#parts;
    const { id, intervalMs, startAt } = broadcast.settings;
    let mayBeginAt = startAt;
    for (const stage of broadcast.stages) {
      if (stage.state !== 'completed') {
        this.#stage = stage;
        this.#refusedOfStage = 0;
        if (!(await this.#mayBegin(stage, mayBeginAt))) return;
        await ledger.startStage(id, stage.index, clock.now());
        this.#report();
        await this.#send(stage, sender);
        if (this.#isHalted) return;
        await ledger.finishStage(id, stage.index, clock.now());
      }
      mayBeginAt = (stage.finishedAt ?? clock.now()) + intervalMs;
    }
  }

  get #isHalted(): boolean {
    return this.#parts.halt.signal.aborted;
  }

  /** Waits for the stage's moment and asks its gate. A stage that was begun before the process ended goes on at once. */
  async #mayBegin(stage: Stage, at: number | null): Promise<boolean> {
    const { broadcast, passGate } = this.#parts;
    const { gate } = broadcast.settings;
    if (stage.startedAt === null) {
      await this.#waitUntil(at);
      if (gate !== null && stage.index > 0 && !this.#isHalted) {
        const why = await passGate(gate, stage.index);
        if (why !== null) this.stopBecause({ type: 'gateClosed', why });
      }
    }
    await this.#waitForOffPeak();
    return !this.#isHalted;
  }

  async #waitForOffPeak(): Promise<void> {
    const { broadcast, clock } = this.#parts;
    if (broadcast.settings.avoidPeak) await this.#waitUntil(nextOffPeak(clock.now()));
  }

  /** Waits in short steps, to hear what another terminal asks. A restart in between waits for the same moment. */
  async #waitUntil(at: number | null): Promise<void> {
    const { broadcast, ledger, clock, halt } = this.#parts;
    const { id } = broadcast.settings;
    if (at === null || at <= clock.now() || this.#isHalted) return;
    this.#waitingUntil = at;
    await ledger.setState(id, 'waiting', { at: clock.now(), reason: null, workedMs: 0 });
    for (let now = clock.now(); now < at && !this.#isHalted; now = clock.now()) {
      this.#report();
      await clock.sleep(Math.min(at - now, LISTEN_EVERY_MS), halt.signal);
      await this.#listen();
    }
    this.#waitingUntil = null;
    if (!this.#isHalted) await ledger.setState(id, 'running', { at: clock.now(), reason: null, workedMs: 0 });
  }

  /** Looks, now and then, whether another terminal asked this run to stop. */
  async #listen(): Promise<void> {
    const { broadcast, ledger, clock } = this.#parts;
    const now = clock.now();
    if (now - this.#listenedAt < LISTEN_EVERY_MS) return;
    this.#listenedAt = now;
    const to = await ledger.requestedStop(broadcast.settings.id);
    if (to !== null) this.stopBecause({ type: 'asked', to });
  }

  /**
   * Begins batch after batch as the pace allows, and returns when every one that was begun is settled or left. A run
   * begins with a single request on its way, and each acceptance allows one more: a wrong message or a dead token
   * costs one batch, and a LINE that has just broken down again gets few.
   */
  async #send(stage: Stage, sender: BatchSender): Promise<void> {
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
      const waiting: Promise<void>[] = [];
      for await (const batch of this.#openBatches(stage)) {
        while (isFull() && !this.#isHalted) await Promise.race(inFlight);
        await this.#listen();
        await this.#waitForOffPeak();
        isQuotaUsedUp = !this.#fitsQuota(batch);
        if (this.#isHalted || isQuotaUsedUp) break;
        waiting.push(begin(batch));
        if (AHEAD < waiting.length) await waiting.shift();
      }
    } finally {
      await Promise.all(inFlight);
    }
    // Only now: the batches that still fitted were to be sent.
    if (isQuotaUsedUp) this.stopBecause({ type: 'quotaUsedUp', left: this.#quotaLeft ?? 0 });
  }

  async *#openBatches(stage: Stage): AsyncIterable<Batch> {
    const { ledger, broadcast } = this.#parts;
    let from = 0;
    for (;;) {
      const batches = await ledger.openBatches(broadcast.settings.id, stage.index, from, READ_AHEAD);
      yield* batches;
      const last = batches.at(-1);
      if (last === undefined) return;
      from = last.index + 1;
    }
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

  #checkBudget(): void {
    const stage = this.#stage;
    if (
      stage === null ||
      !isBudgetSpent(this.#parts.broadcast.settings.maxRefused, this.#refusedOfStage, stage.recipients)
    )
      return;
    this.stopBecause({ type: 'budgetSpent', stage: stage.index, refused: this.#refusedOfStage });
  }

  #report(): void {
    const { broadcast, pace, onProgress } = this.#parts;
    const { settings, recipients, stages } = broadcast;
    onProgress({
      id: settings.id,
      phase: this.#waitingUntil === null ? 'sending' : 'waiting',
      stage: this.#stage?.index ?? 0,
      stages: stages.length,
      total: recipients.unique,
      ...this.#counts,
      troubled: this.#troubled,
      perSecond: pace.perSecond(),
      nextStageAt: this.#waitingUntil,
    });
  }
}
