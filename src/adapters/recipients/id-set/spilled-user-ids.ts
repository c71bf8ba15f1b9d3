import { setImmediate } from 'node:timers/promises';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import { DistinctUserIds, hashUserId, USER_ID_WORDS } from './distinct-user-ids.js';
import { Marks, selectUserIds } from './marked-positions.js';
import { type TemporaryFile, TemporaryFiles } from './temporary-files.js';

/** Every partition must fit in memory: at 100 million recipients one holds about 1.6 million. A power of two. */
const PARTITIONS = 64;
const PARTITION_SHIFT = 32 - Math.log2(PARTITIONS);
/** A partition's record is the ID, its sequence number, and its line. */
const PARTITION_WORDS = USER_ID_WORDS + 2;
/** An excluding record is the ID and the number of the list that names it. */
const EXCLUSION_WORDS = USER_ID_WORDS + 1;
const PARTITION_BUFFER_RECORDS = 2048;
const BLOCK_RECORDS = 16_384;
/** Sequence numbers are 32-bit words. */
const MAX_RECORDS = 2 ** 32;

/** Decides whether the packed ID at this byte is held out. */
type HoldOutRule = (packed: Uint8Array, at: number) => boolean;

/** Whom a part of the lists leaves out, and which list named each first, by its place in the set. */
interface Excluded {
  readonly ids: DistinctUserIds;
  readonly by: number[];
}

/** What was found when a list was settled; every entry is in one of them, or kept. */
export interface LeftOut {
  readonly duplicates: number;
  /** By each list of people to leave out; who is in several counts for the first. */
  readonly excludedBy: readonly number[];
  /** Nobody of whom is in a list to leave out. */
  readonly reachedOften: number;
  readonly heldOut: number;
}

/**
 * User IDs of a list too long for memory. Every ID goes to one file in order, and to one of 64 files chosen by its
 * hash; all copies of an ID meet in the same one, and those that exclude it in its twin, so each can be searched alone.
 * What is found is one bit per ID, and reading the ordered file with the bits beside it gives each ID that is kept
 * once, in order of first occurrence.
 */
export class SpilledUserIds {
  readonly #folder: string;
  readonly #files: TemporaryFiles;
  readonly #ordered: TemporaryFile;
  readonly #partitions: readonly TemporaryFile[];
  /** Who was reached, once for each time. */
  #reached: PartitionedIds | null = null;
  #exclusionFiles: TemporaryFiles | null = null;
  #exclusions: readonly TemporaryFile[] = [];
  #count = 0;
  #leftOut = new Marks(0);
  #heldOut: Marks | null = null;

