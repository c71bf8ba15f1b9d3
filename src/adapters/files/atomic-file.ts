import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

// The one way in which files are written that must be whole, or are secret. Errors are the system's own; the caller says
// what they mean.

/** A chain of symlinks longer than this is a loop. */
const MAX_LINKS = 40;
/** A file without a lock may be another process's, still being written; one as old as this is not. */
const OLD_MS = 60 * 60 * 1000;
/** How often the file is written anew when somebody else's sweep takes the unfinished one away. */
const ATTEMPTS = 3;

/** The file is no longer as it was read: what was to take its place was made from something else. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
}

/**
 * Replaces what the file holds: after a crash or on a full disk it is the old file or the new one, never a part. Mode
 * and owner stay; a new file is its owner's alone. Symbolic links are followed. The caller holds a lock, so that
 * what a killed process left beside the file can be swept away: a random name says of which file it is, not of whom.
 *
 * @param seen what the caller read there, null for no file; where it is given, nothing else is replaced.
 * @throws {FileChanged} when the file is no longer that.
 */
export function replaceFile(path: string, content: string | Uint8Array, seen?: Uint8Array | null): void {
  const file = fileBehind(path);
  sweepLeftovers(file);
  for (let attemptsLeft = ATTEMPTS; ; ) {
    attemptsLeft -= 1;
    try {
      withNewFile(file, [content], (temporary) => {
        if (seen !== undefined && !isStill(file, seen)) throw new FileChanged(`${path} has changed meanwhile`);
        renameSync(temporary, file);
      });
      return;
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attemptsLeft === 0) throw error;
    }
  }
}

/** Writes a file that does not exist yet, or none at all. Its owner's alone. @throws EEXIST where there is one. */
export function writeNewFile(path: string, chunks: Iterable<string | Uint8Array>): void {
  sweepLeftovers(path, OLD_MS);
  withNewFile(path, chunks, (temporary) => giveName(temporary, path));
}

/** The same from what is made as it is written; whatever the chunks throw leaves none. */
export async function writeNewFileFrom(path: string, chunks: AsyncIterable<string | Uint8Array>): Promise<void> {
  sweepLeftovers(path, OLD_MS);
  const file = beginNewFile(path);
  try {
    for await (const chunk of chunks) file.write(chunk);
    file.finish((temporary) => giveName(temporary, path));
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** Takes the file away, durably. */
export function removeFile(path: string): void {
  const file = fileBehind(path);
  sweepLeftovers(file);
  rmSync(file, { force: true });
  syncFolder(dirname(file));
}

/** Takes away what killed processes left beside the file. */
export function sweepLeftovers(path: string, olderThanMs = 0): void {
  const file = fileBehind(path);
  const folder = dirname(file);
  const prefix = temporaryPrefix(file);
  for (const name of namesIn(folder)) {
    if (!name.startsWith(prefix) || !TEMPORARY_ENDING.test(name.slice(prefix.length))) continue;
    const leftover = join(folder, name);
    const stats = statSync(leftover, { throwIfNoEntry: false });
    if (stats === undefined || (0 < olderThanMs && Date.now() - stats.mtimeMs < olderThanMs)) continue;
    rmSync(leftover, { force: true });
  }
}

/** The file that symbolic links lead to, also where it does not exist yet. */
export function fileBehind(path: string): string {
  let at = resolve(path);
  for (let links = 0; links < MAX_LINKS; links += 1) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return at;
    at = resolve(dirname(at), readlinkSync(at));
  }
  throw new Error('its symbolic links go in a circle');
}

function withNewFile(path: string, chunks: Iterable<string | Uint8Array>, use: (temporary: string) => void): void {
  const file = beginNewFile(path);
  try {
    for (const chunk of chunks) file.write(chunk);
    file.finish(use);
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** A file beside `path` that becomes it, or goes. */
function beginNewFile(path: string) {
  const temporary = join(dirname(path), `${temporaryPrefix(path)}${randomBytes(12).toString('hex')}.tmp`);
  const handle = openSync(temporary, 'wx', 0o600);
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(handle);
    isOpen = false;
  };
  const discard = () => {
    close();
    rmSync(temporary, { force: true });
  };
  try {
    keepOwnerAndMode(handle, statSync(path, { throwIfNoEntry: false }) ?? null);
  } catch (error) {
    discard();
    throw error;
  }
  return {
    write: (chunk: string | Uint8Array) => writeWhole(handle, typeof chunk === 'string' ? Buffer.from(chunk) : chunk),
    /** All of it is on disk before it gets its name. */
    finish(use: (temporary: string) => void): void {
      fsyncSync(handle);
      close();
      use(temporary);
      syncFolder(dirname(path));
    },
    discard,
  };
}

const TEMPORARY_ENDING = /^[0-9a-f]{24}\.tmp$/;

/** Names have at most 255 bytes; a part of a long one will do. */
function temporaryPrefix(file: string): string {
  return `.${basename(file).slice(0, 60)}.line-ops-`;
}

/** Before the content: at no moment does anybody read it who could not read the file. A file that would go to another owner could lock out whoever reads it: rather fail. */
function keepOwnerAndMode(handle: number, stats: Stats | null): void {
  if (stats === null || process.platform === 'win32') return;
  if (process.geteuid?.() !== stats.uid || process.getegid?.() !== stats.gid) fchownSync(handle, stats.uid, stats.gid);
  fchmodSync(handle, stats.mode & 0o7777);
}

function writeWhole(handle: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
}

function isStill(file: string, seen: Uint8Array | null): boolean {
  if (!existsSync(file)) return seen === null;
  return seen !== null && readFileSync(file).equals(seen);
}

/** A link fails where the name is taken, which a rename does not. Not every file system has links. */
function giveName(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].some((code) => hasCode(error, code)) || existsSync(path)) throw error;
    renameSync(temporary, path);
    return;
  }
  rmSync(temporary, { force: true });
}

/** Makes the change of a name durable. Windows cannot open folders and does not need it; where we may not, nobody can. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = unless(['EACCES'], () => openSync(path, 'r'));
  if (folder === null) return;
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** A folder that may be written and not read hides what lies in it. */
function namesIn(folder: string): readonly string[] {
  return unless(['ENOENT', 'EACCES'], () => readdirSync(folder)) ?? [];
}

/** Null where the work fails with one of the codes. */
function unless<Result>(codes: readonly string[], work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    if (codes.some((code) => hasCode(error, code))) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
