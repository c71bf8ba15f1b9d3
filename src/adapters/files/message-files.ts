import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { isMissing, whyOf } from '../../domain/failure/system-errors.js';
import type { MessageFiles } from '../../ports/message-files.js';
import { createOutputFiles } from './output-files.js';
import { splitLines } from './text-lines.js';

/** Far above the 2 MB that a request may have; a larger file is not a message file. */
const MAX_BYTES = 64 * 1024 * 1024;
/** The same for one line of a `.jsonl` file, in UTF-16 units. */
const MAX_LINE_LENGTH = 8 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

type Stdin = Readable & { readonly isTTY?: boolean };

export function createMessageFiles(stdin: Stdin): MessageFiles {
  const bytes = async (path: string): Promise<Buffer> => (path === '-' ? readStdin(stdin) : readWhole(path));
  return {
    filesAt: async (path) => (await import('./message-paths.js')).filesAt(path),
    bytes,
    read: async (path) => {
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await bytes(path));
      } catch (cause) {
        throw unreadable(path, cause);
      }
    },
    readText: async (path) => (await import('./decoded-text.js')).decodedText(await bytes(path)),
    async *lineGroups(path) {
      const source = path === '-' ? openStdin(stdin) : createReadStream(path, { highWaterMark: CHUNK_BYTES });
      try {
        yield* splitLines(source, { fatal: true, maxLineLength: MAX_LINE_LENGTH });
      } catch (cause) {
        throw unreadable(path, cause);
      }
    },
    parseYaml: async (text) => (await import('./yaml-source.js')).readYamlSource(text),
    yamlEditor: async (text) => (await import('./yaml-edits.js')).createYamlEditor(text),
    writeNew: async (path, text) => createOutputFiles().writeNew(path, [text]),
  };
}

function readWhole(path: string): Buffer {
  try {
    if (MAX_BYTES < statSync(path).size) throw tooLarge(path);
    return readFileSync(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function readStdin(stdin: Stdin): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of openStdin(stdin)) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (MAX_BYTES < bytes) throw tooLarge('stdin');
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

function openStdin(stdin: Stdin): Readable {
  if (stdin.isTTY !== true) return stdin;
  throw failure('STDIN_IS_TERMINAL', { which: 'messages' });
}

function tooLarge(path: string): LineOpsError {
  return failure('FILE_TOO_LARGE', { path });
}

/** Puts what went wrong into words; an error that has its own passes. */
function unreadable(path: string, cause: unknown): LineOpsError {
  if (cause instanceof LineOpsError) return cause;
  const what = path === '-' ? 'stdin' : path;
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return failure('FILE_NOT_UTF8', { source: what }, { cause });
  }
  if (cause instanceof RangeError) {
    return failure('LINE_TOO_LONG', { source: what, problem: cause.message }, { cause });
  }
  const why = isMissing(cause) ? 'there is no such file' : whyOf(cause);
  return failure('FILE_NOT_READABLE', { source: what, why }, { cause });
}
