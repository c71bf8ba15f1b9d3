import type { Broadcast, BroadcastState, Stage, StageState } from '../../../../domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { oneOf, readRow } from '../../sqlite/rows.js';
import type { SqlDatabase } from '../../sqlite/sqlite.js';
import { readSettings } from '../settings-text.js';

import { countBatches, StageCounts } from './batch-totals.js';

export function broadcastOf(database: SqlDatabase, value: unknown): Broadcast {
  const row = readRow(value);
  const settings = readSettings(row.text('settings'));
  const state = oneOf<BroadcastState>(
    ['planned', 'waiting', 'running', 'paused', 'completed', 'incomplete', 'cancelled'],
    row.text('state'),
  );
  // Nobody will ask any more what became of a narrowcast on its way.
  const counts = countBatches(database, settings.id, state === 'cancelled' ? 'unknown' : 'pending');
  return {
    settings,
    state,
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
    stages: stagesOf(database, settings.id, counts.byStage),
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

function stagesOf(database: SqlDatabase, id: BroadcastId, byStage: ReadonlyMap<number, StageCounts>): readonly Stage[] {
  return database
    .prepare('SELECT * FROM stage WHERE broadcast_id = ? ORDER BY idx')
    .all(id)
    .map((value) => {
      const row = readRow(value);
      const index = row.number('idx');
      const { totals, skipped, work, refusedAsBatch } = byStage.get(index) ?? new StageCounts();
      return {
        index,
        recipients: row.number('recipients'),
        ...totals,
        skipped,
        refusedAsBatch,
        ...work,
        state: oneOf<StageState>(['planned', 'waiting', 'running', 'completed'], row.text('state')),
        startedAt: row.numberOrNull('started_at'),
        finishedAt: row.numberOrNull('finished_at'),
      };
    });
}
