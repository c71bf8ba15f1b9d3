import type { DeliveryBook } from '../accounting/delivery-book.js';
import type { UsageBook } from '../accounting/usage-book.js';
import type { Followers } from '../bot/followers.js';
import type { InsightBook } from '../insight/insight-book.js';
import { FollowerSet } from './follower-set.js';

/** Progress and redelivery are available this long. @see https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status */
const AVAILABLE_MS = 14 * 24 * 60 * 60 * 1000;

/** Audiences may be made of it for longer. @see https://developers.line.biz/en/reference/messaging-api/#create-click-audience-group */
const KEPT_MS = 60 * 24 * 60 * 60 * 1000;

/** `errorCode` of a failed narrowcast, and what it says. @see https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status */
export const NARROWCAST_FAILURES = {
  1: 'An internal error occurred',
  2: 'There are not enough recipients',
  3: 'A request that had already been accepted was retried',
  4: 'An audience of less than 50 recipients is a condition of the delivery',
  5: 'The delivery was cancelled, as only a part of the recipients would have been reached',
} as const;

/** Why a narrowcast was not sent. */
export type NarrowcastErrorCode = keyof typeof NARROWCAST_FAILURES;

/** An accepted narrowcast. Times are emulator time in milliseconds. */
export interface Narrowcast {
  readonly requestId: string;
  readonly acceptedAt: number;
  /** Until then `waiting`, from then on `sending`. */
  readonly sendingAt: number;
  readonly completedAt: number;
  /** When it is complete, those of them who had not blocked the account meanwhile. */
  readonly recipients: FollowerSet;
  /** The followers as they were when it was accepted. Earlier files have none. */
  readonly revision?: number;
  /** Messages set aside from the monthly quota until it is complete. */
  readonly reserved: number;
  readonly failure: NarrowcastErrorCode | null;
}

/** How far a narrowcast has come. */
export interface NarrowcastProgress {
  readonly phase: 'waiting' | 'sending' | 'succeeded' | 'failed';
  readonly narrowcast: Narrowcast;
  readonly sent: number;
  /** Had blocked the account before it reached them. */
  readonly missed: number;
}

/** Narrowcasts in progress and done. The emulator's clock drives them: whoever looks settles what is due. */
export class NarrowcastLedger {
  readonly #narrowcasts = new Map<string, Narrowcast>();
  readonly #pending = new Set<string>();
  #accepted = 0;
  #ordered: NarrowcastErrorCode | null = null;

  /** How many of a narrowcast had blocked the account before it reached them. */
  readonly #missed = new Map<string, number>();

  constructor(
    private readonly deliveries: DeliveryBook,
    private readonly usage: UsageBook,
    private readonly followers: Followers,
    private readonly insight: InsightBook,
  ) {}

  /** How many were ever accepted. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How the next narrowcast to be accepted is to fail; null where it was not told to. */
  get ordered(): NarrowcastErrorCode | null {
    return this.#ordered;
  }

  /** The next narrowcast to be accepted will fail like this; null takes the order back. */
  failNext(errorCode: NarrowcastErrorCode | null): void {
    this.#ordered = errorCode;
  }

  /** Starts a narrowcast and reserves its share of the quota. What was ordered of it is used up. */
  accept(narrowcast: Narrowcast): void {
    this.#accepted += 1;
    this.#start(narrowcast);
    this.#ordered = null;
  }

