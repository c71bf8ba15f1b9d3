import type { RecipientSample } from '../../ports/recipients.js';

const SAMPLE_COUNT = 20;
const SAMPLE_LENGTH = 60;

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
    this.#samples.splice(after === -1 ? this.#samples.length : after, 0, { line, text: printable(text) });
    this.#samples.length = Math.min(this.#samples.length, SAMPLE_COUNT);
  }

  list(): readonly RecipientSample[] {
    return [...this.#samples];
  }
}

/** One short line that shows what cannot be seen, such as control characters and zero-width spaces, as "?". */
export function printable(text: string): string {
  const visible = text
    .slice(0, 4 * SAMPLE_LENGTH)
    .replaceAll('\t', ' ')
    .replace(/[\p{C}\p{Zl}\p{Zp}\ufffd]/gu, '?');
  const characters = [...visible];
  return characters.length <= SAMPLE_LENGTH ? visible : `${characters.slice(0, SAMPLE_LENGTH - 3).join('')}...`;
}
