import type { Fault } from './faults/faults.js';
import type { Recorded } from './record/recorded.js';
import type { Recorder } from './record/recorder.js';

/** How the emulator is to behave; everything has a default. */
export interface EmulatorOptions {
  /** TCP port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /**
   * Channels beside the first, each a world of its own: tokens, keys, followers, quota. What the other options say of the
   * account is true of each. Default: none.
   */
  readonly channels?: readonly { readonly id: string; readonly secret: string }[];
  /** How many users follow the account. Default 1000. */
  readonly followers?: number;
  /** Share of the followers, from 0 to 1, who have blocked the account. Default 0. */
  readonly blockedRatio?: number;
  /** Messages a month; null, the default, for an account without a limit. */
  readonly quota?: number | null;
  /** How long every answer is held back, in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** What goes wrong on the way, as objects or as texts such as `500-after=0.05@multicast`. Default: nothing. */
  readonly faults?: readonly (Fault | string)[];
  /** Decides which requests the faults strike. Default 1. */
  readonly seed?: number;
  /** Keeps tokens, deliveries, retry keys and the rest from run to run. Default null: nothing is kept. */
  readonly stateFile?: string | null;
  /**
   * A state to start from, such as a state file of another run; it is only read, and only where there is
   * no state file to go on with. Default null.
   */
  readonly importFile?: string | null;
  /** Where the emulator's clock starts; null, the default, for the machine's time. */
  readonly clock?: Date | null;
  /** Whether LINE's rate limits are enforced. Default true. */
  readonly rateLimits?: boolean;
  /** How long a narrowcast takes in emulator time; a third of it is `waiting`. Default 500 ms. */
  readonly narrowcastMs?: number;
  /** How long a job that adds users to an audience takes in emulator time; half of it it waits. Default 500 ms. */
  readonly audienceMs?: number;
  /** How long a batch of rich menu operations takes in emulator time. Default 500 ms. */
  readonly menuBatchMs?: number;
  /** Whether the account is verified or premium: only such accounts may ask for follower IDs. Default true. */
  readonly verified?: boolean;
  /** Plants a long-lived token, as if issued in the console, and adds it to the environment. Default false. */
  readonly longLived?: boolean;
  /**
   * Writes what happens into this file, a line of JSON each as it comes: requests of the bot, what they brought to people,
   * webhooks. The file is begun anew at each start; no access token and no secret goes into it. Default null: nothing is written.
   */
  readonly recordFile?: string | null;
  /** Told what `recordFile` is told, as it happens. Default: nobody is told. */
  readonly onRecorded?: (recorded: Recorded) => void;
  /**
   * Whether webhooks also carry what LINE may add any day: unknown properties, events and messages of unknown types in
   * between, emoji that no list has. Default false.
   */
  readonly mutate?: boolean;
  /** Called for each request that the emulator does not serve; it is answered 501. Default: nobody is told. */
  readonly onUnserved?: (request: { readonly method: string; readonly path: string }) => void;
}

/** Options with every default filled in. */
export interface EmulatorSettings {
  readonly port: number;
  readonly channels: readonly { readonly id: string; readonly secret: string }[];
  readonly followers: number;
  readonly blockedRatio: number;
  readonly quota: number | null;
  readonly latencyMs: number;
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly stateFile: string | null;
  readonly importFile: string | null;
  readonly clock: Date | null;
  readonly rateLimits: boolean;
  readonly narrowcastMs: number;
  readonly audienceMs: number;
  readonly menuBatchMs: number;
  readonly verified: boolean;
  readonly longLived: boolean;
  readonly recordFile: string | null;
  /** Tells what happens; null where nobody listens. */
  readonly recorder: Recorder | null;
  readonly mutate: boolean;
  readonly onUnserved: (request: { readonly method: string; readonly path: string }) => void;
}

const DEFAULTS: EmulatorSettings = {
  port: 0,
  channels: [],
  followers: 1000,
  blockedRatio: 0,
  quota: null,
  latencyMs: 0,
  faults: [],
  seed: 1,
  stateFile: null,
  importFile: null,
  clock: null,
  rateLimits: true,
  narrowcastMs: 500,
  audienceMs: 500,
  menuBatchMs: 500,
  verified: true,
  longLived: false,
  recordFile: null,
  recorder: null,
  mutate: false,
  onUnserved: () => undefined,
};

/** The options with the defaults for what they leave out. */
export function settingsOf(options: EmulatorOptions & Pick<EmulatorSettings, 'faults' | 'recorder'>): EmulatorSettings {
  return { ...DEFAULTS, ...options };
}
