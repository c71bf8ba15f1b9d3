const REMEMBERED = 1000;

/** Something that a client must never do, though LINE would not say so. */
export type Violation = {
  readonly endpoint: string;
  readonly requestId: string;
  /** ISO 8601, emulator time. */
  readonly at: string;
} & (
  | { readonly kind: 'retry-key-with-another-body' | 'retry-key-after-24-hours'; readonly retryKey: string }
  // What LINE answers to such a message stands on no page.
  | { readonly kind: 'coupon-that-nobody-can-get'; readonly couponId: string }
);

/** Violations seen so far; the count is exact, the list holds the first thousand. */
export class ViolationList {
  readonly #violations: Violation[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(violation: Violation): void {
    this.#count += 1;
    if (this.#violations.length < REMEMBERED) this.#violations.push(violation);
  }

  list(): readonly Violation[] {
    return [...this.#violations];
  }
}
