const REMEMBERED = 1000;

/** Something that a client must never do, though LINE would not say so. */
export interface Violation {
  readonly kind: 'retry-key-with-another-body' | 'retry-key-after-24-hours';
  readonly endpoint: string;
  readonly retryKey: string;
  readonly requestId: string;
  /** ISO 8601, emulator time. */
  readonly at: string;
}

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
