import { closeSync, fstatSync, fsyncSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attempt, KeySuccession } from '../../domain/broadcast/sending/batch/history.js';
import { failure, type LineOpsError, reasonOf } from '../../domain/failure/failure.js';
import type { RetryKey } from '../../domain/line/ids.js';
import type { AttemptJournal, JournalHistory, OpenJournal } from '../../ports/broadcast/attempt-journal.js';
import type { Clock, Randomness } from '../../ports/host.js';
import { makePrivateFolder } from '../state/folders.js';
import { type JournalLine, writeLine } from './journal-lines.js';
import { JournalReader } from './journal-reader.js';

const SUFFIX = '.journal';

/** A copy of the state that is older than this is not looked for any more: what was sent then is past remembering. */
export const KEEP_MS = 180 * 24 * 60 * 60 * 1000;

const CHUNK_BYTES = 256 * 1024;
const NEW_LINE = 0x0a;
/** A line of ours has some 150 bytes. */
const MAX_LINE_BYTES = 4_096;

/**
 * One file a broadcast or a day of pushes, appended to by every run of every state folder. A write is one call on a file opened for appending,
 * so that those of several processes never mix, and begins on a line of its own, whatever was cut off before it.
 */
export function createAttemptJournal(
  folder: string,
  clock: Clock,
  random: Randomness,
  { isLedgerShared }: { readonly isLedgerShared: boolean } = { isLedgerShared: false },
): AttemptJournal {
  return {
    async read({ fileName, id }, isWanted) {
      const path = pathOf(folder, fileName);
      const reader = new JournalReader(id, isWanted, isLedgerShared);
      const file = await open(path, 'r').catch((cause: unknown) => {
        // Where no file can be, there is none either: whoever is about to write says so.
        if (['ENOENT', 'ENOTDIR'].includes(codeOf(cause) ?? '')) return null;
        throw notUsable('read', path, cause);
      });
      try {
        if (file !== null) await readLines(file, 0, (lines) => reader.follow(lines));
      } finally {
        await file?.close();
      }
      return reader.history();
    },
    async open({ fileName, id }, isWanted) {
      const path = pathOf(folder, fileName);
      try {
        makePrivateFolder(folder);
        const file = await open(path, 'a+', 0o600);
        try {
          if (fstatSync(file.fd).size === 0) {
            syncFolder(folder);
            prune(folder, clock.now());
          }
          return await JournalFile.read(file, path, new JournalReader(id, isWanted, isLedgerShared), {
            clock,
            of: id,
            run: random.letters(8),
          });
        } catch (error) {
          await file.close();
          throw error;
        }
      } catch (cause) {
        throw notUsable('write', path, cause);
      }
    },
  };
}

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Who writes. */
interface Writer {
  readonly clock: Clock;
  readonly of: string;
  readonly run: string;
}

class JournalFile implements OpenJournal {
  readonly history: JournalHistory;
  /** Read so far; of what follows, so many bytes are our own. */
  #readTo: number;
  #ownBytes = 0;
  #waiting: Waiting[] = [];
  #isWriting = false;
  #hearing: Promise<void> = Promise.resolve();

  private constructor(
    readonly file: FileHandle,
    readonly path: string,
    readonly writer: Writer,
    readonly reader: JournalReader,
    readTo: number,
    /** The file ended in the middle of a line. */
    readonly isTorn: boolean,
  ) {
    this.history = reader.history();
    this.#readTo = readTo;
  }

  static async read(file: FileHandle, path: string, reader: JournalReader, writer: Writer): Promise<JournalFile> {
    const end = await readLines(file, 0, (lines) => reader.follow(lines));
    const isTorn = end < fstatSync(file.fd).size;
    return new JournalFile(file, path, writer, reader, end, isTorn);
  }

  begin(gapSince: number | null): Promise<void> {
    const { writer, isTorn } = this;
    return this.#write({ type: 'run', ...this.#by, at: writer.clock.now(), gapSince, isAfterTornLine: isTorn });
  }

  async note(attempt: Attempt): Promise<readonly Attempt[]> {
    await this.#write({ type: 'attempt', ...this.#by, ...attempt });
    return this.reader.attemptsAt(attempt.retryKey, this.writer.run);
  }

