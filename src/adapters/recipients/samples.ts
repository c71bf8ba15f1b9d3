import { shown } from '../../domain/shown.js';
import type { RecipientSample } from '../../ports/recipients.js';

const SAMPLE_COUNT = 20;

/** Keeps the first 20 samples by line, in whatever order they come, and nothing of the others. */
export class FirstSamples {
  readonly #samples: RecipientSample[] = [];

  /** Whether a sample of this line would be kept; asked first, so that a text is made for those only. */
  wants(line: number): boolean {
    const last = this.#samples[SAMPLE_COUNT - 1];
    return last === undefined || line < last.line;
  }

  add(line: number, text: string): void {
    if (!this.wants(line)) return;
    const after = this.#samples.findIndex((sample) => line < sample.line);
    this.#samples.splice(after === -1 ? this.#samples.length : after, 0, { line, text: shown(text) });
    this.#samples.length = Math.min(this.#samples.length, SAMPLE_COUNT);
  }

  list(): readonly RecipientSample[] {
    return [...this.#samples];
  }
}
