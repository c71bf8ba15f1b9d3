import type { ColumnWithIds, RecipientFormat } from '../../../domain/failure/facts.js';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import type { TextRead, TextWish } from '../../../ports/broadcast/recipients.js';
import type { Chunks } from '../byte-source.js';
import type { CheckedEntries } from '../checked-entries.js';
import { readCsv } from './csv.js';
import { JsonDocument } from './json-document.js';
import { JsonEntries, MAX_JSON_ENTRY_BYTES } from './json-entries.js';
import { jsonLines } from './json-lines.js';
import { type LineHandler, LineSplitter } from './line-splitter.js';
import { MAX_TEXT_LINE_BYTES, TextList } from './text-list.js';

export interface TextRequest {
  /** Null for stdin. */
  readonly path: string | null;
  /** The beginning, in UTF-8. */
  readonly head: Uint8Array;
  readonly wish: TextWish;
  /** How errors call it. */
  readonly source: string;
  readonly entries: CheckedEntries;
  readonly onLines: (linesRead: number) => void;
}

/** How a text was read, and what was noticed. */
export interface TextOutcome {
  readonly readAs: Omit<TextRead, 'encoding'>;
  /** The columns that hold user IDs, where the one that was read holds none; null where there is nothing to advise. */
  readonly advice: readonly ColumnWithIds[] | null;
  readonly lines: number;
  /** Whether it ends in the middle of a line: surely where the last entry is broken too. */
  readonly endsInside: 'no' | 'perhaps' | 'surely';
  /** Whether it is a page of followers after which another comes. */
  readonly wantsNextPage: boolean;
}

/**
 * Takes every entry of a text in UTF-8, in the format that its name, its beginning and the wish tell.
 *
 * @throws {LineOpsError} `usage` where it is not what that format asks for.
 */
export async function readText(chunks: Chunks, request: TextRequest): Promise<TextOutcome> {
  const format = formatOf(request);
  const tail = { lastByte: LF, lines: 0 };
  const outcome = await readFormat(format, watched(chunks, tail), {
    ...request,
    onLines: (lines) => {
      tail.lines = lines;
      request.onLines(lines);
    },
  });
  const { endsShort = false, wantsNextPage = false, advice = null, ...read } = outcome;
  const isUnended = tail.lastByte !== LF && tail.lastByte !== CR && format !== 'json';
  const isBroken = endsShort || request.entries.lastMalformedLine === tail.lines;
  return {
    readAs: { format, delimiter: null, column: null, title: null, ...read },
    advice,
    lines: tail.lines,
    endsInside: !isUnended ? 'no' : isBroken ? 'surely' : 'perhaps',
    wantsNextPage,
  };
}

const LF = 0x0a;
const CR = 0x0d;

type FormatOutcome = Partial<Omit<TextRead, 'encoding' | 'format'>> &
  Partial<Pick<TextOutcome, 'advice' | 'wantsNextPage'>> & {
    /** Whether the last row lacks cells. */
    readonly endsShort?: boolean;
  };

async function readFormat(format: RecipientFormat, chunks: Chunks, request: TextRequest): Promise<FormatOutcome> {
  const { path, head, wish, source, entries, onLines } = request;
  const { column, delimiter } = wish;
  if (format !== 'csv' && delimiter !== null) throw hasNoCells(source);
  switch (format) {
    case 'csv': {
      const beginning = new TextDecoder().decode(head, { stream: true });
      const likelyDelimiter = endingOf(path) === 'tsv' ? '\t' : ',';
      const read = await readCsv({ chunks, beginning, column, delimiter, likelyDelimiter, source, entries, onLines });
      const { index, name, advice } = read.layout;
      return { delimiter: read.delimiter, column: { number: index + 1, name }, advice, endsShort: read.endsShort };
    }
    case 'json': {
      const values = new JsonEntries(entries, column);
      const document = new JsonDocument(entries, values, source);
      for await (const chunk of chunks) {
        document.push(chunk);
        onLines(document.lines);
      }
      document.end();
      return { wantsNextPage: values.wantsNextPage };
    }
    case 'jsonl': {
      const values = new JsonEntries(entries, column);
      await readLines(chunks, MAX_JSON_ENTRY_BYTES, jsonLines(entries, values), onLines);
      return { wantsNextPage: values.wantsNextPage };
    }
    case 'txt': {
      if (column !== null) throw hasNoColumns(source);
      const list = new TextList(entries);
      await readLines(chunks, MAX_TEXT_LINE_BYTES, list, onLines);
      return { title: list.title };
    }
  }
}

async function readLines(
  chunks: Chunks,
  maxBytes: number,
  handler: LineHandler,
  onLines: (linesRead: number) => void,
): Promise<void> {
  const splitter = new LineSplitter(maxBytes, handler);
  for await (const chunk of chunks) {
    splitter.push(chunk);
    onLines(splitter.lines);
  }
  splitter.end();
  onLines(splitter.lines);
}

/** The same chunks; the last byte of them is remembered. */
async function* watched(chunks: Chunks, tail: { lastByte: number }): Chunks {
  for await (const chunk of chunks) {
    tail.lastByte = chunk[chunk.length - 1] ?? tail.lastByte;
    yield chunk;
  }
}

const FORMAT_OF: Readonly<Record<string, RecipientFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

function formatOf({ path, head, wish }: TextRequest): RecipientFormat {
  if (wish.format !== null) return wish.format;
  const named = FORMAT_OF[endingOf(path)];
  if (named !== undefined) return named;
  // A delimiter only makes sense in a table.
  if (wish.delimiter !== null) return 'csv';
  return path === null ? formatOfPiped(head, wish.column) : 'txt';
}

/** Nothing but the beginning tells what stdin holds. */
function formatOfPiped(head: Uint8Array, column: string | null): RecipientFormat {
  const beginning = new TextDecoder().decode(head, { stream: true }).trimStart();
  if (beginning.startsWith('[')) return 'json';
  if (beginning.startsWith('{')) return isJson(beginning.split(/[\r\n]/, 1)[0] ?? '') ? 'jsonl' : 'json';
  return column === null ? 'txt' : 'csv';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The ending of a file's name in lower case, `.gz` aside. */
function endingOf(path: string | null): string {
  return /\.([a-z]+)(?:\.gz)?$/i.exec(path ?? '')?.[1]?.toLowerCase() ?? '';
}

function hasNoColumns(source: string): LineOpsError {
  return failure('RECIPIENTS_COLUMN', { which: 'noColumns', source });
}

function hasNoCells(source: string): LineOpsError {
  return failure('RECIPIENTS_COLUMN', { which: 'noCells', source });
}
