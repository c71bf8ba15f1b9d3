import { failure } from '../../failure/failure.js';
import type { Figures } from './tally.js';

/** What a condition can be about, and in what it is measured. */
const METRICS = {
  p50: 'ms',
  p90: 'ms',
  p95: 'ms',
  p99: 'ms',
  max: 'ms',
  errors: 'requests',
  over2s: 'requests',
  accepted: 'requests',
  rate: 'perSecond',
} as const;

type Metric = keyof typeof METRICS;
type Operator = '>' | '>=' | '<' | '<=';

const METRIC_NAMES = Object.keys(METRICS);

/** A condition under which a run counts as failed. */
export interface Condition {
  /** As it was written. */
  readonly text: string;
  readonly metric: Metric;
  readonly operator: Operator;
  readonly threshold: number;
  /** Whether the threshold is a share of all requests. */
  readonly isPercent: boolean;
}

/** Whether a condition holds; `value` is null where it could not be measured, which is never a pass. */
export interface Judged {
  readonly condition: string;
  readonly value: number | null;
  readonly failed: boolean;
}

/** What conditions are held against: the figures, and what else a run tells. */
export interface Measured {
  readonly figures: Figures;
  /** All that were to be sent, those that never left among them. */
  readonly planned: number;
  readonly rateReached: number | null;
}

const FORM = /^\s*([a-z]\w*)\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)\s*(ms|s|%)?\s*$/i;

/**
 * Reads `p99>2s`, `errors>0.1%`, `over2s>0`, `rate<95`. Times are in `ms` or `s`; counts are requests, or `%` of all.
 *
 * @throws {LineOpsError} `usage` for another form, an unknown figure, or a unit that it does not have.
 */
export function parseCondition(text: string): Condition {
  const [, name = '', operator = '', digits = '', unit = ''] = FORM.exec(text) ?? [];
  const metric = METRIC_NAMES.find((known): known is Metric => known === name.toLowerCase());
  if (metric === undefined) throw failure('INVALID_CONDITION', { which: 'form', text, known: METRIC_NAMES });
  const measure = METRICS[metric];
  if (!UNITS_OF[measure].includes(unit)) throw failure('INVALID_CONDITION', { which: 'unit', text, measure });
  const threshold = Number(digits) * (unit === 's' ? 1000 : 1);
  return { text: text.trim(), metric, operator: operator as Operator, threshold, isPercent: unit === '%' };
}

/** A time without a unit could be meant in either. */
const UNITS_OF: Readonly<Record<(typeof METRICS)[Metric], readonly string[]>> = {
  ms: ['ms', 's'],
  requests: ['', '%'],
  perSecond: [''],
};

/** Holds a condition against what was measured. What never left is an error too. */
export function judge({ text, metric, operator, threshold, isPercent }: Condition, measured: Measured): Judged {
  const found = valueFor(metric, measured);
  const value =
    found !== null && isPercent ? (measured.planned === 0 ? null : (100 * found) / measured.planned) : found;
  return { condition: text, value, failed: value === null || COMPARE[operator](value, threshold) };
}

const COMPARE: Readonly<Record<Operator, (value: number, threshold: number) => boolean>> = {
  '>': (value, threshold) => threshold < value,
  '>=': (value, threshold) => threshold <= value,
  '<': (value, threshold) => value < threshold,
  '<=': (value, threshold) => value <= threshold,
};

function valueFor(metric: Metric, { figures, planned, rateReached }: Measured): number | null {
  switch (metric) {
    case 'errors':
      return planned - figures.accepted;
    case 'over2s':
      return figures.tooLate;
    case 'accepted':
      return figures.accepted;
    case 'rate':
      return rateReached;
    default:
      return figures.latencyMs[metric];
  }
}