  #start(narrowcast: Narrowcast): void {
    this.usage.reserve(narrowcast.reserved);
    this.#narrowcasts.set(narrowcast.requestId, narrowcast);
    this.#pending.add(narrowcast.requestId);
  }

  /** Delivers whatever is complete by now, and forgets what is no longer available. */
  settle(now: number): void {
    if (this.#narrowcasts.size === 0) return;
    for (const requestId of this.#pending) {
      const narrowcast = this.#narrowcasts.get(requestId);
      if (narrowcast !== undefined && narrowcast.completedAt <= now) this.#complete(narrowcast);
    }
    for (const narrowcast of this.#narrowcasts.values()) {
      if (now - narrowcast.acceptedAt <= KEPT_MS) break;
      this.#narrowcasts.delete(narrowcast.requestId);
      this.#missed.delete(narrowcast.requestId);
    }
  }

  /** Null when there is no such narrowcast, or no longer. */
  progress(requestId: string, now: number): NarrowcastProgress | null {
    const narrowcast = this.#narrowcasts.get(requestId);
    if (narrowcast === undefined || AVAILABLE_MS <= now - narrowcast.acceptedAt) return null;
    const missed = this.#missed.get(requestId) ?? 0;
    if (now < narrowcast.sendingAt) return { phase: 'waiting', narrowcast, sent: 0, missed };
    if (now < narrowcast.completedAt) {
      const share = (now - narrowcast.sendingAt) / (narrowcast.completedAt - narrowcast.sendingAt);
      return { phase: 'sending', narrowcast, sent: Math.floor(share * narrowcast.recipients.size), missed };
    }
    if (narrowcast.failure !== null) return { phase: 'failed', narrowcast, sent: 0, missed };
    return { phase: 'succeeded', narrowcast, sent: narrowcast.recipients.size, missed };
  }

  /** Whom a succeeded narrowcast reached; null when a redelivery object may not name it. */
  reachedBy(requestId: string, now: number): FollowerSet | null {
    const progress = this.progress(requestId, now);
    return progress?.phase === 'succeeded' ? progress.narrowcast.recipients : null;
  }

  /** Whom a narrowcast was for, however long ago; null where it is not known. */
  recipientsOf(requestId: string): FollowerSet | null {
    return this.#narrowcasts.get(requestId)?.recipients ?? null;
  }

  /** Everything, as plain data for the state file. */
  toData(): readonly NarrowcastData[] {
    return [...this.#narrowcasts.values()].map(({ recipients, ...rest }) => ({
      ...rest,
      isPending: this.#pending.has(rest.requestId),
      missed: this.#missed.get(rest.requestId) ?? 0,
      recipients: Buffer.from(recipients.bytes()).toString('base64'),
      capacity: recipients.capacity,
    }));
  }

  /** Takes over the data of an earlier run. */
  restore(data: readonly NarrowcastData[]): void {
    for (const { isPending, missed = 0, recipients, capacity, ...rest } of data) {
      const narrowcast = { ...rest, recipients: new FollowerSet(capacity, Buffer.from(recipients, 'base64')) };
      this.#accepted += 1;
      this.#missed.set(rest.requestId, missed);
      if (isPending) this.#start(narrowcast);
      else this.#narrowcasts.set(narrowcast.requestId, narrowcast);
    }
  }

  #complete(narrowcast: Narrowcast): void {
    const { requestId, acceptedAt, completedAt, recipients, reserved, failure } = narrowcast;
    this.#pending.delete(requestId);
    this.usage.reserve(-reserved);
    if (failure !== null) return;
    const missed = this.#dropBlocked(narrowcast);
    recipients.forEach((index) => {
      this.deliveries.deliver(index);
    });
    this.usage.count('narrowcast', recipients.size, completedAt);
    this.deliveries.note({
      requestId,
      endpoint: 'narrowcast',
      at: new Date(acceptedAt).toISOString(),
      recipients: recipients.size + missed,
      delivered: recipients.size,
      undeliverable: missed,
    });
  }

  /** Takes out who blocked the account while it was sent, and answers how many. */
  #dropBlocked({ requestId, completedAt, recipients, revision = 0 }: Narrowcast): number {
    const latest = this.followers.revisionAt(completedAt);
    if (latest <= revision) return 0;
    const { isFriend } = this.followers.asOf(latest);
    const before = recipients.size;
    recipients.forEach((index) => {
      if (!isFriend(index)) recipients.delete(index);
    });
    const missed = before - recipients.size;
    this.#missed.set(requestId, missed);
    if (0 < missed) this.insight.correct(requestId, recipients.size);
    return missed;
  }
}

/** A narrowcast as plain data. */
export type NarrowcastData = Omit<Narrowcast, 'recipients'> & {
  readonly isPending: boolean;
  /** Earlier files have none. */
  readonly missed?: number;
  readonly recipients: string;
  readonly capacity: number;
};
