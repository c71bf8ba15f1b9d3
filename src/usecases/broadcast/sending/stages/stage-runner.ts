import { type Broadcast, isSettled, type Stage, stageNumber } from '../../../../domain/broadcast/broadcast.js';
import { isBudgetSpent } from '../../../../domain/broadcast/planning/conditions.js';
import { isTooLate, latenessOf } from '../../../../domain/broadcast/schedule/due.js';
import { type SendingHours, sendingHours } from '../../../../domain/broadcast/schedule/sending-hours.js';
import type { StopReason } from '../../../../domain/broadcast/sending/stop-reason.js';
import type { Gate } from '../../../../domain/broadcast/settings.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { BroadcastLedger } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { Clock, Randomness } from '../../../../ports/host.js';
import type { BroadcastStatus } from '../../audit/broadcast-status.js';
import { ledgerDamaged } from '../../audit/sound-totals.js';
import type { BatchEvent } from '../batches/batch-news.js';
import { type Halt, unlessHalted } from '../halt.js';
import { type Away, Outage } from '../outage.js';
import { RunningTotals } from '../running-totals.js';
import type { StageControl, StageSender } from './stage-sender.js';

/** A long wait is cut into steps: to show it, and because a machine that was suspended keeps no timer. */
const STEP_MS = 300;

/** Asked before a stage begins: null to go on, else why not. `stage` is from 0. The signal takes the question back. */
export type PassGate = (gate: Gate, stage: number, halted: AbortSignal) => Promise<string | null>;

/** What is going on, for a live view: the broadcast as `show` would tell of it now, and what only the run knows. */
export interface RunProgress extends Omit<BroadcastStatus, 'isHeld'> {
  /** The stage, from 0, that is sent or waited for. */
  readonly stage: number;
  /** LINE accepted the stage and is at work on it. */
  readonly isDelivering: boolean;
  /** Batches that wait for another attempt. */
  readonly troubled: number;
  /** LINE gives no answer, no leave or no token, and the run goes on trying; null while all is well. */
  readonly away: Away | null;
  /** Messages left of the month's quota, as far as this run can tell; null where there is no limit. */
  readonly quotaLeft: number | null;
}

/** Called whenever something happened; looking costs something, and `isNews` says when it should not be put off. */
export type OnProgress = (progress: () => RunProgress, isNews: boolean) => void;

interface StageRunnerParts {
  readonly broadcast: Broadcast;
  readonly ledger: BroadcastLedger;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly halt: Halt;
  readonly onProgress: OnProgress;
  readonly passGate: PassGate;
  /** It is left when there is something to wait for, and not begun too late. */
  readonly byWorker: boolean;
  /** Messages left of the month when the run began; null where there is no limit. */
  readonly monthLeft: number | null;
}

/** One run of a broadcast: when each stage may begin, what is counted, and why it stops. */
export class StageRunner implements StageControl {
  readonly outage: Outage;
  readonly #parts: StageRunnerParts;
  readonly #totals: RunningTotals;
  readonly #hours: SendingHours;
  #troubled = 0;
  #away: Away | null = null;
  #isDelivering = false;
  #stage: Stage | null = null;
  #refusedOfStage = 0;
  #isWaiting = false;

  constructor(parts: StageRunnerParts) {
    this.#parts = parts;
    this.outage = new Outage({
      settings: parts.broadcast.settings,
      clock: parts.clock,
      random: parts.random,
      stopping: parts.halt.signal,
      onAway: (away) => this.note({ type: 'away', away }),
    });
    this.#hours = sendingHours(parts.broadcast.settings);
    this.#totals = new RunningTotals(parts.broadcast, parts.clock.now());
  }

  /** The first reason counts; the batches on their way finish. */
  stopBecause(reason: StopReason): void {
    this.#parts.halt.because(reason);
  }

