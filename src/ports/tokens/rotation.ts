import type { ChannelId } from '../../domain/line/ids.js';
import type { Rotation } from '../../domain/tokens/rotation.js';

/** Rotations and how far they have come. Every change is on disk before the promise resolves. */
export interface RotationJournal {
  /** Those that are not over, oldest first. */
  unfinished(channelId: ChannelId): Promise<readonly Rotation[]>;
  /** Adds the rotation, or replaces the one with the same ID. */
  put(rotation: Rotation): Promise<void>;
}
