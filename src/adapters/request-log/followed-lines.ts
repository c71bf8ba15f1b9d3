import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { failure } from '../../domain/failure/failure.js';
import { isMissing, whyOf } from '../../domain/failure/system-errors.js';

const CHUNK_BYTES = 256 * 1024;
/** A longer run is what a damaged disk leaves behind. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** How far a file was read. */
interface Followed {
  bytes: number;
  decoder: StringDecoder;
  /** The start of a line whose end is not written yet. */
  unfinished: string;
}

/**
 * The lines of files that grow, and of those that join them, in the order of their names; a line counts when its end is
 * there. Where nothing is left to read it pauses, and ends when that answers no. A file that was cut short is read anew.
 */
export async function* followLines(
  folder: string,
  names: () => Promise<readonly string[]>,
  pause: () => Promise<boolean>,
): AsyncGenerator<readonly string[]> {
  const followed = new Map<string, Followed>();
  do {
    for (const name of await names()) {
      const file = followed.get(name) ?? fromTheStart();
      followed.set(name, file);
      yield* newLines(join(folder, name), file);
    }
  } while (await pause());
}

async function* newLines(path: string, file: Followed): AsyncGenerator<readonly string[]> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path);
    if ((await handle.stat()).size < file.bytes) Object.assign(file, fromTheStart());
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, file.bytes);
      if (bytesRead === 0) return;
      file.bytes += bytesRead;
      const lines = (file.unfinished + file.decoder.write(chunk.subarray(0, bytesRead))).split('\n');
      file.unfinished = lines.pop() ?? '';
      if (MAX_LINE_LENGTH < file.unfinished.length) file.unfinished = '';
      if (lines.length > 0) yield lines;
    }
  } catch (cause) {
    // Pruned meanwhile.
    if (isMissing(cause)) return;
    throw failure('LOG_NOT_READABLE', { path, why: whyOf(cause) }, { cause });
  } finally {
    await handle?.close();
  }
}

function fromTheStart(): Followed {
  return { bytes: 0, decoder: new StringDecoder('utf8'), unfinished: '' };
}
