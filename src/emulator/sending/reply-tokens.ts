/** @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token */
const USABLE_AFTER_RECEIPT_MS = 60 * 1000;
/** @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token */
const USABLE_AFTER_EVENT_MS = 20 * 60 * 1000;
const REMEMBERED = 10_000;

/** A reply token that was handed out. Times are emulator time in milliseconds. */
export interface ReplyToken {
  /** The user, the group or the room that it replies to. */
  readonly to: string;
  readonly eventAt: number;
  readonly receivedAt: number;
  readonly isUsed: boolean;
}

/** Reply tokens that were handed out with webhook events: single use, one minute from the latest receipt. */
export class ReplyTokens {
  readonly #tokens = new Map<string, ReplyToken>();

  /** Notes that an event with this token was delivered, for the first time or again. */
  deliver(replyToken: string, to: string, now: number): void {
    const known = this.#tokens.get(replyToken);
    this.#tokens.set(replyToken, {
      to,
      eventAt: known?.eventAt ?? now,
      receivedAt: now,
      isUsed: known?.isUsed ?? false,
    });
    const oldest = this.#tokens.keys().next().value;
    if (REMEMBERED < this.#tokens.size && oldest !== undefined) this.#tokens.delete(oldest);
  }

  /** The user, group or room that a usable token replies to, or null. */
  targetOf(replyToken: string, now: number): string | null {
    const token = this.#tokens.get(replyToken);
    if (token === undefined || token.isUsed) return null;
    if (USABLE_AFTER_RECEIPT_MS < now - token.receivedAt) return null;
    return now - token.eventAt < USABLE_AFTER_EVENT_MS ? token.to : null;
  }

  /** Everything, for the state file. */
  entries(): readonly (readonly [string, ReplyToken])[] {
    return [...this.#tokens];
  }

  /** Takes over a token of an earlier run. */
  restore(replyToken: string, token: ReplyToken): void {
    this.#tokens.set(replyToken, token);
  }

  /** From now on the token is used up. */
  use(replyToken: string): void {
    const token = this.#tokens.get(replyToken);
    if (token !== undefined) this.#tokens.set(replyToken, { ...token, isUsed: true });
  }
}
