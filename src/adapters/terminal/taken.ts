import { fstatSync, fsyncSync, readSync, type Stats, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Writable } from 'node:stream';
import { whyOf } from '../../domain/failure/system-errors.js';

/** Why stdout did not take a text, in words. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';

  constructor(
    message: string,
    /** Nobody reads any more what is written to the pipe. */
    readonly isReaderGone: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Writes the text and waits until its receiver has all of it: the pipe, the terminal, or the file, synced unless more
 * comes that is asked to be.
 *
 * @throws {NotTaken} when the reader is gone, the disk is full, or nothing is behind the stream.
 */
export async function writeTaken(
  stream: Writable,
  text: string | Uint8Array,
  { isSynced = true }: { readonly isSynced?: boolean } = {},
): Promise<void> {
  const descriptor = descriptorOf(stream);
  if (descriptor !== null && isClosed(descriptor.number, descriptor.stats)) throw new NotTaken('it is closed', false);
  // A stream takes a short write to a file for a whole one: a disk that fills up would keep half a token.
  if (descriptor !== null && (descriptor.stats.isFile() || isDevice(descriptor.stats, stream)))
    return writeWhole(descriptor.number, text, isSynced && descriptor.stats.isFile());
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(notTaken(error));
      else resolve();
    });
  });
}

/** Whether nothing is behind the stream, so that nobody can ever read what is written there. */
export function takesNothing(stream: Writable): boolean {
  if (stream.destroyed || stream.writableEnded) return true;
  const descriptor = descriptorOf(stream);
  return descriptor !== null && isClosed(descriptor.number, descriptor.stats);
}

function descriptorOf(stream: Writable): { readonly number: number; readonly stats: Stats } | null {
  if (!('fd' in stream) || typeof stream.fd !== 'number') return null;
  try {
    return { number: stream.fd, stats: fstatSync(stream.fd) };
  } catch {
    // A stream without a file behind it, or on a platform that cannot tell: its own word has to do.
    return null;
  }
}

/**
 * Node opens the null device, to read and to write, in place of a standard stream that is closed; a shell that is told
 * to throw output away (`> /dev/null`) opens it to write alone.
 */
function isClosed(descriptor: number, stats: Stats): boolean {
  if (process.platform === 'win32' || !stats.isCharacterDevice() || stats.rdev !== nullDevice()) return false;
  try {
    readSync(descriptor, Buffer.alloc(1), 0, 1, null);
    return true;
  } catch {
    return false;
  }
}

function nullDevice(): number | null {
  try {
    return statSync(devNull).rdev;
  } catch {
    return null;
  }
}

function isDevice(stats: Stats, stream: Writable): boolean {
  return stats.isCharacterDevice() && !('isTTY' in stream && stream.isTTY === true);
}

function writeWhole(descriptor: number, text: string | Uint8Array, isSynced: boolean): void {
  const bytes = Buffer.from(text);
  try {
    for (let written = 0; written < bytes.length; ) {
      const count = writeSync(descriptor, bytes, written);
      if (count === 0) throw new NotTaken('it takes no more', false);
      written += count;
    }
    // Some file systems find out only now that there is no room.
    if (isSynced) fsyncSync(descriptor);
  } catch (error) {
    throw error instanceof NotTaken ? error : notTaken(error);
  }
}

function notTaken(error: unknown): NotTaken {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isGone = code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED';
  return new NotTaken(isGone ? 'whoever was to read it is gone' : whyOf(error), isGone || code === 'EPIPE', {
    cause: error,
  });
}
