import type { RunsBy } from '../../../../domain/broadcast/act.js';
import type { Broadcast, BroadcastState, Stage, StageState } from '../../../../domain/broadcast/broadcast.js';
import type { Scheduled } from '../../../../domain/broadcast/schedule/due.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { oneOf, readRow } from '../../sql/rows.js';
import { rows, type Steps } from '../../sql/steps.js';
import { actsOf } from '../changes/acts.js';
import { readSettings } from '../settings-text.js';
import { countBatches, StageCounts } from './batch-totals.js';

export function* broadcastOf(value: unknown): Steps<Broadcast> {
  const row = readRow(value);
  const settings = readSettings(row.text('settings'));
  const state = oneOf<BroadcastState>(
    ['planned', 'waiting', 'running', 'paused', 'completed', 'incomplete', 'cancelled'],
    row.text('state'),
  );
  // Nobody will ask any more what became of a narrowcast on its way.
  const counts = yield* countBatches(settings.id, state === 'cancelled' ? 'unknown' : 'pending');
  return {
    settings,
    state,
    runsBy: runsByOf(row.textOrNull('runs_by')),
    acts: yield* actsOf(settings.id),
    reason: row.textOrNull('reason'),
    recipients: {
      total: row.number('total'),
      unique: row.number('uniq'),
      duplicates: row.number('duplicates'),
      malformed: row.number('malformed'),
      excluded: row.number('excluded'),
      heldOut: row.number('held_out'),
      ...counts.recipients,
    },
    batches: counts.batches,
    requests: counts.requests,
    retries: counts.retries,
    conflicts: counts.conflicts,
    stages: yield* stagesOf(settings.id, counts.byStage),
    startedAt: row.numberOrNull('started_at'),
    finishedAt: row.numberOrNull('finished_at'),
    elapsedMs: row.number('worked_ms'),
    runStartedAt: row.numberOrNull('run_started_at'),
    lastSettledAt: counts.lastSettledAt,
    lastAttemptAt: counts.lastAttemptAt,
    inDoubtSince: counts.inDoubtSince,
    forgottenAt: row.numberOrNull('forgotten_at'),
  };
}

/** The same without anything of its batches: to be looked at often. */
export function scheduledOf(value: unknown, stages: readonly unknown[]): Scheduled {
  const row = readRow(value);
  const settings = readSettings(row.text('settings'));
  return {
    settings,
    state: oneOf<BroadcastState>(['planned', 'running', 'waiting'], row.text('state')),
    runsBy: runsByOf(row.textOrNull('runs_by')),
    startedAt: row.numberOrNull('started_at'),
    stages: stages.map((stage) => {
      const { index, state, startedAt, finishedAt } = stageOf(stage);
      return { index, state, startedAt, finishedAt };
    }),
  };
}

function runsByOf(stored: string | null): RunsBy {
  return stored === 'worker' ? stored : null;
}

function* stagesOf(id: BroadcastId, byStage: ReadonlyMap<number, StageCounts>): Steps<readonly Stage[]> {
  return (yield* stageRows(id)).map((stage) => {
    const { totals, skipped, work, refusedAsBatch } = byStage.get(stage.index) ?? new StageCounts();
    return { ...stage, ...totals, skipped, refusedAsBatch, ...work };
  });
}

type StageRow = Pick<Stage, 'index' | 'recipients' | 'state' | 'startedAt' | 'finishedAt'>;

function* stageRows(id: BroadcastId): Steps<readonly StageRow[]> {
  return (yield* rows('SELECT * FROM stage WHERE broadcast_id = ? ORDER BY idx', id)).map(stageOf);
}

/** Rows of stages by their broadcast. */
export function stagesById(stages: readonly unknown[]): ReadonlyMap<string, readonly unknown[]> {
  const byId = new Map<string, unknown[]>();
  for (const stage of stages) {
    const id = readRow(stage).text('broadcast_id');
    const known = byId.get(id);
    if (known === undefined) byId.set(id, [stage]);
    else known.push(stage);
  }
  return byId;
}

function stageOf(value: unknown): StageRow {
  const row = readRow(value);
  return {
    index: row.number('idx'),
    recipients: row.number('recipients'),
    state: oneOf<StageState>(['planned', 'waiting', 'running', 'completed'], row.text('state')),
    startedAt: row.numberOrNull('started_at'),
    finishedAt: row.numberOrNull('finished_at'),
  };
}
