import type { AcceptedSend } from '../../domain/broadcast/insight/questions.js';
import type { HeardStatistics } from '../../domain/broadcast/insight/statistics.js';
import type { BroadcastId } from '../../domain/line/ids.js';

/** What LINE has said of the broadcasts of this state, and what it can be asked. */
export interface InsightBook {
  /** By day of UTC+9 and stage where user IDs are named, else by request; in order. */
  acceptedSends(id: BroadcastId): Promise<readonly AcceptedSend[]>;
  /** By the key of the question. */
  kept(id: BroadcastId): Promise<ReadonlyMap<string, HeardStatistics>>;
  /** Keeps an answer in place of the one before. */
  keep(id: BroadcastId, key: string, heard: HeardStatistics): Promise<void>;
  /** Other broadcasts whose messages carry this unit and were sent between these times, milliseconds since 1970. */
  othersWithUnit(
    id: BroadcastId,
    unit: string,
    between: { readonly from: number; readonly to: number },
  ): Promise<readonly { readonly id: BroadcastId; readonly channelId: string | null }[]>;
}
