import type { ChannelSettings, LockInUse, Locks } from '../../../ports/store.js';
import type { StatePlace } from '../../../ports/team/whole-state.js';
import type { Look } from '../sql/engine.js';
import type { Filling } from './copy.js';
import type { StateMark } from './mark.js';

/** What lies beside the books, and is carried over by the stores of either end. */
export interface BesideBooks {
  readonly secrets: Readonly<Record<string, string>>;
  /** Which of them is the current one is a person's choice, and stays where that was made. */
  readonly channels: readonly ChannelSettings[];
}

/** A place as one end of a move. Nothing of it asks whether the state here is the one in use. */
export interface MoveEnd {
  readonly place: StatePlace;
  /** How the other end calls it in its mark: a folder with the machine that it is on. */
  readonly words: string;
  readonly locks: Locks;
  mark(): Promise<StateMark | null>;
  /** Whoever works there, but the move itself. Surely none, while `state-move` is held, once it has answered none. */
  atWork(): Promise<readonly Pick<LockInUse, 'name' | 'holder'>[]>;
  /** What it holds, in words; none of a place that nobody has used. */
  contents(): Promise<readonly string[]>;
  readBeside(): Promise<BesideBooks>;
  /** Makes what lies beside the books this, and nothing else. */
  writeBeside(beside: BesideBooks): Promise<void>;
  /** Before anything is changed. @throws {LineOpsError} where secrets could not be kept here. */
  requireSecretsWritable(): Promise<void>;
  /**
   * Nobody else changes the books while `use` works. When it resolves, the place is marked as left, durably: this is the
   * moment at which the other one is the state in use. It may begin `use` again from the start.
   */
  leaving<Result>(mark: StateMark, use: (look: Look) => Promise<Result>): Promise<Result>;
  /** What a move that was killed right behind that moment has left to do here. */
  finishLeaving(mark: StateMark): Promise<void>;
  /**
   * Marks the place as one to which a state is on its way, and fills its books, in one transaction.
   *
   * @throws {LineOpsError} `usage` STATE_TARGET_NOT_EMPTY where somebody keeps something there and `mayClear` is false.
   */
  filling<Result>(
    mark: StateMark,
    rule: { readonly mayClear: boolean },
    fill: (into: Filling) => Promise<Result>,
  ): Promise<Result>;
  /** From now on the state here is the one in use. */
  arrived(mark: StateMark): Promise<void>;
}
