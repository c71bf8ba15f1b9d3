import type { BatchState } from '../../../../domain/broadcast/batch.js';
import type { RecipientTotals } from '../../../../domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { oneOf, type RowReader, readRow } from '../../sql/rows.js';
import { rows, type Steps } from '../../sql/steps.js';
import { BATCH_STATES } from './batch-rows.js';

const TOTAL_OF: Readonly<Record<Exclude<BatchState, 'delivering'>, keyof RecipientTotals>> = {
  pending: 'pending',
  'in-doubt': 'unknown',
  accepted: 'accepted',
  refused: 'refused',
  unknown: 'unknown',
  skipped: 'leftOut',
  'left-out': 'leftOut',
};

/** What a run could do with a batch in that state; null for nothing. */
const WORK_OF: Readonly<Record<BatchState, 'toSend' | 'inDoubt' | 'undecided' | null>> = {
  pending: 'toSend',
  refused: 'toSend',
  'in-doubt': 'inDoubt',
  unknown: 'undecided',
  delivering: null,
  accepted: null,
  skipped: null,
  'left-out': null,
};

/** What the batches of one stage add up to. */
export class StageCounts {
  readonly totals = { accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 0, leftOut: 0 };
  skipped = 0;
  readonly refusedAsBatch = { batches: 0, recipients: 0 };
  readonly work = {
    toSend: { batches: 0, recipients: 0 },
    inDoubt: { batches: 0, recipients: 0 },
    undecided: { batches: 0, recipients: 0 },
  };
}

/** What all batches add up to, group by group. */
class BatchTotals {
  readonly byStage = new Map<number, StageCounts>();
  readonly recipients = { accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 0, leftOut: 0 };
  readonly batches = { total: 0, accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 0 };
  requests = 0;
  retries = 0;
  conflicts = 0;
  lastSettledAt: number | null = null;
  lastAttemptAt: number | null = null;
  inDoubtSince: number | null = null;

  constructor(readonly delivering: 'pending' | 'unknown') {}

  stage(index: number): StageCounts {
    const counts = this.byStage.get(index) ?? new StageCounts();
    this.byStage.set(index, counts);
    return counts;
  }

  /** The batches of one stage in one state. */
  add(group: RowReader): void {
    const state = oneOf<BatchState>(BATCH_STATES, group.text('state'));
    this.#addTotals(group, state === 'delivering' ? this.delivering : TOTAL_OF[state]);
    this.#addWork(group, state);
    this.requests += group.number('requests');
    this.retries += group.number('retries');
    this.conflicts += group.number('conflicts');
    this.lastSettledAt = extreme(Math.max, this.lastSettledAt, group.numberOrNull('settled_at'));
    this.lastAttemptAt = extreme(Math.max, this.lastAttemptAt, group.numberOrNull('last_attempt_at'));
    if (state === 'in-doubt')
      this.inDoubtSince = extreme(Math.min, this.inDoubtSince, group.numberOrNull('first_attempt_at'));
  }

  /** Recipients of a stage that were set aside. */
  addSetAside(stage: number, count: number): void {
    this.recipients.refused += count;
    this.stage(stage).totals.refused += count;
  }

  #addTotals(group: RowReader, total: keyof RecipientTotals): void {
    for (const totals of [this.recipients, this.stage(group.number('stage')).totals]) {
      totals[total] += group.number('recipients');
      totals.refused += group.number('not_reached');
    }
    // LINE refused them, or nobody could tell: a batch is not left out, its people are.
    this.batches[total === 'leftOut' ? 'refused' : total] += group.number('batches');
    this.batches.total += group.number('batches');
  }

  #addWork(group: RowReader, state: BatchState): void {
    const stage = this.stage(group.number('stage'));
    const size = group.number('recipients');
    if (state === 'skipped') stage.skipped += size;
    if (state === 'refused' || state === 'pending') {
      const isWhole = state === 'refused';
      stage.refusedAsBatch.batches += group.number(isWhole ? 'filled' : 'suspects');
      stage.refusedAsBatch.recipients += isWhole ? size : group.number('suspect_recipients');
    }
    const work = WORK_OF[state];
    if (work === null) return;
    // A batch whose recipients were all set aside is empty, and done.
    stage.work[work].batches += group.number('filled');
    stage.work[work].recipients += size;
  }
}

/** A sum in the 64 bits of what is summed up. */
const sum = (what: string, name = what) => `CAST(sum(${what}) AS BIGINT) AS ${name}`;

const GROUPS = `SELECT stage, state, count(*) AS batches, ${sum('CASE WHEN recipients > 0 THEN 1 ELSE 0 END', 'filled')},
    ${sum('recipients')}, ${sum('not_reached')}, ${sum('requests')}, ${sum('retries')}, ${sum('conflicts')},
    ${sum('is_suspect', 'suspects')}, ${sum('is_suspect * recipients', 'suspect_recipients')},
    max(settled_at) AS settled_at, min(first_attempt_at + coalesce(line_ahead_ms, 0)) AS first_attempt_at,
    max(first_attempt_at + coalesce(line_ahead_ms, 0)) AS last_attempt_at
  FROM batch WHERE broadcast_id = ? GROUP BY stage, state`;

/** @param delivering what a narrowcast on its way counts as. */
export function* countBatches(id: BroadcastId, delivering: 'pending' | 'unknown'): Steps<BatchTotals> {
  const totals = new BatchTotals(delivering);
  for (const value of yield* rows(GROUPS, id)) totals.add(readRow(value));
  const setAside = yield* rows(
    'SELECT stage, count(*) AS n FROM refused_recipient WHERE broadcast_id = ? GROUP BY stage',
    id,
  );
  for (const value of setAside) {
    const row = readRow(value);
    totals.addSetAside(row.number('stage'), row.number('n'));
  }
  return totals;
}

function extreme(choose: (...values: number[]) => number, one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return choose(one, other);
}
