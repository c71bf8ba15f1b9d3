import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { UnreadableList } from '../../domain/failure/facts.js';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { whyOf } from '../../domain/failure/system-errors.js';

const CHUNK_BYTES = 256 * 1024;
/** How much of the beginning decides whether the content is text. */
const HEAD_BYTES = 64 * 1024;

/** The bytes of a source; each chunk is good until the next one is asked for. */
export type Chunks = AsyncIterable<Uint8Array>;

/** What is known of the bytes read so far. */
export interface ReadMeter {
  /** As stored: compressed bytes for a compressed source. */
  bytesRead: number;
  /** Whether something writes while it is read, and may have ended too early: no regular file. */
  isPiped: boolean;
}

/**
 * The bytes of a file, decompressed where its name ends in `.gz`. Works for pipes and devices too.
 *
 * @throws {LineOpsError} `usage` when it cannot be opened or read, or is no sound gzip data.
 */
export async function* fileChunks(path: string, meter: ReadMeter): AsyncGenerator<Uint8Array, void> {
  const handle = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    meter.isPiped = !(await handle.stat()).isFile();
    yield* path.toLowerCase().endsWith('.gz') ? gunzipped(handle, path, meter) : plain(handle, path, meter);
  } finally {
    await handle.close();
  }
}

/** The bytes of stdin. @throws {LineOpsError} `usage` when it cannot be read. */
export async function* stdinChunks(stdin: Chunks, meter: ReadMeter): AsyncGenerator<Uint8Array, void> {
  meter.isPiped = true;
  try {
    for await (const chunk of stdin) {
      meter.bytesRead += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw error instanceof LineOpsError ? error : unreadable('stdin', error);
  }
}

/** The same chunks, and a copy of up to 64 KB of the beginning to look at first. Closing them stays with the caller. */
export async function withHead(chunks: Chunks): Promise<{ readonly head: Uint8Array; readonly chunks: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    parts.push(next.value.slice());
    length += next.value.length;
  }
  const beginning = Buffer.concat(parts);
  return { head: beginning.subarray(0, HEAD_BYTES), chunks: resumed(beginning, iterator) };
}

async function* resumed(beginning: Uint8Array, iterator: AsyncIterator<Uint8Array>): Chunks {
  yield beginning;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
}

async function* plain(handle: FileHandle, path: string, meter: ReadMeter): Chunks {
  // One buffer for the whole file: a buffer per chunk would leave its memory to the garbage collector's leisure.
  const buffer = new Uint8Array(CHUNK_BYTES);
  while (true) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    if (bytesRead === 0) return;
    meter.bytesRead += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* gunzipped(handle: FileHandle, path: string, meter: ReadMeter): Chunks {
  const stored = handle.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false });
  const metered = async function* (chunks: Chunks): Chunks {
    for await (const chunk of chunks) {
      meter.bytesRead += chunk.length;
      yield chunk;
    }
  };
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // A failure anywhere destroys the last stream with its error, which the loop below then throws.
  pipeline(stored, metered, gunzip, () => {});
  try {
    for await (const chunk of gunzip) yield chunk;
  } catch (error) {
    throw errorCode(error).startsWith('Z_') ? corruptGzip(path, error) : unreadable(path, error);
  }
}

function corruptGzip(path: string, cause: unknown): LineOpsError {
  return failure('RECIPIENTS_GZIP', { path }, { details: { path }, cause });
}

function unreadable(path: string, cause: unknown): LineOpsError {
  const reason = UNREADABLE[errorCode(cause)] ?? 'other';
  return failure('RECIPIENTS_FILE', { path, reason, why: whyOf(cause) }, { details: { path }, cause });
}

const UNREADABLE: Readonly<Record<string, UnreadableList>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'folder',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
};

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
