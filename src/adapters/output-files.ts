import { existsSync } from 'node:fs';
import { LineOpsError } from '../domain/failure.js';
import type { OutputFiles } from '../ports/output-files.js';
import { writeNewFile } from './atomic-file.js';

/** Written at once, in UTF-16 units: few system calls, little memory. */
const WRITTEN_AT_ONCE = 256 * 1024;

export function createOutputFiles(): OutputFiles {
  return {
    requireNew(path) {
      if (path === '-') throw notWritable('"-" is not the name of a file', null);
      if (existsSync(path)) throw notWritable(`${path} exists already`, null);
    },
    writeNew(path, chunks) {
      try {
        writeNewFile(path, joined(chunks));
      } catch (error) {
        // What the caller's own work failed with is not about the file.
        throw error instanceof Error && 'syscall' in error ? cannotWrite(path, error) : error;
      }
    },
  };
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

function cannotWrite(path: string, cause: unknown): LineOpsError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'EEXIST') return notWritable(`${path} exists already`, cause);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new LineOpsError('failure', 'DISK_FULL', `cannot write ${path}: the disk is full`, {
      hint: 'Free some space, or name a file on another disk.',
      cause,
    });
  return notWritable(`cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
}

function notWritable(message: string, cause: unknown): LineOpsError {
  return new LineOpsError('usage', 'FILE_NOT_WRITABLE', message, {
    hint: 'Name a file that does not exist yet, in a folder you can write to.',
    cause,
  });
}
