import { Latencies, type LatencyRow } from './latencies.js';

/** What became of one request. */
export interface Outcome {
  /** The status of the answer; null where none came. */
  readonly status: number | null;
  /** Why no whole answer came; null where one did. */
  readonly why: string | null;
  /** Whether it was waited for until the time ran out: at least so long it would have taken. */
  readonly isTimeout: boolean;
  /** Milliseconds from the moment at which it was to leave. */
  readonly ms: number;
}

/** The figures of a load, or of one request: what is shown, and what conditions are held against. */
export interface Figures {
  /** Requests that ended: with an answer, or without one. */
  readonly requests: number;
  /** Answered 2xx. */
  readonly accepted: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Why there was no whole answer, and how often. */
  readonly failures: Readonly<Record<string, number>>;
  /** Null where nothing was measured. */
  readonly latencyMs: Readonly<Record<'p50' | 'p90' | 'p95' | 'p99' | 'max', number | null>>;
  readonly tooLate: number;
  readonly rows: readonly LatencyRow[];
}

/** Counts what became of requests, in a room that does not grow with their number. */
export class Tally {
  readonly #latencies = new Latencies();
  readonly #statuses = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  #requests = 0;
  #accepted = 0;

  /** A connection that failed at once is no fast answer: its time is not counted. */
  record({ status, why, isTimeout, ms }: Outcome): void {
    this.#requests += 1;
    if (why !== null) increase(this.#failures, why);
    else if (status !== null) increase(this.#statuses, String(status));
    if (why === null && isAccepted(status)) this.#accepted += 1;
    if (why === null || isTimeout) this.#latencies.record(ms);
  }

  figures(): Figures {
    const within = (share: number) => rounded(this.#latencies.within(share));
    return {
      requests: this.#requests,
      accepted: this.#accepted,
      statuses: Object.fromEntries([...this.#statuses].sort()),
      failures: Object.fromEntries(this.#failures),
      latencyMs: {
        p50: within(0.5),
        p90: within(0.9),
        p95: within(0.95),
        p99: within(0.99),
        max: rounded(this.#latencies.max),
      },
      tooLate: this.#latencies.tooLate,
      rows: this.#latencies.rows(),
    };
  }
}

/** LINE takes any 2xx for a success. @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/ */
export function isAccepted(status: number | null): boolean {
  return status !== null && 200 <= status && status < 300;
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** To a tenth of a millisecond: timers do not tell more. */
function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