  async look(retryKey: RetryKey): Promise<readonly Attempt[]> {
    await this.#hearOthers();
    return this.reader.attemptsAt(retryKey, this.writer.run);
  }

  takeBack(retryKey: RetryKey, succession: KeySuccession | null): Promise<void> {
    return this.#succeed({ type: 'takenBack', ...this.#by, retryKey, succession });
  }

  settle(retryKey: RetryKey, succession: KeySuccession): Promise<void> {
    return this.#succeed({ type: 'settled', ...this.#by, retryKey, succession });
  }

  async #succeed(line: JournalLine): Promise<void> {
    await this.#write(line);
    // Our own lines are not read again as a rule; which keys belong together must be known all the same.
    this.reader.follow([writeLine(line).trimEnd()]);
  }

  get #by(): { readonly of: string; readonly run: string } {
    return { of: this.writer.of, run: this.writer.run };
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  #write(line: JournalLine): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text: writeLine(line), resolve, reject });
      // At the end of this turn of the event loop: what is noted in it shares one sync.
      if (this.#waiting.length === 1 && !this.#isWriting) setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        // The empty line keeps apart what another process may have left unfinished.
        const bytes = Buffer.from(`\n${group.map(({ text }) => text).join('')}`);
        // A few hundred bytes go into the system's memory at once; only waiting for the disk is worth a thread.
        const bytesWritten = writeSync(this.file.fd, bytes);
        this.#ownBytes += bytesWritten;
        if (bytesWritten < bytes.length) throw new Error('there is no room for a whole line');
        await this.file.datasync();
        await this.#hearOthers();
        for (const { resolve } of group) resolve();
      } catch (cause) {
        const error = notUsable('write', this.path, cause);
        for (const { reject } of group) reject(error);
      }
    }
    this.#isWriting = false;
  }

  /** Whoever wrote before our last line is known after it. One at a time: each goes on where the last one ended. */
  #hearOthers(): Promise<void> {
    this.#hearing = this.#hearing.then(() => this.#readOn());
    return this.#hearing;
  }

  async #readOn(): Promise<void> {
    if (fstatSync(this.file.fd).size === this.#readTo + this.#ownBytes) return;
    this.#readTo = await readLines(this.file, this.#readTo, (lines) => this.reader.follow(lines));
    this.#ownBytes = 0;
  }
}

/** Hands on the whole lines from an offset on, and answers where they end. */
async function readLines(file: FileHandle, from: number, follow: (lines: readonly string[]) => void): Promise<number> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let end = from;
  let unfinished = Buffer.alloc(0);
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, end + unfinished.length);
    if (bytesRead === 0) return end;
    const bytes = Buffer.concat([unfinished, chunk.subarray(0, bytesRead)]);
    const whole = bytes.lastIndexOf(NEW_LINE) + 1;
    // A run of bytes without an end is no line of ours; it counts as one that is damaged.
    if (whole === 0 && MAX_LINE_BYTES < bytes.length) {
      follow([bytes.toString('latin1', 0, MAX_LINE_BYTES)]);
      end += bytes.length;
      unfinished = Buffer.alloc(0);
      continue;
    }
    follow(bytes.toString('latin1', 0, whole).split('\n'));
    end += whole;
    unfinished = Buffer.from(bytes.subarray(whole));
  }
}

function pathOf(folder: string, fileName: string): string {
  if (!/^[a-z0-9-]{1,64}$/.test(fileName)) throw new Error(`${fileName} cannot be the name of a journal`);
  return join(folder, `${fileName}${SUFFIX}`);
}

/** A new file is only there after a power cut when its folder was synced too. */
function syncFolder(folder: string): void {
  // Windows syncs the entries of a folder with the files in it, and opens no folder.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function prune(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith(SUFFIX) && statSync(path).mtimeMs <= now - KEEP_MS) rmSync(path, { force: true });
  }
}

function notUsable(what: 'read' | 'write', path: string, cause: unknown): LineOpsError {
  const code = what === 'write' ? 'JOURNAL_NOT_WRITABLE' : 'JOURNAL_NOT_READABLE';
  return failure(code, { path, why: reasonOf(cause) }, { cause });
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}
