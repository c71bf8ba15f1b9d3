import { createState, type EmulatorState } from '../state/state.js';
import { importState } from '../state/state-file.js';

/** A running platform: its state in force, and what stays the same when that is replaced. */
export interface Platform {
  /** Replaced as a whole by a reset or an import. */
  state: EmulatorState;
  /** Made anew at each start: who knows it may stop the emulator. */
  readonly id: string;
  /** Names and paths of LINE's endpoints, to check faults against. */
  readonly endpoints: ReadonlySet<string>;
  /** Starts over with the options of the start. */
  readonly reset: () => void;
  /** Ends the emulator, as its owner would. */
  readonly requestStop: () => void;
}

/** Replaces the state by an exported one; false, and nothing done, when the text is none. */
export function replaceState(platform: Platform, exported: string): boolean {
  const state = createState(platform.state.settings);
  if (!importState(exported, state)) return false;
  platform.state = state;
  return true;
}
