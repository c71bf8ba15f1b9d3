import type { Act, RunsBy } from '../../../../domain/broadcast/act.js';
import { type BroadcastState, isBeingRun, stageNumber } from '../../../../domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../../ports/broadcast/broadcast-ledger.js';
import { readRow } from '../../sql/rows.js';
import { firstRow, type SqlValue, type Steps } from '../../sql/steps.js';
import { addNotice } from '../notices.js';
import { readSettings, writeSettings } from '../settings-text.js';
import { storeActs } from './acts.js';
import { BROADCAST_FROM, changeOneOf, oneOfThese, STAGE_FROM } from './transitions.js';

/* What moves a broadcast and its stages on, or changes how it is run. */

export function startStage(id: BroadcastId, stage: number, at: number): Steps<void> {
  return moveStage('running', 'started_at = coalesce(started_at, ?)', id, stage, at);
}

export function finishStage(id: BroadcastId, stage: number, at: number): Steps<void> {
  return moveStage('completed', 'finished_at = ?', id, stage, at);
}

function moveStage(to: keyof typeof STAGE_FROM, set: string, id: BroadcastId, stage: number, at: number): Steps<void> {
  return changeOneOf(
    id,
    `stage ${stageNumber(stage)} is not where it could become ${to}`,
    `UPDATE stage SET state = '${to}', ${set} WHERE broadcast_id = ? AND idx = ? AND state IN ${oneOfThese(STAGE_FROM[to])}`,
    at,
    id,
    stage,
  );
}

type StateChange = Parameters<BroadcastLedger['setState']>[2];

export function* setState(
  id: BroadcastId,
  state: BroadcastState,
  { at, reason, workedMs, notice, isLeft = false }: StateChange,
): Steps<void> {
  const isEnd = state === 'completed' || state === 'cancelled';
  yield* changeOneOf(
    id,
    `it is not where it could become ${state}`,
    `UPDATE broadcast SET state = ?, reason = ?, worked_ms = worked_ms + ?, started_at = coalesce(started_at, ?), finished_at = ?,
       run_started_at = CASE WHEN CAST(? AS BIGINT) = 1 THEN coalesce(run_started_at, ?) END
     WHERE id = ? AND state IN ${oneOfThese(BROADCAST_FROM[state])}`,
    state,
    reason,
    workedMs,
    state === 'running' ? at : null,
    isEnd ? at : null,
    isBeingRun(state) && !isLeft ? 1 : 0,
    at,
    id,
  );
  if (notice) yield* addNotice(id, notice, at);
}

export function* release(id: BroadcastId, act: Act, runsBy: RunsBy): Steps<void> {
  yield* storeActs(id, [act]);
  yield* setRunsBy(id, runsBy);
}

export function setRunsBy(id: BroadcastId, runsBy: RunsBy): Steps<void> {
  return change(id, 'runs_by', runsBy);
}

export function* setKeepTrying(id: BroadcastId, keepTryingMs: number): Steps<void> {
  const row = readRow(yield* firstRow('SELECT settings FROM broadcast WHERE id = ?', id));
  yield* change(id, 'settings', writeSettings({ ...readSettings(row.text('settings')), keepTryingMs }));
}

export function requestStop(id: BroadcastId, stop: 'pause' | 'cancel' | null): Steps<void> {
  return change(id, 'requested', stop);
}

/** Changes what is no state. */
function change(id: BroadcastId, column: 'settings' | 'requested' | 'runs_by', value: SqlValue): Steps<void> {
  return changeOneOf(id, 'it is gone', `UPDATE broadcast SET ${column} = ? WHERE id = ?`, value, id);
}
