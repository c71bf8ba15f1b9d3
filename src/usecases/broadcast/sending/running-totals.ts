import {
  type Amount,
  type Broadcast,
  type BroadcastState,
  heldByLiving,
  type Stage,
  type Totals,
} from '../../../domain/broadcast/broadcast.js';
import { type Forecast, forecastOf, rateWindow, type TimeWindow } from '../../../domain/broadcast/planning/forecast.js';
import type { BatchEvent } from './batches/batch-news.js';

/** How far the counts of recipients are from what they were when the run began. */
class Change {
  unique = 0;
  accepted = 0;
  refused = 0;
  unknown = 0;
  inFlight = 0;

  /** Whoever is in no other total is pending. */
  applyTo(totals: Totals): Totals {
    return {
      accepted: totals.accepted + this.accepted,
      refused: totals.refused + this.refused,
      unknown: totals.unknown + this.unknown,
      inFlight: totals.inFlight + this.inFlight,
      pending: totals.pending + this.unique - this.accepted - this.refused - this.unknown - this.inFlight,
    };
  }
}

interface StageChange {
  readonly totals: Change;
  startedAt: number | null;
  finishedAt: number | null;
}

/**
 * A broadcast as its run changes it: what `show` finds in the ledger, kept by the run itself, so that the ledger need not
 * be counted through for every line of progress.
 */
export class RunningTotals {
  readonly #begun: Broadcast;
  readonly #startedAt: number;
  readonly #whole = new Change();
  readonly #stages: readonly StageChange[];
  readonly #recent = new RecentAcceptances();
  readonly #asked = { requests: 0, retries: 0, conflicts: 0 };
  #stage = 0;

  /** `startedAt`: when the run began, milliseconds since 1970. */
  constructor(stored: Broadcast, startedAt: number) {
    this.#begun = heldByLiving(stored);
    this.#startedAt = startedAt;
    this.#stages = stored.stages.map((stage) => ({
      totals: new Change(),
      startedAt: stage.startedAt,
      finishedAt: stage.finishedAt,
    }));
  }

  /** The stage, from 0, that is sent or waited for. */
  get stage(): number {
    return this.#stage;
  }

  /** Recipients. */
  get acceptedSinceBegun(): number {
    return this.#whole.accepted;
  }

  get requestsSinceBegun(): number {
    return this.#asked.requests;
  }

  /** Recipients of whom it is not known, those of earlier runs among them. */
  get inDoubt(): number {
    const { unknown, inFlight } = this.#whole.applyTo(this.#begun.recipients);
    return unknown + inFlight;
  }

  enter(stage: number): void {
    this.#stage = stage;
  }

  begin(at: number): void {
    const stage = this.#stages[this.#stage];
    if (stage !== undefined) stage.startedAt ??= at;
  }

  end(at: number): void {
    const stage = this.#stages[this.#stage];
    if (stage !== undefined) stage.finishedAt = at;
  }

  note(event: BatchEvent, now: number): void {
    switch (event.type) {
      case 'request':
        this.#asked.requests += 1;
        this.#asked.retries += event.isRetry ? 1 : 0;
        break;
      case 'onItsWay':
        this.#add('inFlight', event.recipients);
        break;
      case 'accepted':
        this.#asked.conflicts += event.wasConflict ? 1 : 0;
        this.#add('accepted', event.recipients);
        this.#recent.note({ batches: 1, recipients: event.recipients }, now);
        break;
      case 'refused':
      case 'unknown':
        this.#add(event.type, event.recipients);
        break;
      case 'delivered':
        this.#add('unique', event.accepted + event.refused - event.expected);
        this.#add('accepted', event.accepted);
        this.#add('refused', event.refused);
        this.#recent.note({ batches: 1, recipients: event.accepted }, now);
        break;
      case 'split':
      case 'trouble':
      case 'away':
      case 'delivering':
        break;
    }
  }

  /** As `show` would tell of it now. */
  status(state: BroadcastState, now: number): Forecast & { readonly broadcast: Broadcast } {
    const { recipients, elapsedMs, requests, retries, conflicts, ...begun } = this.#begun;
    const broadcast: Broadcast = {
      ...begun,
      state,
      recipients: {
        ...recipients,
        unique: recipients.unique + this.#whole.unique,
        ...this.#whole.applyTo(recipients),
      },
      requests: requests + this.#asked.requests,
      retries: retries + this.#asked.retries,
      conflicts: conflicts + this.#asked.conflicts,
      stages: begun.stages.map((stage, index) => this.#stageNow(stage, this.#stages[index])),
      runStartedAt: this.#startedAt,
      lastSettledAt: this.#recent.lastAt ?? begun.lastSettledAt,
      elapsedMs: elapsedMs + Math.max(0, now - this.#startedAt),
    };
    const window = rateWindow(broadcast, now);
    const measured = window === null ? null : { window, accepted: this.#recent.within(window) };
    return { broadcast, ...forecastOf(broadcast, now, measured) };
  }

  #add(
    total: keyof Pick<Change, 'unique' | 'accepted' | 'refused' | 'unknown' | 'inFlight'>,
    recipients: number,
  ): void {
    this.#whole[total] += recipients;
    const stage = this.#stages[this.#stage];
    if (stage !== undefined) stage.totals[total] += recipients;
  }

  #stageNow(stage: Stage, change: StageChange | undefined): Stage {
    if (change === undefined) return stage;
    const totals = change.totals.applyTo(stage);
    return {
      ...stage,
      ...totals,
      toSend: this.#amountOf(totals.pending),
      inDoubt: this.#amountOf(totals.inFlight),
      startedAt: change.startedAt,
      finishedAt: change.finishedAt,
    };
  }

  #amountOf(recipients: number): Amount {
    const { batchSize } = this.#begun.settings;
    return { batches: Math.ceil(recipients / Math.max(1, batchSize === 0 ? recipients : batchSize)), recipients };
  }
}

/** The rate is that of a minute, and asked for a little later. */
const KEPT_MS = 90_000;
const TICK_MS = 100;

/** What was accepted lately, in ticks, so that it stays short however fast the run is. */
class RecentAcceptances {
  readonly #ticks: { readonly at: number; batches: number; recipients: number }[] = [];
  lastAt: number | null = null;

  note({ batches, recipients }: Amount, now: number): void {
    this.lastAt = now;
    const last = this.#ticks.at(-1);
    if (last !== undefined && now - last.at < TICK_MS) {
      last.batches += batches;
      last.recipients += recipients;
      return;
    }
    this.#ticks.push({ at: now, batches, recipients });
    while ((this.#ticks[0]?.at ?? now) < now - KEPT_MS) this.#ticks.shift();
  }

  within({ from, to }: TimeWindow): Amount {
    const within = this.#ticks.filter(({ at }) => from < at && at <= to);
    return {
      batches: within.reduce((sum, { batches }) => sum + batches, 0),
      recipients: within.reduce((sum, { recipients }) => sum + recipients, 0),
    };
  }
}
