import { encodingWord } from '../../domain/broadcast/planning/recipient-text.js';
import { PACKED_USER_ID_BYTES } from '../../domain/broadcast/planning/user-id-bytes.js';
import type { ColumnWithIds, RecipientFormat } from '../../domain/failure/facts.js';
import type {
  RecipientProgress,
  RecipientReader,
  RecipientSource,
  ShortList,
  TextRead,
} from '../../ports/broadcast/recipients.js';
import { type Chunks, fileChunks, type ReadMeter, stdinChunks, withHead } from './byte-source.js';
import type { CheckedEntries } from './checked-entries.js';
import { RecipientCollector } from './collector.js';
import { readText } from './formats/read-text.js';
import { countSharedUserIds } from './id-set/shared-user-ids.js';
import { nobodyLeft, noRecipients, unsafeExclusion } from './no-recipients.js';
import { encodingOf, inUtf8 } from './text-encoding.js';

/** Different IDs kept in memory, at most about 12 MB with their table, before a list goes on in temporary files: as fast, and slimmer. */
const MAX_IN_MEMORY = 500_000;

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
    async read(
      source,
      { exclude = [], tooOften = null, holdOut = null, onProgress = () => {}, onMalformed = () => {} } = {},
    ) {
      const collector = new RecipientCollector(temporaryFolder, maxInMemory, onMalformed);
      const total = addedUp(onProgress);
      try {
        const read = await readInto(collector, source, stdin, total.next());
        if (collector.valid === 0 && source.type !== 'packed') throw noRecipients(read, collector);
        const shortLists = [...read.shortLists];
        for (const list of exclude) {
          const exclusions = collector.exclusions();
          const excluding = await readInto(exclusions, list, stdin, total.next());
          if (exclusions.malformed > 0) throw unsafeExclusion(excluding.name, exclusions);
          shortLists.push(...excluding.shortLists);
        }
        await tooOften?.read((packed) => collector.reached(packed, tooOften.times));
        const list = await collector.finish(holdOut, { readAs: read.readAs, shortLists });
        if (list.unique === 0 && source.type !== 'packed') throw nobodyLeft(list);
        return list;
      } catch (error) {
        collector.discard();
        throw error;
      }
    },
    countShared: (one, other, enough) => countSharedUserIds(one, other, enough),
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

/** What was read, and how. */
interface WhatWasRead {
  /** How errors call it. */
  readonly name: string;
  readonly isStdin: boolean;
  readonly format: RecipientFormat | null;
  readonly readAs: TextRead | null;
  readonly advice: readonly ColumnWithIds[] | null;
  readonly shortLists: readonly ShortList[];
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

async function readBytes(
  source: SourceOf<'file' | 'stdin'>,
  stdin: () => Chunks,
  entries: CheckedEntries,
  onProgress: RecipientProgress,
): Promise<WhatWasRead> {
  const isStdin = source.type === 'stdin';
  const path = isStdin ? null : source.path;
  const given = isStdin ? 'stdin' : `"${source.path}"`;
  const meter: ReadMeter = { bytesRead: 0, isPiped: false };
  const opened = isStdin ? stdinChunks(stdin(), meter) : fileChunks(source.path, meter);
  try {
    const stored = await withHead(opened);
    const encoded = encodingOf(stored.head, source.encoding, given);
    // Whoever looks for what is wrong with it should know as what it was read.
    const name = encoded.encoding === 'utf-8' ? given : `${given} (${encodingWord(encoded.encoding)})`;
    const { head, chunks } = await withHead(inUtf8(stored.chunks, encoded));
    const { readAs, advice, endsInside, lines, wantsNextPage } = await readText(chunks, {
      path,
      head,
      wish: source,
      source: name,
      entries,
      onLines: (linesRead) => onProgress(linesRead, meter.bytesRead),
    });
    // A person's file often lacks the last line end; what a program pipes ends with one, or was cut off.
    const isCutOff = endsInside === 'surely' || (endsInside === 'perhaps' && meter.isPiped);
    const shortLists: ShortList[] = [
      ...(isCutOff ? [{ why: 'cut-off' as const, source: name, line: lines }] : []),
      ...(wantsNextPage ? [{ why: 'one-page' as const, source: name, line: lines }] : []),
    ];
    const as = { ...readAs, encoding: encoded.encoding };
    return { name, isStdin, format: as.format, readAs: as, advice, shortLists };
  } finally {
    await opened.return();
  }
}

/** What was read that is no text. */
const NO_TEXT = { isStdin: false, format: null, readAs: null, advice: null, shortLists: [] };

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
  return { ...NO_TEXT, name };
}

async function readPacked(
  { name, blocks }: SourceOf<'packed'>,
  entries: CheckedEntries,
  onProgress: RecipientProgress,
): Promise<WhatWasRead> {
  let count = 0;
  for await (const block of blocks) {
    for (let at = 0; at < block.length; at += PACKED_USER_ID_BYTES) entries.addPacked(block, at, ++count);
    onProgress(count, 0);
  }
  return { ...NO_TEXT, name };
}
