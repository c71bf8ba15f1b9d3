import { PACKED_USER_ID_BYTES } from '../../domain/broadcast/user-id-bytes.js';
import { LineOpsError } from '../../domain/failure.js';
import type { RecipientFormat, RecipientProgress, RecipientReader, RecipientSource } from '../../ports/recipients.js';
import { type Chunks, fileChunks, type ReadMeter, stdinChunks, withHead } from './byte-source.js';
import type { CheckedEntries } from './checked-entries.js';
import { RecipientCollector } from './collector.js';
import { readCsv } from './formats/csv.js';
import { jsonLinesHandler, MAX_JSON_LINE_BYTES } from './formats/json-lines.js';
import { LineSplitter } from './formats/line-splitter.js';
import { MAX_TEXT_LINE_BYTES, textListHandler } from './formats/text-list.js';
import { nobodyLeft, noRecipients, unsafeExclusion } from './no-recipients.js';
import { byteOrderMarkLength, checkIsText } from './text-check.js';

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
    async read(source, { exclude = [], holdOut = null, onProgress = () => {} } = {}) {
      const collector = new RecipientCollector(temporaryFolder, maxInMemory);
      const total = addedUp(onProgress);
      try {
        const read = await readInto(collector, source, stdin, total.next());
        if (collector.valid === 0 && source.type !== 'packed') throw noRecipients(read.name, read.format, collector);
        for (const list of exclude) {
          const exclusions = collector.exclusions();
          const { name } = await readInto(exclusions, list, stdin, total.next());
          if (exclusions.malformed > 0) throw unsafeExclusion(name, exclusions);
        }
        const list = await collector.finish(holdOut);
        if (list.unique === 0 && source.type !== 'packed') throw nobodyLeft(list);
        return list;
      } catch (error) {
        collector.discard();
        throw error;
      }
    },
  };
}

/** Progress of each list on top of those before it. */
function addedUp(onProgress: RecipientProgress): { next(): RecipientProgress } {
  let [lines, bytes] = [0, 0];
  return {
    next() {
      const [linesBefore, bytesBefore] = [lines, bytes];
      return (linesRead, bytesRead) => {
        lines = linesBefore + linesRead;
        bytes = bytesBefore + bytesRead;
        onProgress(lines, bytes);
      };
    },
  };
}

/** How errors call what was read, and what it was read as. */
interface WhatWasRead {
  readonly name: string;
  readonly format: RecipientFormat | null;
}

async function readInto(
  entries: CheckedEntries,
  source: RecipientSource,
  stdin: () => Chunks,
  onProgress: RecipientProgress,
): Promise<WhatWasRead> {
  switch (source.type) {
    case 'pages':
      return readPages(source, entries, onProgress);
    case 'packed':
      return readPacked(source, entries, onProgress);
    case 'file':
    case 'stdin':
      return readBytes(source, stdin, entries, onProgress);
  }
}

type SourceOf<Type extends RecipientSource['type']> = Extract<RecipientSource, { type: Type }>;
type ByteSource = SourceOf<'file' | 'stdin'>;

async function readBytes(
  source: ByteSource,
  stdin: () => Chunks,
  entries: CheckedEntries,
  onProgress: RecipientProgress,
): Promise<WhatWasRead> {
  const name = source.type === 'file' ? `"${source.path}"` : 'stdin';
  const meter: ReadMeter = { bytesRead: 0 };
  const opened = source.type === 'file' ? fileChunks(source.path, meter) : stdinChunks(stdin(), meter);
  const onLines = (linesRead: number): void => onProgress(linesRead, meter.bytesRead);
  try {
    const { head, chunks } = await withHead(opened);
    checkIsText(head, name);
    const format = formatOf(source, head);
    const text = withoutBeginning(chunks, byteOrderMarkLength(head));
    await readText(text, { format, column: source.column, source: name, entries, onLines });
    return { name, format };
  } finally {
    await opened.return();
  }
}

interface TextRequest {
  readonly format: RecipientFormat;
  readonly column: string | null;
  readonly source: string;
  readonly entries: CheckedEntries;
  readonly onLines: (linesRead: number) => void;
}

async function readText(chunks: Chunks, request: TextRequest): Promise<void> {
  const { format, column, source, entries, onLines } = request;
  switch (format) {
    case 'csv':
      return readCsv({ chunks, column, source, entries, onLines });
    case 'jsonl':
      return readLines(chunks, new LineSplitter(MAX_JSON_LINE_BYTES, jsonLinesHandler(entries, column)), onLines);
    case 'txt':
      if (column !== null) throw hasNoColumns(source);
      return readLines(chunks, new LineSplitter(MAX_TEXT_LINE_BYTES, textListHandler(entries)), onLines);
  }
}

async function readPages(
  { name, pages }: SourceOf<'pages'>,
  entries: CheckedEntries,
  onProgress: RecipientProgress,
): Promise<WhatWasRead> {
  let count = 0;
  for await (const page of pages) {
    for (const userId of page) entries.addText(userId, ++count);
    onProgress(count, 0);
  }
  return { name, format: null };
}

async function readPacked(
  { name, blocks }: SourceOf<'packed'>,
  entries: CheckedEntries,
  onProgress: RecipientProgress,
): Promise<WhatWasRead> {
  let count = 0;
  for (const block of blocks) {
    for (let at = 0; at < block.length; at += PACKED_USER_ID_BYTES) entries.addPacked(block, at, ++count);
    onProgress(count, 0);
  }
  return { name, format: null };
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
