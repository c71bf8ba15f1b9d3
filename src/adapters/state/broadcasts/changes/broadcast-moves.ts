import type { Act, RunsBy } from '../../../../domain/broadcast/act.js';
import { type BroadcastState, isBeingRun, stageNumber } from '../../../../domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../../ports/broadcast/broadcast-ledger.js';
import { readRow } from '../../sql/rows.js';
import { runnerOn } from '../../sqlite/engine.js';
import { type SqlDatabase, type SqlValue, transaction } from '../../sqlite/sqlite.js';
import { addNotice } from '../notices.js';
import { readSettings, writeSettings } from '../settings-text.js';
import { storeActs } from './acts.js';
import { BROADCAST_FROM, changeOne, oneOfThese, outOfPlace, STAGE_FROM } from './transitions.js';

type StateChange = Parameters<BroadcastLedger['setState']>[2];

/** What moves a broadcast and its stages on, or changes how it is run. */
export function broadcastMoves(database: SqlDatabase) {
  const moveStage = (to: keyof typeof STAGE_FROM, set: string, id: BroadcastId, stage: number, at: number): void =>
    changeOne(
      database.prepare(
        `UPDATE stage SET state = '${to}', ${set} WHERE broadcast_id = ? AND idx = ? AND state IN ${oneOfThese(STAGE_FROM[to])}`,
      ),
      [at, id, stage],
      () => outOfPlace(id, `stage ${stageNumber(stage)} is not where it could become ${to}`),
    );
  /** Changes what is no state. */
  const change = (id: BroadcastId, column: 'settings' | 'requested' | 'runs_by', value: SqlValue): void =>
    changeOne(database.prepare(`UPDATE broadcast SET ${column} = ? WHERE id = ?`), [value, id], () =>
      outOfPlace(id, 'it is gone'),
    );
  return {
    startStage: (id: BroadcastId, stage: number, at: number): void =>
      moveStage('running', 'started_at = coalesce(started_at, ?)', id, stage, at),
    finishStage: (id: BroadcastId, stage: number, at: number): void =>
      moveStage('completed', 'finished_at = ?', id, stage, at),
    setState: (id: BroadcastId, state: BroadcastState, to: StateChange): void =>
      transaction(database, () => {
        setState(database, id, state, to);
        if (to.notice) addNotice(database, id, to.notice, to.at);
      }),
    release: (id: BroadcastId, act: Act, runsBy: RunsBy): void =>
      transaction(database, () => {
        runnerOn(database)(storeActs(id, [act]));
        change(id, 'runs_by', runsBy);
      }),
    setRunsBy: (id: BroadcastId, runsBy: RunsBy): void => change(id, 'runs_by', runsBy),
    setKeepTrying: (id: BroadcastId, keepTryingMs: number): void =>
      transaction(database, () => {
        const row = readRow(database.prepare('SELECT settings FROM broadcast WHERE id = ?').get(id));
        change(id, 'settings', writeSettings({ ...readSettings(row.text('settings')), keepTryingMs }));
      }),
    requestStop: (id: BroadcastId, stop: 'pause' | 'cancel' | null): void => change(id, 'requested', stop),
  };
}

function setState(
  database: SqlDatabase,
  id: BroadcastId,
  state: BroadcastState,
  { at, reason, workedMs, isLeft = false }: StateChange,
): void {
  const isEnd = state === 'completed' || state === 'cancelled';
  changeOne(
    database.prepare(
      `UPDATE broadcast SET state = ?, reason = ?, worked_ms = worked_ms + ?, started_at = coalesce(started_at, ?), finished_at = ?,
         run_started_at = CASE WHEN ? THEN coalesce(run_started_at, ?) END
       WHERE id = ? AND state IN ${oneOfThese(BROADCAST_FROM[state])}`,
    ),
    [
      state,
      reason,
      workedMs,
      state === 'running' ? at : null,
      isEnd ? at : null,
      isBeingRun(state) && !isLeft ? 1 : 0,
      at,
      id,
    ],
    () => outOfPlace(id, `it is not where it could become ${state}`),
  );
}
