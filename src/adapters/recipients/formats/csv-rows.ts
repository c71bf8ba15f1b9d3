import type { CheckedEntries } from '../checked-entries.js';
import type { CsvLayout } from './csv-columns.js';
import { isBlank } from './text-list.js';

/** The meaning of rows, however they were cut: the first one may name the columns, the others hold a recipient each. */
export class CsvRows {
  readonly #index: number;
  readonly #delimiter: string;
  readonly #delimiterByte: number;
  readonly #entries: CheckedEntries;
  #awaitsHeader: boolean;

  constructor({ index, name }: CsvLayout, delimiter: string, entries: CheckedEntries) {
    this.#index = index;
    this.#delimiter = delimiter;
    this.#delimiterByte = delimiter.charCodeAt(0);
    this.#entries = entries;
    this.#awaitsHeader = name !== null;
  }

  /** A row without quotes, as bytes. */
  addLine(bytes: Uint8Array, lineStart: number, lineEnd: number, line: number): void {
    if (this.#awaitsHeader) {
      this.#awaitsHeader = this.#isBlankRow(bytes, lineStart, lineEnd);
      return;
    }
    let start = lineStart;
    for (let column = 0; column < this.#index && start <= lineEnd; column++) {
      start = this.#endOfCell(bytes, start, lineEnd) + 1;
    }
    let end = this.#endOfCell(bytes, start, lineEnd);
    while (start < end && isBlank(bytes[start])) start++;
    while (start < end && isBlank(bytes[end - 1])) end--;
    if (start < end) this.#entries.addBytes(bytes, start, end, line);
    else if (!this.#isBlankRow(bytes, lineStart, lineEnd)) {
      this.#entries.addMalformed(this.#entries.textOf(bytes, lineStart, lineEnd), line);
    }
  }

  addCells(cells: readonly string[], line: number): void {
    const isBlankRow = cells.every((cell) => cell.trim() === '');
    if (this.#awaitsHeader) {
      this.#awaitsHeader = isBlankRow;
      return;
    }
    const cell = cells[this.#index]?.trim() ?? '';
    if (cell !== '') this.#entries.addText(cell, line);
    else if (!isBlankRow) this.#entries.addMalformed(cells.join(this.#delimiter), line);
  }

  /** How many cells a row without quotes has. */
  width(row: Uint8Array): number {
    return row.reduce((cells, byte) => (byte === this.#delimiterByte ? cells + 1 : cells), 1);
  }

  #endOfCell(bytes: Uint8Array, start: number, lineEnd: number): number {
    const delimiter = this.#delimiterByte;
    let end = start;
    while (end < lineEnd && bytes[end] !== delimiter) end++;
    return end;
  }

  #isBlankRow(bytes: Uint8Array, start: number, end: number): boolean {
    return bytes.subarray(start, end).every((byte) => byte === this.#delimiterByte || isBlank(byte));
  }
}
