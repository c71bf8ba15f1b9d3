const WINDOW_MS = 1000;

/** The largest number of arrivals in any one second, measured over a sliding window rather than calendar seconds. */
export class RequestRate {
  #arrivals = new Float64Array(256);
  #first = 0;
  #inWindow = 0;
  #peak = 0;

  /** The most arrivals that any second has seen. */
  get peak(): number {
    return this.#peak;
  }

  /** Counts an arrival, in milliseconds of a clock that does not go back. */
  arrive(at: number): void {
    while (0 < this.#inWindow && (this.#arrivals[this.#first] ?? 0) <= at - WINDOW_MS) {
      this.#first = (this.#first + 1) % this.#arrivals.length;
      this.#inWindow -= 1;
    }
    if (this.#inWindow === this.#arrivals.length) this.#grow();
    this.#arrivals[(this.#first + this.#inWindow) % this.#arrivals.length] = at;
    this.#inWindow += 1;
    if (this.#peak < this.#inWindow) this.#peak = this.#inWindow;
  }

  #grow(): void {
    const larger = new Float64Array(this.#arrivals.length * 2);
    larger.set(this.#arrivals.subarray(this.#first));
    larger.set(this.#arrivals.subarray(0, this.#first), this.#arrivals.length - this.#first);
    this.#arrivals = larger;
    this.#first = 0;
  }
}
