/** Each bucket ends this much above the one before it: a figure read from them is at most one percent too high. */
const GROWTH = 1.01;
/** Whatever is faster falls into the first bucket. */
const SMALLEST_MS = 0.01;
/** An hour; whatever is slower falls into the last one. */
const LARGEST_MS = 60 * 60 * 1000;
const BUCKETS = bucketOf(LARGEST_MS) + 1;

/** LINE counts an answer that comes later as a failure. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
export const ANSWER_WITHIN_MS = 2000;

/** Where the rows of a histogram end, in milliseconds; LINE's limit is one of them. */
const EDGES_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, ANSWER_WITHIN_MS, 5000, 10_000, Number.POSITIVE_INFINITY];

/** One row of a histogram: how many took longer than `fromMs`, and at most `toMs`; null for no end. */
export interface LatencyRow {
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly count: number;
}

/** How long answers took. Takes the same room for ten and for ten million of them. */
export class Latencies {
  readonly #buckets = new Uint32Array(BUCKETS);
  readonly #rows = new Uint32Array(EDGES_MS.length);
  #count = 0;
  #max = 0;

  record(ms: number): void {
    const bucket = bucketOf(ms);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    const row = EDGES_MS.findIndex((edge) => ms <= edge);
    this.#rows[row] = (this.#rows[row] ?? 0) + 1;
    this.#count += 1;
    this.#max = Math.max(this.#max, ms);
  }

  get count(): number {
    return this.#count;
  }

  /** Null where nothing was measured. */
  get max(): number | null {
    return this.#count === 0 ? null : this.#max;
  }

  /** The time within which this share of all came, from 0 to 1; null where nothing was measured. */
  within(share: number): number | null {
    if (this.#count === 0) return null;
    const wanted = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      seen += count;
      if (wanted <= seen) return Math.min(this.#max, endOf(bucket));
    }
    return this.#max;
  }

  /** How many took longer than LINE waits. */
  get tooLate(): number {
    return this.rows().reduce((sum, { fromMs, count }) => (fromMs < ANSWER_WITHIN_MS ? sum : sum + count), 0);
  }

  /** Every row, the empty ones too. */
  rows(): readonly LatencyRow[] {
    return EDGES_MS.map((edge, at) => ({
      fromMs: EDGES_MS[at - 1] ?? 0,
      toMs: Number.isFinite(edge) ? edge : null,
      count: this.#rows[at] ?? 0,
    }));
  }
}

function bucketOf(ms: number): number {
  if (ms <= SMALLEST_MS) return 0;
  return Math.ceil(Math.log(Math.min(ms, LARGEST_MS) / SMALLEST_MS) / Math.log(GROWTH));
}

function endOf(bucket: number): number {
  return SMALLEST_MS * GROWTH ** bucket;
}
