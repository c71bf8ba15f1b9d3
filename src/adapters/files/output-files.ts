import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { whyOf } from '../../domain/failure/system-errors.js';
import type { NewFile, OutputFiles } from '../../ports/output-files.js';
import { FileChanged, replaceFile, writeNewFile, writeNewFileFrom } from './atomic-file.js';

/** Written at once, in UTF-16 units: few system calls, little memory. */
const WRITTEN_AT_ONCE = 256 * 1024;

export function createOutputFiles(): OutputFiles {
  return {
    requireNew(path) {
      if (path === '-') throw failure('FILE_NOT_WRITABLE', { which: 'dash' }, { cause: null });
      if (existsSync(path)) throw failure('FILE_NOT_WRITABLE', { which: 'exists', path }, { cause: null });
    },
    writeNew(path, chunks) {
      try {
        writeNewFile(path, joined(chunks));
      } catch (error) {
        throw writingFailed(path, error);
      }
    },
    async writeNewFrom(path, chunks) {
      try {
        await writeNewFileFrom(path, chunks);
      } catch (error) {
        throw writingFailed(path, error);
      }
    },
    replace(path, content, seen) {
      try {
        replaceFile(path, content, seen);
      } catch (error) {
        if (error instanceof FileChanged) throw failure('PLACE_CHANGED', { path });
        throw cannotWrite(path, error, 'replaced');
      }
    },
    openNew: (path) => new OpenFile(path),
  };
}

/** Written as the text comes, so that it need not be kept; what a killed process wrote stays. */
class OpenFile implements NewFile {
  readonly #path: string;
  readonly #handle: number;
  #part = '';

  constructor(path: string) {
    this.#path = path;
    this.#handle = orSay(path, () => openSync(path, 'wx', 0o600));
  }

  write(text: string): void {
    this.#part += text;
    if (WRITTEN_AT_ONCE <= this.#part.length) this.#flush();
  }

  close(): void {
    try {
      this.#flush();
    } finally {
      closeSync(this.#handle);
    }
  }

  #flush(): void {
    const part = this.#part;
    this.#part = '';
    orSay(this.#path, () => writeFileSync(this.#handle, part));
  }
}

function orSay<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function* joined(chunks: Iterable<string>): Generator<string> {
  let part = '';
  for (const chunk of chunks) {
    part += chunk;
    if (part.length < WRITTEN_AT_ONCE) continue;
    yield part;
    part = '';
  }
  yield part;
}

/** What the caller's own work failed with is not about the file. */
function writingFailed(path: string, error: unknown): unknown {
  return error instanceof Error && 'syscall' in error ? cannotWrite(path, error) : error;
}

function cannotWrite(path: string, cause: unknown, which: 'other' | 'replaced' = 'other'): LineOpsError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'EEXIST') return failure('FILE_NOT_WRITABLE', { which: 'exists', path }, { cause });
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('DISK_FULL', { which: 'output', path }, { cause });
  return failure('FILE_NOT_WRITABLE', { which, path, why: whyOf(cause) }, { cause });
}
