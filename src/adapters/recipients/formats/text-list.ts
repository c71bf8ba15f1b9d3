import { isTitle, withoutBlanksAround } from '../../../domain/broadcast/planning/malformed.js';
import type { CheckedEntries } from '../checked-entries.js';
import type { LineHandler } from './line-splitter.js';

/** A user ID takes 33 bytes; a line this long is no list entry, and nothing bigger is ever kept. */
export const MAX_TEXT_LINE_BYTES = 4096;

const TAB = 0x09;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;

/**
 * Takes one user ID a line; blanks and one pair of double quotes around it are tolerated. Blank lines, lines that begin
 * with `#`, and a first line that names the list are no entries.
 */
export class TextList implements LineHandler {
  readonly #entries: CheckedEntries;
  #title: string | null = null;

  constructor(entries: CheckedEntries) {
    this.#entries = entries;
  }

  /** The first line, where it names the list. */
  get title(): string | null {
    return this.#title;
  }

  line(bytes: Uint8Array, lineStart: number, lineEnd: number, line: number): void {
    let start = lineStart;
    let end = lineEnd;
    while (start < end && isBlank(bytes[start])) start++;
    while (start < end && isBlank(bytes[end - 1])) end--;
    if (2 <= end - start && bytes[start] === DOUBLE_QUOTE && bytes[end - 1] === DOUBLE_QUOTE) {
      start++;
      end--;
    }
    if (start === end || this.#entries.addUserId(bytes, start, end, line)) return;
    this.#addOther(this.#entries.textOf(bytes, start, end), line);
  }

  longLine(bytes: Uint8Array, line: number): void {
    this.#entries.addMalformed(this.#entries.textOf(bytes, 0, bytes.length), line);
  }

  /** Made a text of only here, because a list of millions is nearly all user IDs. */
  #addOther(text: string, line: number): void {
    const seen = withoutBlanksAround(text);
    if (seen === '' || seen.startsWith('#')) return;
    const isFirst = this.#title === null && this.#entries.valid + this.#entries.malformed === 0;
    if (isFirst && isTitle(seen)) this.#title = seen;
    else this.#entries.addText(/^".*"$/.test(seen) ? seen.slice(1, -1) : text, line);
  }
}

/** Whether the byte is a space or a tab. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
