import type { BatchState } from '../../../../domain/broadcast/batch.js';
import type { BroadcastState, StageState } from '../../../../domain/broadcast/broadcast.js';
import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { stateDamaged } from '../../sql/damage.js';
import { readRow } from '../../sql/rows.js';
import type { SqlDatabase, SqlStatement, SqlValue } from '../../sqlite/sqlite.js';

/*
 * Whoever moves a batch, a stage or a broadcast on holds its lock and has read where it stood. A row that stands anywhere
 * else was written by something that we do not know: it stays as it is, and the ledger is called damaged.
 */

/** The states from which a batch may make each change: from any other it is refused, and nothing changes. */
export const CHANGES_FROM = {
  attempt: ['pending', 'in-doubt'],
  notSent: ['in-doubt'],
  foundAttempted: ['pending', 'in-doubt', 'refused'],
  accepted: ['in-doubt'],
  delivering: ['in-doubt'],
  delivered: ['delivering'],
  // Pending where another copy of the ledger heard that its people were not reached.
  calledOff: ['delivering', 'pending'],
  notTaken: ['in-doubt'],
  suspect: ['in-doubt'],
  // Pending where it was a suspicion first.
  refused: ['in-doubt', 'pending'],
  unknown: ['pending', 'in-doubt', 'refused', 'delivering'],
  split: ['pending'],
  setAside: ['in-doubt', 'pending'],
} as const satisfies Readonly<Record<BatchChange['type'], readonly BatchState[]>>;

/** The states from which a stage, and a broadcast, may come to each other. */
export const STAGE_FROM = {
  running: ['planned', 'waiting', 'running'],
  completed: ['running'],
} as const satisfies Partial<Readonly<Record<StageState, readonly StageState[]>>>;

const UNFINISHED = ['planned', 'waiting', 'running', 'paused', 'incomplete'] as const;

export const BROADCAST_FROM = {
  planned: [],
  waiting: ['waiting', 'running'],
  running: UNFINISHED,
  paused: UNFINISHED,
  incomplete: UNFINISHED,
  cancelled: UNFINISHED,
  // What LINE refused of it may still be left out.
  completed: [...UNFINISHED, 'completed'],
} as const satisfies Readonly<Record<BroadcastState, readonly BroadcastState[]>>;

/** A list of states as SQL has it. */
export function oneOfThese(states: readonly (BatchState | StageState | BroadcastState)[]): string {
  return `(${states.map((state) => `'${state}'`).join(', ')})`;
}

/** Runs a statement that must change exactly one row. @throws what `wrong` makes, where it changed none. */
export function changeOne(statement: SqlStatement, values: readonly SqlValue[], wrong: () => Error): void {
  if (Number(statement.run(...values).changes) !== 1) throw wrong();
}

/** @throws {LineOpsError} `failure` STATE_DAMAGED where the batch is in none of the states. */
export type MoveBatch = (id: BroadcastId, batch: number, ...values: readonly SqlValue[]) => void;

/** Moves a batch on from one of these states: `set` takes the values, in their order. */
export function prepareMove(database: SqlDatabase, from: readonly BatchState[], set: string): MoveBatch {
  const statement = database.prepare(
    `UPDATE batch SET ${set} WHERE broadcast_id = ? AND idx = ? AND state IN ${oneOfThese(from)}`,
  );
  return (id, batch, ...values) =>
    changeOne(statement, [...values, id, batch], () => misplaced(database, id, batch, from));
}

function misplaced(database: SqlDatabase, id: BroadcastId, batch: number, from: readonly BatchState[]): Error {
  const row = database.prepare('SELECT state FROM batch WHERE broadcast_id = ? AND idx = ?').get(id, batch);
  const state = row === undefined ? 'gone' : readRow(row).text('state');
  return outOfPlace(id, `batch ${batch} is ${state} where it should be ${from.join(' or ')}`);
}

export function outOfPlace(id: BroadcastId, what: string): Error {
  return stateDamaged({ which: 'ledger', id, problems: [what] });
}
