import type { CheckedEntries } from '../checked-entries.js';
import { type CsvLayout, findUserIdColumn } from './csv-columns.js';
import { isBlank } from './text-list.js';

const COMMA = 0x2c;

/** The meaning of rows, however they were cut: the first one tells the column, the others hold a recipient each. */
export class CsvRows {
  readonly #column: string | null;
  readonly #source: string;
  readonly #entries: CheckedEntries;
  #layout: CsvLayout | null = null;

  constructor(column: string | null, source: string, entries: CheckedEntries) {
    this.#column = column;
    this.#source = source;
    this.#entries = entries;
  }

  /** A row without quotes, as bytes. */
  addLine(bytes: Uint8Array, lineStart: number, lineEnd: number, line: number): void {
    if (this.#layout === null) {
      this.addCells(new TextDecoder().decode(bytes.subarray(lineStart, lineEnd)).split(','), line);
      return;
    }
    let start = lineStart;
    for (let column = 0; column < this.#layout.index && start <= lineEnd; column++) {
      start = endOfCell(bytes, start, lineEnd) + 1;
    }
    let end = endOfCell(bytes, start, lineEnd);
    while (start < end && isBlank(bytes[start])) start++;
    while (start < end && isBlank(bytes[end - 1])) end--;
    if (start < end) this.#entries.addBytes(bytes, start, end, line);
    else if (!isBlankRow(bytes, lineStart, lineEnd)) {
      this.#entries.addMalformedBytes(bytes, lineStart, lineEnd, line);
    }
  }

  addCells(cells: readonly string[], line: number): void {
    if (this.#layout === null) {
      if (cells.every((cell) => cell.trim() === '')) return;
      this.#layout = findUserIdColumn(cells, this.#column, this.#source);
      if (this.#layout.hasHeader) return;
    }
    const cell = cells[this.#layout.index]?.trim() ?? '';
    if (cell !== '') this.#entries.addText(cell, line);
    else if (cells.some((other) => other.trim() !== '')) this.#entries.addMalformedText(cells.join(','), line);
  }
}

function endOfCell(bytes: Uint8Array, start: number, lineEnd: number): number {
  let end = start;
  while (end < lineEnd && bytes[end] !== COMMA) end++;
  return end;
}

function isBlankRow(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes.subarray(start, end).every((byte) => byte === COMMA || isBlank(byte));
}
