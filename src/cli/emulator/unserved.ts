import type { EmulatorWish, UnservedRequest } from '../../ports/emulator.js';
import type { Terminal } from '../../ports/terminal.js';

/** IDs in paths make each another one: what comes then is counted as one. */
const MOST_TOLD = 100;

/** Tells of requests that the emulator does not serve: each when it first comes, and at the end how often. */
export class UnservedRequests {
  readonly #counts = new Map<string, number>();
  #others = 0;

  constructor(private readonly terminal: Pick<Terminal, 'note'>) {}

  /** How an emulator is asked to tell. */
  get wish(): Pick<EmulatorWish, 'onUnserved'> {
    return { onUnserved: (request) => this.#tell(request) };
  }

  /** What came more than once, and what was not told. */
  tellRepeated(): void {
    for (const [asked, count] of this.#counts)
      if (1 < count) this.terminal.note(`not served: ${asked}: ${count} times in all`);
    if (0 < this.#others) this.terminal.note(`not served: other paths: ${this.#others} times in all`);
  }

  #tell({ method, path }: UnservedRequest): void {
    const asked = `${method} ${path}`;
    const count = this.#counts.get(asked) ?? 0;
    if (count === 0 && this.#counts.size === MOST_TOLD) {
      this.#others += 1;
      return;
    }
    this.#counts.set(asked, count + 1);
    if (count === 0) this.terminal.note(`not served: ${asked}: the emulator answered 501`);
  }
}
