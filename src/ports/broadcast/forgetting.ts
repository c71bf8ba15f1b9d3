import type { BroadcastState } from '../../domain/broadcast/broadcast.js';
import type { SendWay } from '../../domain/broadcast/settings.js';
import type { BroadcastId } from '../../domain/line/ids.js';

/** A broadcast that has ended, and whose recipients are kept. */
export interface Forgettable {
  readonly id: BroadcastId;
  readonly name: string | null;
  readonly channelId: string | null;
  readonly via: SendWay;
  readonly state: Extract<BroadcastState, 'completed' | 'cancelled'>;
  readonly finishedAt: number;
  readonly recipients: number;
  readonly heldOut: number;
}

/** Forgets whom broadcasts were for. */
export interface Forgetting {
  /** Those with user IDs that ended before then, milliseconds since 1970; the oldest first. */
  endedBefore(at: number): readonly Forgettable[];
  /** Those that an earlier run has begun to forget, and not finished. */
  halfForgotten(): readonly BroadcastId[];
  /**
   * Says durably that the recipients are forgotten, then removes them bit by bit, between which others may write. Killed
   * in between, it is forgotten already for whoever asks; calling it again removes what is left.
   */
  forget(id: BroadcastId, at: number): Promise<void>;
  /** Whether the file holds room that nothing uses. */
  hasFreeSpace(): boolean;
  /**
   * Gives unused room of the file back to the disk, bit by bit. A file of an early version must be written anew for
   * that, which keeps others out. False where it was left because somebody is sending, or where somebody reads what was
   * there before: the room comes back when that ends.
   */
  giveSpaceBack(isSending: () => Promise<boolean>): Promise<boolean>;
  /** Whether nobody was told yet that recipients are kept for ever; from now on somebody was. */
  tellsFirst(at: number): boolean;
  /** Bytes that are stored, however much of them waits in the log beside the file. */
  storedBytes(): number;
  /** Bytes of the state file and what lies beside it, on the disk. */
  bytes(): number;
}
