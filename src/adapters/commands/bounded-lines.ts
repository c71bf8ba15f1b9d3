/** In UTF-16 units. A longer line is passed on up to the last blank before this. */
const LONGEST_LINE = 16 * 1024;
/** Of all lines together. Whoever prints more is not read to the end by anybody. */
const LONGEST_OUTPUT = 1024 * 1024;

/**
 * Cuts what a command prints into lines, in time that grows with its length alone and in bounded memory. Whole lines
 * only, and a long one is cut at a blank: a secret that came in two parts would not be recognised.
 */
export class BoundedLines {
  readonly #onLine: (line: string) => void;
  #parts: string[] = [];
  #length = 0;
  #left = LONGEST_OUTPUT;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.#add(text.slice(from, end));
      this.#pass();
      from = end + 1;
    }
    this.#add(text.slice(from));
  }

  /** Passes on what no line end came after. */
  end(): void {
    if (0 < this.#length) this.#pass();
  }

  #add(part: string): void {
    if (this.#length <= LONGEST_LINE) this.#parts.push(part);
    this.#length += part.length;
  }

  #pass(): void {
    const whole = this.#parts.join('');
    const line =
      this.#length <= LONGEST_LINE ? whole : `${upToBlank(whole.slice(0, LONGEST_LINE))}… (${this.#length} characters)`;
    this.#parts = [];
    this.#length = 0;
    if (this.#left <= 0) return;
    this.#left -= line.length;
    this.#onLine(0 < this.#left ? line : '… what else it printed is left out');
  }
}

function upToBlank(text: string): string {
  return text.slice(0, text.search(/\s\S*$/) + 1);
}
