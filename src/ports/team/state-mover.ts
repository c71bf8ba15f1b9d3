import type { LockInUse } from '../store.js';
import type { StatePlace } from './whole-state.js';

export interface MovePlan {
  readonly from: StatePlace;
  readonly to: StatePlace;
  /** It was made before. */
  readonly isDone: boolean;
  /** It was made before but for its last step, which needs no asking. */
  readonly isLeft: boolean;
  /** Who keeps it from being moved now. */
  readonly atWork: readonly Pick<LockInUse, 'name' | 'holder'>[];
}

export interface MovedState {
  readonly from: StatePlace;
  readonly to: StatePlace;
  /** An earlier try had copied all of it: what was left to do is done, and nothing was counted again. */
  readonly wasMoved: boolean;
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly checksum: string }[];
  readonly secrets: number;
}

/** Moves the whole state from where it lies to another place. */
export interface StateMover {
  /** Looks at both, and changes nothing. @throws {LineOpsError} `usage` where it could not be moved. */
  plan(): Promise<MovePlan>;
  /** @throws {LineOpsError} STATE_IN_USE while anybody works on either, STATE_TARGET_NOT_EMPTY, and what either end says. */
  move(onRows: (rows: number) => void): Promise<MovedState>;
}
