import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { EmulatorError } from '../emulator-error.js';
import { makeFolderOf } from '../state/folder-above.js';
import type { Recorded } from './recorded.js';

/**
 * A file of lines that is begun anew at each start. A line goes out in one piece before anything else happens, so that a
 * process that is killed leaves whole lines.
 */
export class RecordFile {
  #file: number | null = null;
  /** Length of the whole lines. */
  #bytes = 0;
  #failure: unknown = null;

  constructor(private readonly path: string) {}

  /** @throws {EmulatorError} when the file cannot be written. */
  open(): void {
    try {
      makeFolderOf(this.path);
      this.#file = openSync(this.path, 'w', 0o600);
    } catch (cause) {
      throw new EmulatorError(
        'RECORD_NOT_WRITABLE',
        `the record "${this.path}" cannot be written: ${reasonOf(cause)}`,
        'Name a file in a folder that you can write to.',
      );
    }
  }

  /** After a line that could not be written, as on a full disk, there are no more. */
  write(recorded: Recorded): void {
    if (this.#file === null || this.#failure !== null) return;
    const bytes = Buffer.from(`${lineOf(recorded)}\n`);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
      this.#bytes += bytes.length;
    } catch (error) {
      this.#failure = error;
      this.#dropHalfALine(this.#file);
    }
  }

  /** @throws what the system said when a line could not be written. */
  close(): void {
    if (this.#file === null) return;
    closeSync(this.#file);
    this.#file = null;
    if (this.#failure !== null) throw this.#failure;
  }

  #dropHalfALine(file: number): void {
    if (fstatSync(file).isFile()) ftruncateSync(file, this.#bytes);
  }
}

/** `EACCES: permission denied` of what the system said. */
function reasonOf(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split(',', 1)[0] ?? '') : String(cause);
}

/** Of a body that is nested deeper than it can be written, the rest. */
function lineOf(recorded: Recorded): string {
  try {
    return JSON.stringify(recorded);
  } catch {
    return JSON.stringify({ ...recorded, body: null, answer: null });
  }
}
