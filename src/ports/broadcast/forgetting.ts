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
export interface Forgetting extends RoomTaken {
  /** Those with user IDs that ended before then, milliseconds since 1970; the oldest first. */
  endedBefore(at: number): Promise<readonly Forgettable[]>;
  /** Those that an earlier run has begun to forget, and not finished. */
  halfForgotten(): Promise<readonly BroadcastId[]>;
  /**
   * Says durably that the recipients are forgotten, then removes them bit by bit, between which others may write. Killed
   * in between, it is forgotten already for whoever asks; calling it again removes what is left.
   */
  forget(id: BroadcastId, at: number): Promise<void>;
  /** Whether nobody was told yet that recipients are kept for ever; from now on somebody was. */
  tellsFirst(at: number): Promise<boolean>;
}

/**
 * - `given-back`: to the disk.
 * - `later`: somebody is sending, or reads what was there before; the room comes back when that ends.
 * - `by-server`: a server sees to that itself, when it likes; nobody here can say how much comes back.
 */
export type SpaceGivenBack = 'given-back' | 'later' | 'by-server';

/** The room that the state takes where it lies. */
export interface RoomTaken {
  /** A file of this machine, or the tables of a server. */
  readonly liesIn: 'file' | 'server';
  /** Whether there is room that nothing uses, and that `giveSpaceBack` can give back. */
  hasFreeSpace(): Promise<boolean>;
  /**
   * Gives unused room of a file back to the disk, bit by bit. A file of an early version must be written anew for that,
   * which keeps others out: it is left for later while somebody is sending.
   */
  giveSpaceBack(isSending: () => Promise<boolean>): Promise<SpaceGivenBack>;
  /** Bytes that are stored, however much of them waits in a log beside them. */
  storedBytes(): Promise<number>;
  /** Bytes on the disk: the state file and what lies beside it, or our tables with their indexes. */
  bytes(): Promise<number>;
}
