import type { DeliveryBook } from '../accounting/delivery-book.js';
import type { Followers } from '../bot/followers.js';

/** One animation, as plain data. Times are emulator time in milliseconds. */
export interface LoadingAnimation {
  readonly userId: string;
  readonly loadingSeconds: number;
  readonly startedAt: number;
  readonly endsAt: number;
  /** How many messages the user had got when it began: one more ends it. */
  readonly messagesBefore: number;
}

/**
 * The loading animations that users see, at most one each. Nobody ends one: whoever looks sees that its time is over, or
 * that a message has come, so that sending costs nothing. Everybody is taken to have the chat open.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/use-loading-indicator/
 */
export class LoadingBook {
  readonly #animations = new Map<string, LoadingAnimation>();

  constructor(
    private readonly followers: Followers,
    private readonly deliveries: DeliveryBook,
  ) {}

  /** Shows it to a friend, anew where there is one already; nobody else would see it. */
  start(userId: string, loadingSeconds: number, now: number): void {
    const index = this.followers.indexOfId(userId);
    if (index === -1 || this.followers.isBlocked(index)) return;
    this.#animations.set(userId, {
      userId,
      loadingSeconds,
      startedAt: now,
      endsAt: now + loadingSeconds * 1000,
      messagesBefore: this.deliveries.ofUser(userId).delivered,
    });
  }

  /** Those that are seen now. */
  visible(now: number): readonly LoadingAnimation[] {
    for (const { userId, endsAt, messagesBefore } of this.#animations.values()) {
      if (endsAt <= now || messagesBefore < this.deliveries.ofUser(userId).delivered) this.#animations.delete(userId);
    }
    return [...this.#animations.values()];
  }

  toData(): readonly LoadingAnimation[] {
    return [...this.#animations.values()];
  }

  restore(data: readonly LoadingAnimation[]): void {
    for (const animation of data) this.#animations.set(animation.userId, animation);
  }
}
