import type { BroadcastId } from '../../domain/line/ids.js';
import type { NoticeEvent, Told } from '../../domain/notifying/notice.js';

/** That somebody is to be told of a broadcast, and what came of it. */
export interface Notice {
  readonly number: number;
  readonly broadcastId: BroadcastId;
  readonly event: NoticeEvent;
  /** When it happened, milliseconds since 1970. */
  readonly at: number;
  /** `due`: not told yet, or a process died while it told. */
  readonly state: 'due' | 'delivered' | 'failed';
  readonly attempts: number;
  /** When it was told, or given up. */
  readonly settledAt: number | null;
  /** Why it was given up. */
  readonly why: string | null;
}

/** What is to be told of broadcasts, kept until it was: a process that dies between the end of a run and its notice loses nothing. */
export interface NoticeBooks {
  /** Of one broadcast, in their order. */
  of(id: BroadcastId): Promise<readonly Notice[]>;
  /** Broadcasts of which something is due. */
  due(): Promise<readonly BroadcastId[]>;
  /** Once for each broadcast, event and moment. */
  add(id: BroadcastId, event: NoticeEvent, at: number): Promise<void>;
  settle(number: number, told: Told, at: number): Promise<void>;
}
