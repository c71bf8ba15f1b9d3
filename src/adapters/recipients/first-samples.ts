import type { RecipientSample } from '../../ports/broadcast/recipients.js';

const SAMPLE_COUNT = 20;

/** Keeps the first 20 samples by line, in whatever order they come, and nothing of the others. */
export class FirstSamples<Sample extends RecipientSample> {
  readonly #samples: Sample[] = [];

  /** Whether a sample of this line would be kept; asked first where a text has to be made for it. */
  wants(line: number): boolean {
    const last = this.#samples[SAMPLE_COUNT - 1];
    return last === undefined || line < last.line;
  }

  add(sample: Sample): void {
    if (!this.wants(sample.line)) return;
    const after = this.#samples.findIndex(({ line }) => sample.line < line);
    this.#samples.splice(after === -1 ? this.#samples.length : after, 0, sample);
    this.#samples.length = Math.min(this.#samples.length, SAMPLE_COUNT);
  }

  list(): readonly Sample[] {
    return [...this.#samples];
  }
}
