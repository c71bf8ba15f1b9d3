import { setImmediate } from 'node:timers/promises';
import { LineOpsError } from '../../domain/failure.js';
import { DistinctUserIds, hashUserId, USER_ID_WORDS } from './distinct-user-ids.js';
import { type TemporaryFile, TemporaryFiles } from './temporary-files.js';

/** Every partition must fit in memory: at 100 million recipients one holds about 1.6 million. A power of two. */
const PARTITIONS = 64;
const PARTITION_SHIFT = 32 - Math.log2(PARTITIONS);
/** A partition's record is the ID, its sequence number, and its line. */
const PARTITION_WORDS = USER_ID_WORDS + 2;
const PARTITION_BUFFER_RECORDS = 2048;
const BLOCK_RECORDS = 16_384;
/** Sequence numbers are 32-bit words. */
const MAX_RECORDS = 2 ** 32;

/**
 * User IDs of a list too long for memory. Every ID goes to one file in order, and to one of 64 files chosen by its
 * hash; all copies of an ID meet in the same one, so each can be searched for duplicates alone. What is found is one
 * bit per ID, and reading the ordered file with the bits beside it gives each ID once, in order of first occurrence.
 */
export class SpilledUserIds {
  readonly #files: TemporaryFiles;
  readonly #ordered: TemporaryFile;
  readonly #partitions: readonly TemporaryFile[];
  #count = 0;
  #isDuplicate = new Uint8Array(0);

  /** @throws {LineOpsError} `failure` when the folder or its files cannot be made. */
  constructor(folder: string) {
    this.#files = new TemporaryFiles(folder);
    try {
      const [ordered, ...partitions] = [
        ...this.#files.open(1, USER_ID_WORDS, BLOCK_RECORDS),
        ...this.#files.open(PARTITIONS, PARTITION_WORDS, PARTITION_BUFFER_RECORDS),
      ];
      if (ordered === undefined) throw new Error('There is no file for the ordered list.');
      this.#ordered = ordered;
      this.#partitions = partitions;
      this.#files.hide();
    } catch (error) {
      this.#files.remove();
      throw error;
    }
  }

  /** Adds an ID, seen before or not. @throws {LineOpsError} `failure` when it cannot be written. */
  add(word0: number, word1: number, word2: number, word3: number, line: number): void {
    const sequence = this.#count++;
    if (sequence === MAX_RECORDS) throw tooManyRecipients();
    const orderedAt = this.#ordered.append();
    const ordered = this.#ordered.buffer;
    ordered[orderedAt] = word0;
    ordered[orderedAt + 1] = word1;
    ordered[orderedAt + 2] = word2;
    ordered[orderedAt + 3] = word3;
    const partition = this.#partitions[hashUserId(word0, word1, word2, word3) >>> PARTITION_SHIFT];
    if (partition === undefined) throw new Error('A hash points past the last partition.');
    const at = partition.append();
    const records = partition.buffer;
    records[at] = word0;
    records[at + 1] = word1;
    records[at + 2] = word2;
    records[at + 3] = word3;
    records[at + 4] = sequence;
    records[at + 5] = line;
  }

  /**
   * Finds every repetition, reports it (of one ID in order of lines, of different IDs in any order), and answers how
   * many there are. Gives way to other work between partitions.
   */
  async findDuplicates(onDuplicate: (record: Uint32Array, line: number) => void): Promise<number> {
    this.#isDuplicate = new Uint8Array(Math.ceil(this.#count / 8));
    const seen = new DistinctUserIds();
    let duplicates = 0;
    for (const partition of this.#partitions) {
      seen.clear();
      for (const block of partition.blocks(BLOCK_RECORDS)) {
        duplicates += this.#markDuplicates(block, seen, onDuplicate);
      }
      partition.close();
      await setImmediate();
    }
    return duplicates;
  }

  /** The distinct IDs in order of first occurrence, a block at a time; a block is good until the next. */
  *blocks(): Generator<Uint32Array> {
    let sequence = 0;
    for (const block of this.#ordered.blocks(BLOCK_RECORDS)) {
      let kept = 0;
      for (let at = 0; at < block.length; at += USER_ID_WORDS) {
        const isDuplicate = ((this.#isDuplicate[sequence >>> 3] ?? 0) >>> (sequence & 7)) & 1;
        sequence++;
        if (isDuplicate === 1) continue;
        if (kept !== at) block.copyWithin(kept, at, at + USER_ID_WORDS);
        kept += USER_ID_WORDS;
      }
      yield block.subarray(0, kept);
    }
  }

  /** Removes the temporary files; may be called twice. */
  close(): void {
    this.#files.remove();
  }

  #markDuplicates(
    block: Uint32Array,
    seen: DistinctUserIds,
    onDuplicate: (record: Uint32Array, line: number) => void,
  ): number {
    let duplicates = 0;
    for (let at = 0; at < block.length; at += PARTITION_WORDS) {
      if (seen.add(block[at] ?? 0, block[at + 1] ?? 0, block[at + 2] ?? 0, block[at + 3] ?? 0)) continue;
      const sequence = block[at + USER_ID_WORDS] ?? 0;
      this.#isDuplicate[sequence >>> 3] = (this.#isDuplicate[sequence >>> 3] ?? 0) | (1 << (sequence & 7));
      onDuplicate(block.subarray(at, at + USER_ID_WORDS), block[at + USER_ID_WORDS + 1] ?? 0);
      duplicates++;
    }
    return duplicates;
  }
}

function tooManyRecipients(): LineOpsError {
  return new LineOpsError('usage', 'RECIPIENTS_TOO_LONG', `a recipients list may have at most ${MAX_RECORDS} entries`, {
    hint: 'Remove what is repeated in it, or send it in parts.',
  });
}
