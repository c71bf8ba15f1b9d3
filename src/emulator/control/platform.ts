import type { ChannelIdentity } from '../channel.js';
import { EmulatorClock } from '../clock.js';
import type { EmulatorSettings } from '../settings.js';
import { createState, type EmulatorState } from '../state/state.js';

/** The channels of a platform in their order, by channel ID; there is at least one. */
export type Channels = ReadonlyMap<string, EmulatorState>;

/** A running platform: its channels in force, and what stays the same when those are replaced. */
export interface Platform {
  /** Replaced as a whole by a reset or an import. */
  channels: Channels;
  /** Made anew at each start: who knows it may stop the emulator. */
  readonly id: string;
  /** Names and paths of LINE's endpoints, to check faults against. */
  readonly endpoints: ReadonlySet<string>;
  /** Starts over with the options of the start. */
  readonly reset: () => void;
  /** Ends the emulator, as its owner would. */
  readonly requestStop: () => void;
  /** Told of every request that the emulator does not serve. */
  readonly onUnserved: (request: { readonly method: string; readonly path: string }) => void;
}

/** Fresh channels on a clock that starts as the settings say. */
export function createChannels(identities: readonly ChannelIdentity[], settings: EmulatorSettings): Channels {
  const clock = new EmulatorClock(settings.clock?.getTime() ?? null);
  return new Map(identities.map((identity) => [identity.id, createState(identity, { settings, clock })]));
}

/** The channel that is meant where none is named. */
export function firstOf(channels: Channels): EmulatorState {
  const [first] = channels.values();
  if (first === undefined) throw new RangeError('a platform has a channel');
  return first;
}
