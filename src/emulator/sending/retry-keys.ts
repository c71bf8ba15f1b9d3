/** LINE remembers a retry key this long. @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
const RETRY_KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;
/** Forgotten keys are watched for another day, to notice a client that uses one as if LINE still knew it. */
const WATCHED_MS = 2 * RETRY_KEY_LIFETIME_MS;

/** The request that was accepted under a retry key. Times are emulator time in milliseconds. */
export interface AcceptedRequest {
  readonly requestId: string;
  readonly acceptedAt: number;
  /** Digest of the request body, to notice a retry that is another request. */
  readonly bodyDigest: string;
  /** For a push: what its answer said, repeated when the key comes again. */
  readonly sentMessages: readonly SentMessage[] | null;
}

/** One entry of `sentMessages`. @see https://developers.line.biz/en/reference/messaging-api/#send-push-message */
export interface SentMessage {
  readonly id: string;
  readonly quoteToken?: string;
}

/** The memory of accepted retry keys. @see https://developers.line.biz/en/reference/messaging-api/#retry-api-request */
export class RetryKeyMemory {
  readonly #accepted = new Map<string, AcceptedRequest>();

  /** The request accepted under this key within the last 24 hours, or null. */
  find(retryKey: string, now: number): AcceptedRequest | null {
    const accepted = this.#accepted.get(retryKey.toLowerCase());
    return accepted !== undefined && now - accepted.acceptedAt < RETRY_KEY_LIFETIME_MS ? accepted : null;
  }

  /** Whether LINE knew this key once and has forgotten it: sending it again is a new message. */
  isForgotten(retryKey: string, now: number): boolean {
    return this.#accepted.has(retryKey.toLowerCase()) && this.find(retryKey, now) === null;
  }

  remember(retryKey: string, accepted: AcceptedRequest): void {
    this.#accepted.delete(retryKey.toLowerCase()); // So that the order stays the order of acceptance.
    this.#accepted.set(retryKey.toLowerCase(), accepted);
    for (const [oldest, { acceptedAt }] of this.#accepted) {
      if (accepted.acceptedAt - acceptedAt < WATCHED_MS) break;
      this.#accepted.delete(oldest);
    }
  }

  entries(): readonly (readonly [string, AcceptedRequest])[] {
    return [...this.#accepted];
  }
}
