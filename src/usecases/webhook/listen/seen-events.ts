/** LINE does not say how long it goes on to deliver an event again; a burst does not reach this far back. */
const REMEMBERED = 20_000;

/** Which events came, and when they came first: LINE may deliver one several times. @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery */
export class SeenEvents {
  readonly #firstAt = new Map<string, number>();

  /** When the event had come before, milliseconds since 1970; null where it comes for the first time. */
  see(eventId: string, at: number): number | null {
    const firstAt = this.#firstAt.get(eventId);
    if (firstAt !== undefined) return firstAt;
    this.#firstAt.set(eventId, at);
    const [oldest] = this.#firstAt.keys();
    if (REMEMBERED < this.#firstAt.size && oldest !== undefined) this.#firstAt.delete(oldest);
    return null;
  }
}
