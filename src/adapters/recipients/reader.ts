import { LineOpsError } from '../../domain/failure.js';
import type {
  RecipientFormat,
  RecipientList,
  RecipientProgress,
  RecipientReader,
  RecipientSource,
} from '../../ports/recipients.js';
import { type Chunks, fileChunks, type ReadMeter, stdinChunks, withHead } from './byte-source.js';
import { RecipientCollector } from './collector.js';
import { readCsv } from './csv.js';
import { jsonLinesHandler, MAX_JSON_LINE_BYTES } from './json-lines.js';
import { LineSplitter } from './line-splitter.js';
import { noRecipients } from './no-recipients.js';
import { byteOrderMarkLength, checkIsText } from './text-check.js';
import { MAX_TEXT_LINE_BYTES, textListHandler } from './text-list.js';

/** Different IDs kept in memory, at most about 60 MB with their table, before a list goes on in temporary files. */
const MAX_IN_MEMORY = 2_000_000;

export interface RecipientReaderOptions {
  /** Made, mode 0700, when a long list needs it, and removed again if it was made. */
  readonly temporaryFolder: string;
  /** Asked for when stdin is the source, and not before: only opening it can already keep a process waiting. */
  readonly stdin: () => Chunks;
  readonly maxInMemory?: number;
}

/** Reads recipients from files, stdin and pages of an API. */
export function createRecipientReader(options: RecipientReaderOptions): RecipientReader {
  const { temporaryFolder, stdin, maxInMemory = MAX_IN_MEMORY } = options;
  return {
    async read(source, onProgress = () => {}) {
      const collector = new RecipientCollector(temporaryFolder, maxInMemory);
      try {
        return source.type === 'pages'
          ? await readPages(source, collector, onProgress)
          : await readBytes(source, stdin, collector, onProgress);
      } catch (error) {
        collector.discard();
        throw error;
      }
    },
  };
}

type ByteSource = Exclude<RecipientSource, { type: 'pages' }>;

async function readBytes(
  source: ByteSource,
  stdin: () => Chunks,
  collector: RecipientCollector,
  onProgress: RecipientProgress,
): Promise<RecipientList> {
  const name = source.type === 'file' ? `"${source.path}"` : 'stdin';
  const meter: ReadMeter = { bytesRead: 0 };
  const opened = source.type === 'file' ? fileChunks(source.path, meter) : stdinChunks(stdin(), meter);
  const onLines = (linesRead: number): void => onProgress(linesRead, meter.bytesRead);
  try {
    const { head, chunks } = await withHead(opened);
    checkIsText(head, name);
    const format = formatOf(source, head);
    const text = withoutBeginning(chunks, byteOrderMarkLength(head));
    await readText(text, { format, column: source.column, source: name, collector, onLines });
    if (collector.valid === 0) throw noRecipients(name, format, collector);
  } finally {
    await opened.return();
  }
  return collector.finish();
}

interface TextRequest {
  readonly format: RecipientFormat;
  readonly column: string | null;
  readonly source: string;
  readonly collector: RecipientCollector;
  readonly onLines: (linesRead: number) => void;
}

async function readText(chunks: Chunks, request: TextRequest): Promise<void> {
  const { format, column, source, collector, onLines } = request;
  switch (format) {
    case 'csv':
      return readCsv({ chunks, column, source, collector, onLines });
    case 'jsonl':
      return readLines(chunks, new LineSplitter(MAX_JSON_LINE_BYTES, jsonLinesHandler(collector, column)), onLines);
    case 'txt':
      if (column !== null) throw hasNoColumns(source);
      return readLines(chunks, new LineSplitter(MAX_TEXT_LINE_BYTES, textListHandler(collector)), onLines);
  }
}

async function readPages(
  source: Extract<RecipientSource, { type: 'pages' }>,
  collector: RecipientCollector,
  onProgress: RecipientProgress,
): Promise<RecipientList> {
  let entries = 0;
  for await (const page of source.pages) {
    for (const userId of page) collector.addText(userId, ++entries);
    onProgress(entries, 0);
  }
  if (collector.valid === 0) throw noRecipients(source.name, null, collector);
  return collector.finish();
}

async function readLines(chunks: Chunks, splitter: LineSplitter, onLines: (linesRead: number) => void): Promise<void> {
  for await (const chunk of chunks) {
    splitter.push(chunk);
    onLines(splitter.lines);
  }
  splitter.end();
  onLines(splitter.lines);
}

function hasNoColumns(source: string): LineOpsError {
  return new LineOpsError('usage', 'RECIPIENTS_COLUMN', `${source} is read as one user ID a line and has no columns`, {
    hint: 'Leave --column out, or give the file a name that ends in .csv or .jsonl.',
  });
}

function formatOf(source: ByteSource, head: Uint8Array): RecipientFormat {
  if (source.format !== null) return source.format;
  if (source.type === 'file') {
    const name = source.path.toLowerCase().replace(/\.gz$/, '');
    if (name.endsWith('.csv')) return 'csv';
    return name.endsWith('.jsonl') || name.endsWith('.ndjson') ? 'jsonl' : 'txt';
  }
  if (/^\s*\{/.test(new TextDecoder().decode(head.subarray(0, 100)))) return 'jsonl';
  // A column only makes sense in a table.
  return source.column === null ? 'txt' : 'csv';
}

async function* withoutBeginning(chunks: Chunks, length: number): Chunks {
  let toSkip = length;
  for await (const chunk of chunks) {
    yield chunk.subarray(toSkip);
    toSkip = 0;
  }
}
