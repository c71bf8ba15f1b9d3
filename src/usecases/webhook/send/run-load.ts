import { type LoadPlan, momentOf } from '../../../domain/webhook/load/load-plan.js';
import { type Figures, Tally } from '../../../domain/webhook/load/tally.js';
import type { Clock, Stopwatch } from '../../../ports/host.js';
import type { WebhookAnswer, WebhookRequest, WebhookSender } from '../../../ports/webhook/sender.js';

/** How a run stands. */
export interface LoadProgress {
  readonly planned: number;
  readonly begun: number;
  readonly inFlight: number;
  readonly elapsedMs: number;
  /** Began so much later than it was to that it shows. */
  readonly late: number;
  /** Of those, had no connection to leave by. */
  readonly heldBack: number;
  /** Requests a second that have begun; null before the second. */
  readonly rateReached: number | null;
  readonly figures: Figures;
}

/** How a run ended. */
export interface LoadReport extends LoadProgress {
  /** Never left: the time was over, or somebody stopped it, before a connection was free for them. */
  readonly notSent: number;
  /** Given up when somebody stopped it. */
  readonly cutOff: number;
}

interface LoadParts {
  readonly sender: WebhookSender;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  /** Makes the request once its moment has come; `now` in milliseconds since 1970. */
  readonly make: (index: number, now: number) => WebhookRequest;
  /** Requests at the same time at most: beyond that they wait, and their time runs. */
  readonly connections: number;
  readonly signal: AbortSignal;
  /** Called once, before the first request: how the run stands can be asked from then on. */
  readonly onBegin: (look: () => LoadProgress) => void;
  readonly onAnswer: (index: number, answer: WebhookAnswer, ms: number, body: Uint8Array) => void;
}

/** A timer may be late by so much, on a machine that has other things to do, without anybody being to blame. */
const LATE_MS = 20;
/** So many requests may begin at once before the answers get their turn. */
const AT_ONCE = 32;

/**
 * Sends requests in an open loop: each leaves at its moment whether or not the ones before were answered, and its time
 * counts from that moment, so that a server that stalls cannot hide how long everybody waited. Where all connections are
 * taken a request leaves as soon as one is free. Ends when all are answered, or at once when the signal comes.
 */
export async function runLoad(plan: LoadPlan, parts: LoadParts): Promise<LoadReport> {
  const run = new LoadRun(plan, parts);
  parts.onBegin(() => run.progress());
  const stop = () => run.stop();
  parts.signal.addEventListener('abort', stop);
  try {
    await run.all();
  } finally {
    parts.signal.removeEventListener('abort', stop);
  }
  return run.report();
}

class LoadRun {
  readonly #tally = new Tally();
  readonly #startedAt: number;
  #begun = 0;
  #inFlight = 0;
  #late = 0;
  #heldBack = 0;
  #lastAt = 0;
  #cutOff = 0;
  #together = 0;
  /** Whether connections were wanting, and what they held back has not been made up for. */
  #isHeldBack = false;
  #wake: () => void = () => {};

  constructor(
    readonly plan: LoadPlan,
    readonly parts: LoadParts,
  ) {
    this.#startedAt = parts.stopwatch.now();
  }

  async all(): Promise<void> {
    const { plan, parts } = this;
    while (this.#begun < plan.requests) {
      const moment = this.#startedAt + momentOf(this.#begun, plan.ratePerSecond);
      await this.#reached(moment);
      while (parts.connections <= this.#inFlight && !parts.signal.aborted) {
        this.#isHeldBack = true;
        await this.#change();
      }
      if (parts.signal.aborted || (this.#isHeldBack && this.#isOver())) break;
      this.#begin(moment);
    }
    while (0 < this.#inFlight && !parts.signal.aborted) await this.#change();
  }

  stop(): void {
    this.#cutOff = this.#inFlight;
    this.#wake();
  }

  progress(): LoadProgress {
    // From the moment of the first: a start that was late and made up for is no higher rate.
    const span = this.#lastAt - this.#startedAt;
    return {
      planned: this.plan.requests,
      begun: this.#begun,
      inFlight: this.#inFlight,
      elapsedMs: this.parts.stopwatch.now() - this.#startedAt,
      late: this.#late,
      heldBack: this.#heldBack,
      rateReached: this.#begun < 2 || span <= 0 ? null : ((this.#begun - 1) * 1000) / span,
      figures: this.#tally.figures(),
    };
  }

  report(): LoadReport {
    return { ...this.progress(), notSent: this.plan.requests - this.#begun, cutOff: this.#cutOff };
  }

  #begin(moment: number): void {
    const { sender, clock, stopwatch, make, onAnswer, signal } = this.parts;
    const index = this.#begun++;
    this.#inFlight += 1;
    const request = make(index, clock.now());
    const leftAt = stopwatch.now();
    this.#lastAt = leftAt;
    if (leftAt - moment <= LATE_MS) this.#isHeldBack = false;
    else this.#late += 1;
    if (this.#isHeldBack) this.#heldBack += 1;
    void sender.post(request).then((answer) => {
      if (signal.aborted) return;
      const ms = stopwatch.now() - moment;
      this.#inFlight -= 1;
      this.#tally.record({ ...answer, ms });
      onAnswer(index, answer, ms, request.body);
      this.#wake();
    });
  }

  /** Until the moment has come; whoever is behind does not wait, but lets the answers have their turn now and then. */
  async #reached(moment: number): Promise<void> {
    const { stopwatch, signal } = this.parts;
    if (moment <= stopwatch.now() && this.#together < AT_ONCE) {
      this.#together += 1;
      return;
    }
    this.#together = 0;
    // A timer may fire a little early.
    do await stopwatch.until(moment, signal);
    while (stopwatch.now() < moment && !signal.aborted);
  }

  /** Whoever is late for another reason than the server's still has its turn: its moment came within the time. */
  #isOver(): boolean {
    return this.#startedAt + this.plan.endsAfterMs < this.parts.stopwatch.now();
  }

  /** Until one more is answered, or all is stopped. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