  /** @throws {LineOpsError} `failure` when the folder or its files cannot be made. */
  constructor(folder: string) {
    this.#folder = folder;
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

  /** Leaves an ID out, whether it is in the list or not; `by` numbers the list that names it. @throws {LineOpsError} `failure` when it cannot be written. */
  exclude(word0: number, word1: number, word2: number, word3: number, by: number): void {
    if (this.#exclusionFiles === null) this.#openExclusions();
    const partition = this.#exclusions[hashUserId(word0, word1, word2, word3) >>> PARTITION_SHIFT];
    if (partition === undefined) throw new Error('A hash points past the last partition.');
    const at = partition.append();
    const records = partition.buffer;
    records[at] = word0;
    records[at + 1] = word1;
    records[at + 2] = word2;
    records[at + 3] = word3;
    records[at + 4] = by;
  }

  /** Counts one more time that an ID was reached, in the list or not. @throws {LineOpsError} as `exclude`. */
  reached(word0: number, word1: number, word2: number, word3: number): void {
    this.#reached ??= new PartitionedIds(this.#folder);
    this.#reached.add(word0, word1, word2, word3);
  }

  /**
   * Finds every repetition, and among the rest who is excluded by one of so many lists, or held out; answers how many there are. Repetitions are
   * reported (of one ID in order of lines, of different IDs in any order). Gives way to other work between partitions.
   */
  async settle(
    isHeldOut: HoldOutRule | null,
    { lists, times }: { readonly lists: number; readonly times: number },
    onDuplicate: (record: Uint32Array, line: number) => void,
  ): Promise<LeftOut> {
    this.#leftOut = new Marks(this.#count);
    this.#heldOut = isHeldOut === null ? null : new Marks(this.#count);
    const seen = new DistinctUserIds();
    const excluded: Excluded = { ids: new DistinctUserIds(), by: [] };
    // Counted behind the lists.
    const often = new CountedUserIds(times, lists);
    const found = { duplicates: 0, excludedBy: new Array<number>(lists + 1).fill(0), heldOut: 0 };
    for (const [index, partition] of this.#partitions.entries()) {
      seen.clear();
      excluded.ids.clear();
      excluded.by.length = 0;
      often.clear();
      this.#readExclusions(index, excluded);
      this.#reached?.readInto(index, often);
      for (const block of partition.blocks(BLOCK_RECORDS)) {
        this.#settleBlock(block, { seen, excluded, often, isHeldOut, found, onDuplicate });
      }
      partition.close();
      await setImmediate();
    }
    this.#exclusionFiles?.remove();
    this.#reached?.remove();
    return { ...found, excludedBy: found.excludedBy.slice(0, lists), reachedOften: found.excludedBy[lists] ?? 0 };
  }

  /** The IDs that are kept, each once in order of first occurrence, a block at a time; a block is good until the next. */
  kept(): Iterable<Uint32Array> {
    return selectUserIds(this.#ordered.blocks(BLOCK_RECORDS), (sequence) => !this.#leftOut.has(sequence));
  }

  heldOut(): Iterable<Uint32Array> {
    const heldOut = this.#heldOut;
    if (heldOut === null) return [];
    return selectUserIds(this.#ordered.blocks(BLOCK_RECORDS), (sequence) => heldOut.has(sequence));
  }

  /** Removes the temporary files; may be called twice. */
  close(): void {
    this.#files.remove();
    this.#exclusionFiles?.remove();
    this.#reached?.remove();
  }

  #openExclusions(): void {
    const files = new TemporaryFiles(this.#folder);
    this.#exclusionFiles = files;
    this.#exclusions = files.open(PARTITIONS, EXCLUSION_WORDS, PARTITION_BUFFER_RECORDS);
    files.hide();
  }

  #readExclusions(index: number, { ids, by }: Excluded): void {
    const partition = this.#exclusions[index];
    if (partition === undefined) return;
    for (const block of partition.blocks(BLOCK_RECORDS)) {
      for (let at = 0; at < block.length; at += EXCLUSION_WORDS) {
        const isNew = ids.add(block[at] ?? 0, block[at + 1] ?? 0, block[at + 2] ?? 0, block[at + 3] ?? 0);
        if (isNew) by.push(block[at + 4] ?? 0);
      }
    }
    partition.close();
  }

  #settleBlock(
    block: Uint32Array,
    {
      seen,
      excluded,
      often,
      isHeldOut,
      found,
      onDuplicate,
    }: {
      readonly seen: DistinctUserIds;
      readonly excluded: Excluded;
      readonly often: CountedUserIds;
      readonly isHeldOut: HoldOutRule | null;
      readonly found: { duplicates: number; readonly excludedBy: number[]; heldOut: number };
      readonly onDuplicate: (record: Uint32Array, line: number) => void;
    },
  ): void {
    const packed = new Uint8Array(block.buffer, block.byteOffset, block.byteLength);
    for (let at = 0; at < block.length; at += PARTITION_WORDS) {
      const word0 = block[at] ?? 0;
      const word1 = block[at + 1] ?? 0;
      const word2 = block[at + 2] ?? 0;
      const word3 = block[at + 3] ?? 0;
      const sequence = block[at + USER_ID_WORDS] ?? 0;
      const excludedBy = whoExcludes(word0, word1, word2, word3, excluded, often);
      if (!seen.add(word0, word1, word2, word3)) {
        onDuplicate(block.subarray(at, at + USER_ID_WORDS), block[at + USER_ID_WORDS + 1] ?? 0);
        found.duplicates++;
      } else if (excludedBy !== -1) {
        found.excludedBy[excludedBy] = (found.excludedBy[excludedBy] ?? 0) + 1;
      } else if (isHeldOut?.(packed, at * Uint32Array.BYTES_PER_ELEMENT) === true) {
        this.#heldOut?.set(sequence);
        found.heldOut++;
      } else {
        continue;
      }
      this.#leftOut.set(sequence);
    }
  }
}

/** The number of the list that leaves the ID out, `often.number` where it was reached too often; -1 where nothing does. */
function whoExcludes(
  word0: number,
  word1: number,
  word2: number,
  word3: number,
  { ids, by }: Excluded,
  often: CountedUserIds,
): number {
  // Most lists exclude nobody: then no hash is made.
  const first = ids.count === 0 ? -1 : (by[ids.positionOf(word0, word1, word2, word3)] ?? -1);
  return first === -1 && often.has(word0, word1, word2, word3) ? often.number : first;
}

/** IDs in 64 files, those of one ID in the same one as in the list. */
class PartitionedIds {
  readonly #files: TemporaryFiles;
  readonly #partitions: readonly TemporaryFile[];

  constructor(folder: string) {
    this.#files = new TemporaryFiles(folder);
    this.#partitions = this.#files.open(PARTITIONS, USER_ID_WORDS, PARTITION_BUFFER_RECORDS);
    this.#files.hide();
  }

  add(word0: number, word1: number, word2: number, word3: number): void {
    const partition = this.#partitions[hashUserId(word0, word1, word2, word3) >>> PARTITION_SHIFT];
    if (partition === undefined) throw new Error('A hash points past the last partition.');
    const at = partition.append();
    const records = partition.buffer;
    records[at] = word0;
    records[at + 1] = word1;
    records[at + 2] = word2;
    records[at + 3] = word3;
  }

  /** Hands out the IDs of one file, and closes it. */
  readInto(index: number, set: { add(word0: number, word1: number, word2: number, word3: number): unknown }): void {
    const partition = this.#partitions[index];
    if (partition === undefined) return;
    for (const block of partition.blocks(BLOCK_RECORDS)) {
      for (let at = 0; at < block.length; at += USER_ID_WORDS)
        set.add(block[at] ?? 0, block[at + 1] ?? 0, block[at + 2] ?? 0, block[at + 3] ?? 0);
    }
    partition.close();
  }

  remove(): void {
    this.#files.remove();
  }
}

/** Tells which IDs were added at least so many times. */
class CountedUserIds {
  readonly #ids = new DistinctUserIds();
  readonly #times: number;
  #counts = new Uint8Array(1024);

  constructor(
    times: number,
    readonly number: number,
  ) {
    this.#times = times;
  }

  add(word0: number, word1: number, word2: number, word3: number): void {
    this.#ids.add(word0, word1, word2, word3);
    const position = this.#ids.positionOf(word0, word1, word2, word3);
    if (position === this.#counts.length) {
      const longer = new Uint8Array(2 * position);
      longer.set(this.#counts);
      this.#counts = longer;
    }
    this.#counts[position] = Math.min(this.#times, (this.#counts[position] ?? 0) + 1);
  }

  has(word0: number, word1: number, word2: number, word3: number): boolean {
    if (this.#ids.count === 0) return false;
    const position = this.#ids.positionOf(word0, word1, word2, word3);
    return position !== -1 && this.#counts[position] === this.#times;
  }

  clear(): void {
    this.#ids.clear();
    this.#counts.fill(0);
  }
}

function tooManyRecipients(): LineOpsError {
  return failure('RECIPIENTS_TOO_LONG', { most: MAX_RECORDS });
}
