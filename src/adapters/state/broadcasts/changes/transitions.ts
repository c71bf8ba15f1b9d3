import type { BatchState } from '../../../../domain/broadcast/batch.js';
import type { BroadcastState, StageState } from '../../../../domain/broadcast/broadcast.js';
import { SETTLED_BY_YES } from '../../../../domain/broadcast/sending/batch/acceptance.js';
import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import { failure } from '../../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { stateDamaged } from '../../sql/damage.js';
import { readRow } from '../../sql/rows.js';
import { changeOne, firstRow, type SqlValue, type Steps } from '../../sql/steps.js';

/*
 * Whoever moves a batch, a stage or a broadcast on holds its lock and has read where it stood. A row that stands anywhere
 * else was written by something that we do not know: it stays as it is, and the ledger is called damaged. A batch alone
 * may have been accepted meanwhile, as whoever held the lock before may record at any time.
 */

/** The states from which a batch may make each change: from any other it is refused, and nothing changes. */
export const CHANGES_FROM = {
  attempt: ['pending', 'in-doubt'],
  notSent: ['in-doubt'],
  foundAttempted: ['pending', 'in-doubt', 'refused'],
  ...SETTLED_BY_YES,
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

/** Why the batch cannot be moved on from any of these states. */
export function* misplaced(id: BroadcastId, batch: number, from: readonly BatchState[]): Steps<Error> {
  const state = yield* stateOf(id, batch);
  // Whoever began to move it could not know.
  if (state === 'accepted' && from.includes('in-doubt')) return failure('BATCH_ACCEPTED', { batch, id });
  return outOfPlace(id, `batch ${batch} is ${state} where it should be ${from.join(' or ')}`);
}

/** Why a batch cannot be sent that was to be sent: another process was faster. */
export function* settledMeanwhile(id: BroadcastId, batch: number): Steps<Error> {
  const isAccepted = (yield* stateOf(id, batch)) === 'accepted';
  return failure(isAccepted ? 'BATCH_ACCEPTED' : 'BATCH_ALREADY_SETTLED', { batch, id });
}

function* stateOf(id: BroadcastId, batch: number): Steps<string> {
  const row = yield* firstRow('SELECT state FROM batch WHERE broadcast_id = ? AND idx = ?', id, batch);
  return row === undefined ? 'gone' : readRow(row).text('state');
}

/** Changes what is no batch, in exactly one row. @throws {LineOpsError} `failure` STATE_DAMAGED, saying what is wrong. */
export function changeOneOf(id: BroadcastId, wrong: string, sql: string, ...values: readonly SqlValue[]): Steps<void> {
  return changeOne(sql, values, () => outOfPlace(id, wrong));
}

export function outOfPlace(id: BroadcastId, what: string): Error {
  return stateDamaged({ which: 'ledger', id, problems: [what] });
}
