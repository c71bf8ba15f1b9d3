import type { Parser } from 'csv-parse';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import type { Chunks } from '../byte-source.js';
import type { CheckedEntries } from '../checked-entries.js';
import { type CsvLayout, findUserIdColumn } from './csv-columns.js';
import { delimiterOf, sampleRows } from './csv-dialect.js';
import { CsvRows } from './csv-rows.js';
import { LineSplitter } from './line-splitter.js';

/** A row beyond this is a quote that was never closed, or no CSV at all. */
const MAX_ROW_BYTES = 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const DOUBLE_QUOTE = 0x22;

export interface CsvRequest {
  readonly chunks: Chunks;
  /** The first rows, as text. */
  readonly beginning: string;
  readonly column: string | null;
  /** Null: told from the first rows. */
  readonly delimiter: string | null;
  /** What separates the cells if the first rows do not tell. */
  readonly likelyDelimiter: string;
  /** How errors call it. */
  readonly source: string;
  readonly entries: CheckedEntries;
  readonly onLines: (linesRead: number) => void;
}

export interface CsvRead {
  readonly layout: CsvLayout;
  readonly delimiter: string;
  /** Whether the last row has fewer cells than the first. */
  readonly endsShort: boolean;
}

/**
 * Takes one column of a CSV. Up to the first double quote in the file every newline ends a row and every delimiter a
 * cell, so those rows are cut as bytes; from the row with that quote on, csv-parse reads them.
 *
 * @throws {LineOpsError} `usage` when the column is not clear, or the file is no CSV (with the line).
 */
export async function readCsv(request: CsvRequest): Promise<CsvRead> {
  const { chunks, beginning, column, source, entries, onLines } = request;
  const delimiter = request.delimiter ?? delimiterOf(beginning, request.likelyDelimiter);
  const sample = sampleRows(beginning, delimiter);
  // Blank lines alone: there is nothing that a column could hold.
  if (sample.length === 0) return { layout: NO_LAYOUT, delimiter, endsShort: false };
  const layout = findUserIdColumn(sample, column, source);
  const rows = new CsvRows(layout, delimiter, entries);
  const splitter = new LineSplitter(MAX_ROW_BYTES, {
    line: (bytes, start, end, line) => rows.addLine(bytes, start, end, line),
    longLine: (_bytes, line) => {
      throw csvError(source, line, `a row is longer than ${MAX_ROW_BYTES} bytes`, null);
    },
  });
  let quoted: QuotedRows | null = null;
  for await (const chunk of chunks) {
    const rowAt = quoted === null ? startOfQuotedRow(chunk) : null;
    if (quoted !== null) {
      // csv-parse keeps a part of what it is given, and the chunk is about to be overwritten.
      await quoted.write(Buffer.from(chunk));
    } else if (rowAt === null) {
      splitter.push(chunk);
    } else {
      splitter.push(chunk.subarray(0, rowAt));
      quoted = await QuotedRows.open({ rows, delimiter, source, linesBefore: splitter.lines });
      await quoted.write(Buffer.concat([splitter.takePending(), chunk.subarray(rowAt)]));
    }
    onLines(quoted === null ? splitter.lines : quoted.lines);
  }
  const lastWidth = quoted === null ? rows.width(splitter.pending) : await quoted.end();
  if (quoted === null) splitter.end();
  onLines(quoted === null ? splitter.lines : quoted.lines);
  return { layout, delimiter, endsShort: lastWidth < layout.width };
}

const NO_LAYOUT: CsvLayout = { index: 0, name: null, width: 0, advice: null };

interface QuotedRequest {
  readonly rows: CsvRows;
  readonly delimiter: string;
  readonly source: string;
  readonly linesBefore: number;
}

/** csv-parse, fed one chunk at a time so that nothing piles up in front of it or behind it. */
class QuotedRows {
  readonly #parser: Parser;
  readonly #rows: CsvRows;
  readonly #source: string;
  #lines: number;
  #lastWidth = 0;

  private constructor(parser: Parser, { rows, source, linesBefore }: QuotedRequest) {
    this.#parser = parser;
    this.#rows = rows;
    this.#source = source;
    this.#lines = linesBefore;
    // Failures come back from each write; the event would otherwise count as nobody's.
    parser.on('error', () => {});
  }

  static async open(request: QuotedRequest): Promise<QuotedRows> {
    const { parse } = await import('csv-parse');
    const parser = parse({
      delimiter: request.delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: MAX_ROW_BYTES,
    });
    return new QuotedRows(parser, request);
  }

  /** Lines of the rows taken so far. */
  get lines(): number {
    return this.#lines;
  }

  async write(chunk: Buffer): Promise<void> {
    await this.#settled((done) => this.#parser.write(chunk, done));
  }

  /** Answers how many cells the last row has. */
  async end(): Promise<number> {
    await this.#settled((done) => this.#parser.end(done));
    this.#takeRows();
    return this.#lastWidth;
  }

  /** Asking csv-parse for the line of each row would make it three times slower, so the lines are counted here. */
  #takeRows(): void {
    for (let cells = this.#nextRow(); cells !== null; cells = this.#nextRow()) {
      this.#rows.addCells(cells, this.#lines + 1);
      this.#lastWidth = cells.length;
      this.#lines += 1 + newlinesWithin(cells);
    }
  }

  #nextRow(): readonly string[] | null {
    return this.#parser.read();
  }

  #settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      start((error) => {
        if (error === undefined || error === null) resolve();
        else reject(this.#explained(error));
      });
      // At once: a write is not done before its rows are taken, and after a failure they could not be taken any more.
      this.#takeRows();
    });
  }

  #explained(error: Error): Error {
    const code = 'code' in error ? String(error.code) : '';
    if (!code.startsWith('CSV_') && !(code in PROBLEMS)) return error;
    return csvError(this.#source, this.#lines + 1, PROBLEMS[code] ?? error.message, error);
  }
}

function newlinesWithin(cells: readonly string[]): number {
  return cells.reduce((total, cell) => (cell.includes('\n') ? total + cell.split('\n').length - 1 : total), 0);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a double quote is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing double quote',
  INVALID_OPENING_QUOTE: 'a double quote stands inside a cell that does not begin with one',
  CSV_MAX_RECORD_SIZE: `a row is longer than ${MAX_ROW_BYTES} bytes`,
};

/** Where the row with the first double quote of the chunk begins, 0 where it began before; null without a quote. */
function startOfQuotedRow(chunk: Uint8Array): number | null {
  const quoteAt = chunk.indexOf(DOUBLE_QUOTE);
  if (quoteAt === -1) return null;
  return 1 + Math.max(chunk.lastIndexOf(LF, quoteAt), chunk.lastIndexOf(CR, quoteAt));
}

function csvError(source: string, line: number, problem: string, cause: Error | null): LineOpsError {
  return failure('RECIPIENTS_CSV', { source, line, problem }, { details: { line }, cause });
}