  note(event: BatchEvent): void {
    this.#totals.note(event, this.#parts.clock.now());
    let isNews = event.type === 'delivering';
    switch (event.type) {
      case 'trouble':
        this.#troubled += event.began ? 1 : -1;
        break;
      case 'away':
        isNews = this.#away?.trouble !== event.away?.trouble;
        this.#away = event.away;
        break;
      case 'delivering':
        this.#isDelivering = event.began;
        break;
      case 'refused':
        this.#refusedOfStage += event.recipients;
        this.#checkBudget();
        break;
      case 'delivered':
        this.#refusedOfStage += event.refused;
        this.#checkBudget();
        break;
      case 'request':
      case 'onItsWay':
      case 'split':
      case 'accepted':
      case 'unknown':
        break;
    }
    this.#report(isNews);
  }

  /** Runs every stage that is not completed, in order, until the end or until something stops the run. */
  async runAll(sender: StageSender): Promise<void> {
    const { broadcast, clock } = this.#parts;
    const { intervalMs, startAt } = broadcast.settings;
    let mayBeginAt = startAt;
    for (const stage of broadcast.stages) {
      if (stage.state !== 'completed' && !(await this.#run(stage, mayBeginAt, sender))) return;
      const now = clock.now();
      // A clock that was set back since must not make the pause longer than it is.
      mayBeginAt = Math.min(stage.finishedAt ?? now, now) + intervalMs;
    }
  }

  /** Whether it ended, so that the next may begin. */
  async #run(stage: Stage, mayBeginAt: number | null, sender: StageSender): Promise<boolean> {
    const { broadcast, ledger, clock } = this.#parts;
    const { id } = broadcast.settings;
    this.#stage = stage;
    this.#totals.enter(stage.index);
    // The budget is the stage's, over all runs.
    this.#refusedOfStage = stage.refused;
    // Before anybody waits or is asked for it, and again, because a pause may outlast what LINE remembers.
    if (await this.#isBlocked(stage, sender)) return false;
    if (!(await this.#mayBegin(stage, mayBeginAt))) return false;
    if (await this.#isBlocked(stage, sender)) return false;
    await ledger.startStage(id, stage.index, clock.now());
    this.#totals.begin(clock.now());
    this.#report(true);
    await sender.sendStage(stage);
    if (!(await this.#mayEnd(stage))) return false;
    await ledger.finishStage(id, stage.index, clock.now());
    this.#totals.end(clock.now());
    return true;
  }

  /**
   * A stage ends only when everybody in it is in one total, and nobody is left over. One that was stopped ends where a
   * person stopped it when there was nothing left of it to stop.
   */
  async #mayEnd({ index }: Stage): Promise<boolean> {
    const { broadcast, ledger, halt } = this.#parts;
    const why = halt.stoppedBy?.type;
    const isAsked = why === 'interrupted' || why === 'asked' || why === 'notDue';
    if (this.isHalted && !isAsked) return false;
    const now = await ledger.find(broadcast.settings.id);
    const stage = now?.stages.find((each) => each.index === index);
    if (now === null || stage === undefined) throw new Error('a broadcast that is being sent is gone');
    if (this.isHalted && !isSettled(stage)) return false;
    const { accepted, refused, unknown, pending, leftOut, recipients } = stage;
    if (accepted + refused + unknown + leftOut === recipients && pending === 0) return true;
    const sum = `${accepted} accepted, ${refused} refused, ${unknown} unknown, ${pending} pending and ${leftOut} left out`;
    const what = `stage ${stageNumber(index)} has ${recipients} recipients, and ends with ${sum}`;
    this.stopBecause({ type: 'failed', error: ledgerDamaged(now.settings.id, [what]) });
    return false;
  }

  async #isBlocked(stage: Stage, sender: StageSender): Promise<boolean> {
    const obstacle = await sender.obstacleTo(stage);
    if (obstacle !== null) this.stopBecause(obstacle);
    return obstacle !== null;
  }

  /** Whether this run has made a request: what became of it is in the ledger, or nowhere. */
  get hasSent(): boolean {
    return 0 < this.#totals.requestsSinceBegun;
  }

  /** Whether LINE may have taken something without our having heard of it. */
  get hasDoubt(): boolean {
    return 0 < this.#totals.inDoubt;
  }

  get isHalted(): boolean {
    return this.halted.aborted;
  }

  get halted(): AbortSignal {
    return this.#parts.halt.signal;
  }

  /** Waits for the stage's moment and asks its gate. A stage that was begun before the process ended goes on at once. */
  async #mayBegin(stage: Stage, at: number | null): Promise<boolean> {
    const { broadcast, clock, byWorker } = this.#parts;
    const { settings } = broadcast;
    const { gate } = settings;
    if (stage.startedAt === null) {
      // Who begins it by hand after its time has said so.
      const isByTime = byWorker || (at !== null && clock.now() < at);
      await this.#waitUntil(at);
      await this.waitForOpening();
      if (isByTime && stage.index === 0 && !this.isHalted) this.#requireInTime();
      if (gate !== null && stage.index > 0 && !this.isHalted) {
        const closed = await this.#askGate(gate, stage);
        if (closed !== null) this.stopBecause(closed);
      }
      await this.waitForOpening();
    }
    return !this.isHalted;
  }

  /** A machine that was suspended may wake up long after the moment that it waited for. */
  #requireInTime(): void {
    const { broadcast, clock } = this.#parts;
    const now = clock.now();
    if (!isTooLate(broadcast.settings, now)) return;
    this.stopBecause({ type: 'late', lateMs: latenessOf(broadcast.settings, now) });
  }

  /** Null where it is passed, or nobody waits for it any more. A gate that asks LINE is asked again while LINE is away. */
  async #askGate(gate: Gate, { index }: Stage): Promise<StopReason | null> {
    const { passGate } = this.#parts;
    const endurance = this.outage.endure();
    try {
      while (await endurance.mayTry()) {
        const answer = await unlessHalted(this.halted, wordOf(passGate(gate, index, this.halted)));
        if (answer === null) return null;
        if (!(answer instanceof LineOpsError))
          return answer.why === null ? null : { type: 'gateClosed', why: answer.why };
        if (!endurance.failed('noAnswer')) return { type: 'noAnswer', why: answer, inDoubt: false };
        await endurance.rest();
      }
      return null;
    } finally {
      endurance.end();
    }
  }

  /** Waits while nothing is to be sent at this time of the day. */
  async waitForOpening(leadMs = 0): Promise<boolean> {
    return this.#waitUntil(this.#hours.opening(this.#parts.clock.now(), leadMs));
  }

  /** A restart in between waits for the same moment; a worker leaves, and comes back. */
  async #waitUntil(at: number | null): Promise<boolean> {
    const { broadcast, ledger, clock } = this.#parts;
    const { id } = broadcast.settings;
    if (at === null || at <= clock.now() || this.isHalted) return false;
    if (this.#parts.byWorker) {
      this.stopBecause({ type: 'notDue', until: at });
      return false;
    }
    this.#isWaiting = true;
    this.#report(true);
    await ledger.setState(id, 'waiting', { at: clock.now(), reason: null, workedMs: 0 });
    for (let now = clock.now(); now < at && !this.isHalted; now = clock.now()) {
      this.#report(false);
      await clock.sleep(Math.min(at - now, STEP_MS), this.halted);
    }
    this.#isWaiting = false;
    if (!this.isHalted) await ledger.setState(id, 'running', { at: clock.now(), reason: null, workedMs: 0 });
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

  #report(isNews: boolean): void {
    this.#parts.onProgress(() => this.#progress(), isNews);
  }

  #progress(): RunProgress {
    return {
      ...this.#totals.status(this.#isWaiting ? 'waiting' : 'running', this.#parts.clock.now()),
      stage: this.#totals.stage,
      isDelivering: this.#isDelivering,
      troubled: this.#troubled,
      away: this.#away,
      quotaLeft: this.#monthLeft(),
    };
  }

  #monthLeft(): number | null {
    const { monthLeft } = this.#parts;
    return monthLeft === null ? null : Math.max(0, monthLeft - this.#totals.acceptedSinceBegun);
  }
}

/** What the gate says, or that LINE was not there to be asked. */
async function wordOf(asked: Promise<string | null>): Promise<{ readonly why: string | null } | LineOpsError> {
  try {
    return { why: await asked };
  } catch (error) {
    if (error instanceof LineOpsError && error.kind === 'unavailable') return error;
    throw error;
  }
}
