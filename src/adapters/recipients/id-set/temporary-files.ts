import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import { whyOf } from '../../../domain/failure/system-errors.js';
import { makeFolder } from '../../state/folders.js';

/**
 * A private folder of nameless files. On systems that allow it each file is unlinked as soon as it is open and the
 * folder with the last of them, so that even kill -9 leaves nothing behind.
 */
export class TemporaryFiles {
  readonly #parent: string;
  readonly #folder: string;
  readonly #hasMadeParent: boolean;
  readonly #open: TemporaryFile[] = [];

  /** @throws {LineOpsError} `failure` when the folder cannot be made. */
  constructor(parent: string) {
    this.#parent = parent;
    const { folder, hasMadeParent } = makeOwnFolder(parent);
    this.#folder = folder;
    this.#hasMadeParent = hasMadeParent;
  }

  /** Opens `count` empty files and takes their names, and the folder's, away where the system lets it. */
  open(count: number, recordWords: number, bufferedRecords: number): readonly TemporaryFile[] {
    try {
      for (let index = 0; index < count; index++) {
        const path = join(this.#folder, `${this.#open.length}`);
        const descriptor = openSync(path, 'wx+', 0o600);
        this.#open.push(new TemporaryFile(descriptor, recordWords, bufferedRecords, this.#parent));
        unlinkIfAllowed(path);
      }
    } catch (error) {
      throw temporaryFileError(error, this.#parent);
    }
    return this.#open.slice(-count);
  }

  /** Takes the folder's name away while its files stay open; no more files can be opened then. */
  hide(): void {
    removeIfEmpty(this.#folder);
    if (this.#hasMadeParent) removeIfEmpty(this.#parent);
  }

  /** Closes and removes everything; may be called twice. */
  remove(): void {
    for (const file of this.#open) file.close();
    rmSync(this.#folder, { recursive: true, force: true });
    if (this.#hasMadeParent) removeIfEmpty(this.#parent);
  }
}

/** Records of a fixed number of 32-bit words, in this machine's byte order: appended first, then read. */
export class TemporaryFile {
  readonly #descriptor: number;
  readonly #folder: string;
  readonly #words: Uint32Array;
  readonly #recordWords: number;
  #usedWords = 0;
  #writtenBytes = 0;
  #isOpen = true;

  constructor(descriptor: number, recordWords: number, bufferedRecords: number, folder: string) {
    this.#descriptor = descriptor;
    this.#folder = folder;
    this.#recordWords = recordWords;
    this.#words = new Uint32Array(recordWords * bufferedRecords);
  }

  /** Where the next record goes, as an index into `buffer`; to be filled at once. */
  append(): number {
    if (this.#usedWords === this.#words.length) this.flush();
    const at = this.#usedWords;
    this.#usedWords += this.#recordWords;
    return at;
  }

  get buffer(): Uint32Array {
    return this.#words;
  }

  /** @throws {LineOpsError} `failure`, `DISK_FULL` where that is the reason. */
  flush(): void {
    const bytes = new Uint8Array(this.#words.buffer, 0, this.#usedWords * Uint32Array.BYTES_PER_ELEMENT);
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#writtenBytes + done);
      }
    } catch (error) {
      throw temporaryFileError(error, this.#folder);
    }
    this.#writtenBytes += bytes.length;
    this.#usedWords = 0;
  }

  /** All records in the order of writing, a block at a time; a block is good until the next. */
  *blocks(recordsPerBlock: number): Generator<Uint32Array> {
    this.flush();
    const words = new Uint32Array(this.#recordWords * recordsPerBlock);
    const bytes = new Uint8Array(words.buffer);
    for (let position = 0; position < this.#writtenBytes; ) {
      const length = Math.min(bytes.length, this.#writtenBytes - position);
      this.#fill(bytes.subarray(0, length), position);
      yield words.subarray(0, length / Uint32Array.BYTES_PER_ELEMENT);
      position += length;
    }
  }

  /** Gives the disk space back; may be called twice. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }

  #fill(bytes: Uint8Array, position: number): void {
    if (!this.#isOpen) throw new Error('The recipient list is closed.');
    try {
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(this.#descriptor, bytes, done, bytes.length - done, position + done);
        if (count === 0) throw new Error(`it ends at byte ${position + done}`);
        done += count;
      }
    } catch (error) {
      throw temporaryFileError(error, this.#folder);
    }
  }
}

/** Says what went wrong with temporary files in this folder, `DISK_FULL` where space is the reason. */
export function temporaryFileError(error: unknown, folder: string): LineOpsError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return failure('DISK_FULL', { which: 'temporaryFiles', folder }, { cause: error });
  }
  return failure('TEMPORARY_FILE', { folder, why: whyOf(error) }, { cause: error });
}

/** Makes a folder of our own; another process may just be removing the empty parent, so a lost race is run again. */
function makeOwnFolder(parent: string, attemptsLeft = 3): { readonly folder: string; readonly hasMadeParent: boolean } {
  try {
    const hasMadeParent = makeFolder(parent);
    return { folder: mkdtempSync(join(parent, 'recipients-')), hasMadeParent };
  } catch (error) {
    const isLostRace = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isLostRace && 1 < attemptsLeft) return makeOwnFolder(parent, attemptsLeft - 1);
    throw temporaryFileError(error, parent);
  }
}

/** Windows keeps the name of an open file in use; then `remove` takes it away at the end. */
function unlinkIfAllowed(path: string): void {
  try {
    unlinkSync(path);
  } catch {}
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {}
}
